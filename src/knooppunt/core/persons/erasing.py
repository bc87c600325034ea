"""Erasing a person: own rows go or become anonymous, texts of others no longer name them, counts stay.

Everything in one transaction, with a note of the act that holds no name. What cannot be undone is not offered lightly:
the pages show ``overview_of`` first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import EmailField, F, JSONField, Model, ProtectedError, RestrictedError, SlugField, URLField
from django.utils.translation import gettext as _

from knooppunt.core import changes, privacy, status
from knooppunt.core.models import PrivacyAct, Versioned
from knooppunt.core.persons.finding import Mention, all_models, history_models, mentions_in, own_rows
from knooppunt.core.persons.person import Person, fingerprint, history_of, rows_of
from knooppunt.core.persons.places import obstacles, places
from knooppunt.core.persons.remains import clear_remains
from knooppunt.core.privacy import OnErase

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

REMOVED = "[verwijderd]"  # stays in texts that others wrote, in the language of the installation
REMOVED_CODE = "verwijderd"  # where brackets are not possible
REMOVED_MAIL = "verwijderd@anoniem.invalid"


class ErasureRefused(Exception):
    """The person cannot be erased as things stand; ``reasons`` are sentences."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass
class Outcome:
    """What an erasure did, in numbers."""

    deleted: Counter[str] = field(default_factory=Counter)
    cleaned: Counter[str] = field(default_factory=Counter)
    check: list[str] = field(default_factory=list)
    along: set[str] = field(default_factory=set)  # models of which rows went because they hung on others

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """For the log: labels and numbers, no names."""
        return {"deleted": dict(self.deleted), "cleaned": dict(self.cleaned)}


def erase_person(person: Person, *, by: User | None, note: str = "", force: bool = False) -> Outcome:
    """Erase somebody everywhere. Doing it twice changes nothing the second time.

    Raises ``ErasureRefused`` when an app names an obstacle (``force`` skips these) or a row must stay that points at
    one that would go.
    """
    reasons = [] if force else [reason for find in obstacles for reason in find(person)]
    if reasons:
        raise ErasureRefused(reasons)
    outcome = Outcome()
    for one in places:  # before the transaction: looking into PDFs takes a while, and nobody should wait for a lock
        outcome.check += one.check(person) if one.check else []
    with transaction.atomic():
        status.allow_erasing()
        for declared in privacy.declarations():
            if declared.erase is not None:  # first, while the rows still point at the person
                outcome.cleaned[declared.label] += declared.erase(person)
        try:
            _delete_own(person, outcome)
        except (ProtectedError, RestrictedError) as error:
            what = sorted({str(row._meta.verbose_name) for row in list(error.args[1])[:50]})
            sentence = _("Something must be kept that belongs to this person: %(what)s. Deal with that first.")
            raise ErasureRefused([sentence % {"what": ", ".join(what)}]) from error
        for model in all_models():
            _clean_texts(person, model, outcome)
        for name in places.names():
            place = places.get(name)
            assert place is not None
            outcome.cleaned[name] += place.erase(person)
        status.forbid_again()
        if sum(outcome.deleted.values()) or sum(outcome.cleaned.values()):
            # A search index only marks what was deleted, until it merges its parts some day. Every reader of the change
            # table builds anew instead, and throws the old index away.
            changes.reset()
            touched = {label for counts in outcome.counts.values() for label, number in counts.items() if number}
            clear_remains.enqueue_with({"labels": sorted(touched | outcome.along)})
        PrivacyAct.objects.create(
            kind=PrivacyAct.Kind.ERASED, by=None if by and by.pk in _users(person) else by, who=fingerprint(person),
            counts={**outcome.counts, "check": outcome.check}, note=note[:300],
        )  # fmt: skip
    return outcome


def _users(person: Person) -> frozenset[int]:
    return person.keys.get("accounts.user", frozenset())


def _delete_own(person: Person, outcome: Outcome) -> None:
    gone: dict[type[Model], set[Any]] = defaultdict(set)
    doomed = [one for one in privacy.declarations() if one.on_erase is OnErase.DELETE]
    for declared in doomed:
        wanted = own_rows(person, declared.model)
        if wanted is not None:
            gone[declared.model] |= set(rows_of(declared.model).filter(wanted).values_list("pk", flat=True))
    # Persons last: what hangs on them by a rule of its own is counted under its own name.
    for declared in sorted(doomed, key=lambda one: one.identity is not None):
        pks, model = gone[declared.model], declared.model
        if not pks:
            continue
        outcome.deleted[declared.label] += len(pks)
        _rows, with_it = rows_of(model).filter(pk__in=pks).delete()
        outcome.along |= {label.lower() for label, number in with_it.items() if number}
        history = history_of(model)
        if history is not None:
            outcome.deleted[history._meta.label_lower] += (
                rows_of(history).filter(**{f"{model._meta.pk.name}__in": pks}).delete()[0]
            )
        changes.record(declared.change_kind or declared.label, sorted(pks), deleted=True)


def _clean_texts(person: Person, model: type[Model], outcome: Outcome) -> None:
    touched = []
    for mention in list(mentions_in(person, model)):
        _write(person, mention)
        touched.append(mention.pk)
    if not touched:
        return
    declared = privacy.declaration_of(model)
    outcome.cleaned[model._meta.label_lower] += len(touched)
    if model not in history_models() and not model._meta.auto_created:
        changes.record((declared and declared.change_kind) or model._meta.label_lower, touched)


def _write(person: Person, mention: Mention) -> None:
    model = mention.model
    values: dict[str, Any] = {}
    for name, value in mention.texts.items():
        column: Any = model._meta.get_field(name)
        new = person.needles.cleaned(value, _put(column))
        if not isinstance(column, JSONField) and column.max_length:
            new = new[: column.max_length]
        if isinstance(column, EmailField):
            new = "" if column.blank else REMOVED_MAIL
        if getattr(column, "unique", False):
            new = f"{new}-{mention.pk}"[-(column.max_length or 200) :]
        values[name] = new
    if issubclass(model, Versioned):  # an edit that is under way meets a conflict instead of writing the name back
        values["version"] = F("version") + 1
    rows = rows_of(model).filter(pk=mention.pk)
    try:
        with transaction.atomic():
            rows.update(**values)
    except IntegrityError:  # unique together with something else: two names became the same word
        for name in mention.texts:
            if isinstance(values[name], str):
                values[name] = f"{REMOVED_CODE} {mention.pk}"[: model._meta.get_field(name).max_length]  # type: ignore[union-attr]
        rows.update(**values)


def _put(column: Any) -> str:
    return REMOVED_CODE if isinstance(column, SlugField | URLField) else REMOVED
