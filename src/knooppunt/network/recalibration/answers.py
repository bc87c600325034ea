"""What an answer says, compared with what we know: pure functions over plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from knooppunt.network import vocabulary
from knooppunt.network.models import Contact, Organisation, RecalibrationReply
from knooppunt.network.names import fold, tidy

State = RecalibrationReply.State
FIELDS = ("name", "email", "phone", "interests", "expertise")
# Changes that harm nothing when they are taken over unseen: how to reach somebody, and what they like.
SAFE = {"phone", "interests", "expertise"}


@dataclass(frozen=True)
class Difference:
    """One line of the look: what it is about, what we have, what was answered; ``conflict``: changed here meanwhile."""

    label: str
    was: str
    becomes: str
    conflict: bool = False


def labels() -> dict[str, str]:
    """The fields in words."""
    return {
        "name": _("Name"),
        "email": _("E-mail address"),
        "phone": _("Telephone"),
        "interests": _("Interests"),
        "expertise": _("Expertise"),
        "website": _("Website"),
        "role_mailbox": _("Role mailbox"),
    }


def shown(name: str, value: Any) -> str:
    """A value as people read it."""
    if name in {"interests", "expertise"}:
        return ", ".join(vocabulary.label_of("topics", code) for code in value or [])
    return str(value or "")


def changed_fields(contact: Contact, given: dict[str, Any]) -> dict[str, Any]:
    """The fields that were answered otherwise than we have them, with what we have: name → {was, becomes}."""
    found = {}
    for name in FIELDS:
        if name not in given:
            continue
        was, becomes = getattr(contact, name), given[name]
        if isinstance(becomes, str):
            becomes = becomes.strip()
        same = sorted(was) == sorted(becomes) if isinstance(becomes, list) else fold(str(was)) == fold(becomes)
        if not same and not (name == "name" and not becomes):
            found[name] = {"was": was, "becomes": becomes}
    return found


def same_person(contact: Contact, name: str, email: str) -> bool:
    """Whether somebody who is named as successor is this contact."""
    by_mail = bool(email) and contact.email.lower() == email.strip().lower()
    return by_mail or (bool(name.strip()) and fold(contact.name) == fold(tidy(name)))


def state_of(proposed: dict[str, Any], *, leaves: bool, conflict: bool) -> str:
    """In which pile an answer goes."""
    if leaves:
        return State.LEAVES
    if proposed.get("successor"):
        return State.SUCCESSOR
    if conflict:
        return State.CONFLICT
    return State.CHANGED if any(proposed.values()) else State.RIGHT


def needs_look(state: str, answers: dict[str, Any], remark: str) -> bool:
    """Only what was confirmed without more needs no person's look."""
    return state != State.RIGHT or any(answers.values()) or bool(remark.strip())


def is_safe(reply: RecalibrationReply) -> bool:
    """Whether it may be taken over in bulk: answers to questions, telephone, interests, expertise."""
    if reply.state not in {State.RIGHT, State.CHANGED} or reply.remark.strip():
        return False
    proposed = reply.proposed
    others = [key for key in proposed if key != "fields" and proposed[key]]
    return not others and set(proposed.get("fields", {})) <= SAFE


def conflicts(contact: Contact, proposed: dict[str, Any]) -> set[str]:
    """The fields that changed here since the answer, otherwise than it says."""
    return {
        name
        for name, pair in proposed.get("fields", {}).items()
        if getattr(contact, name) != pair["was"] and getattr(contact, name) != pair["becomes"]
    }


def differences(reply: RecalibrationReply, organisations: dict[int, Organisation]) -> list[Difference]:
    """All lines of one reply, for the look. ``organisations`` by number, as far as the reply names them."""
    proposed, words = reply.proposed, labels()
    contact = reply.contact
    found = []
    clash = conflicts(contact, proposed) if contact else set()
    for name, pair in proposed.get("fields", {}).items():
        now = getattr(contact, name) if contact else pair["was"]
        found.append(Difference(words[name], shown(name, now), shown(name, pair["becomes"]), name in clash))
    for one in proposed.get("functions", []):
        becomes = _("no longer works here") if one.get("ended") else str(one.get("title", ""))
        found.append(Difference(_name(organisations, one["organisation"]), str(one.get("was", "")), becomes))
    elsewhere = proposed.get("elsewhere")
    if elsewhere:
        found.append(Difference(_("Also works at"), "", f"{elsewhere['organisation']} {elsewhere['title']}".strip()))
    successor = proposed.get("successor")
    if successor:
        known = _("known already") if successor.get("contact") else _("new")
        who = f"{successor['name']} {successor['email']}".strip()
        found.append(Difference(_("Successor"), str(contact or ""), f"{who} ({known})"))
    for one in proposed.get("organisations", []):
        name, about = _name(organisations, one["organisation"]), organisations.get(one["organisation"])
        for field, pair in one["fields"].items():
            now = getattr(about, field) if about else pair["was"]
            moved = now not in {pair["was"], pair["becomes"]}
            found.append(Difference(f"{name}: {words[field]}", now, pair["becomes"], moved))
    return found


def _name(organisations: dict[int, Organisation], pk: int) -> str:
    return str(organisations.get(pk) or _("an organisation"))
