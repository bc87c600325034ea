"""What cannot stay so in a content that could be read: missing, contradictory or not meant for this kind."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import fields

from django.utils import timezone
from django.utils.translation import gettext as _

from .reading import default_of
from .shapes import KIND_FIELDS, EntryContent, Kind, Run


def problems_of(content: EntryContent, *, complete: bool = True) -> dict[str, list[str]]:
    """Path → sentences; empty when all is well. ``complete=False`` lets a draft lack what publishing asks for."""
    found: dict[str, list[str]] = defaultdict(list)
    if not content.kind:
        found["kind"].append(_("Choose what kind of entry it is."))
        return dict(found)
    if not content.title:
        found["title"].append(_("Give it a title."))
    if complete:
        _ask_for_what_visitors_need(content, found)
    _refuse_fields_of_other_kinds(content, found)
    _order(content.period_from, content.period_until, "period_until", found)
    if content.image and not content.image_alt:
        found["image_alt"].append(_("Say in a few words what the picture shows, for who cannot see it."))
    for number, link in enumerate(content.links):
        if not link.url:
            found[f"links.{number}.url"].append(_("Fill in the web address, or take the row away."))
    for number, run in enumerate(content.runs):
        _check_run(run, f"runs.{number}", found)
    _check_accreditations(content, found)
    return dict(found)


def _ask_for_what_visitors_need(content: EntryContent, found: dict[str, list[str]]) -> None:
    if not content.summary:
        found["summary"].append(_("Say in one or two sentences what it is."))
    if not content.provider and content.kind != Kind.SOURCE:
        found["provider"].append(_("Choose the organisation that offers it."))
    if content.kind == Kind.SOURCE and not content.links:
        found["links"].append(_("An external source needs the address where it is found."))
    if content.kind == Kind.PERSON:
        if not content.person_name:
            found["person_name"].append(_("Fill in the name of the guest lecturer."))
        if not content.consent_on:
            found["consent_on"].append(_("A person is only shown with consent. On which day was it given?"))
        elif content.consent_on > timezone.localdate():
            found["consent_on"].append(_("This day is still to come."))
        if not content.consent_note:
            found["consent_note"].append(_("Write down how the person agreed, for instance by mail."))


def _refuse_fields_of_other_kinds(content: EntryContent, found: dict[str, list[str]]) -> None:
    allowed = KIND_FIELDS[content.kind]
    for one in fields(content):
        if one.name not in allowed and getattr(content, one.name) != default_of(one):
            found[one.name].append(_("This field does not belong to this kind of entry."))


def _check_run(run: Run, path: str, found: dict[str, list[str]]) -> None:
    if run.starts_on is None:
        found[f"{path}.starts_on"].append(_("Fill in the first day, or take the row away."))
    _order(run.starts_on, run.ends_on, f"{path}.ends_on", found)
    one_day = run.ends_on in (None, run.starts_on)
    if one_day and run.starts_at and run.ends_at and run.ends_at <= run.starts_at:
        found[f"{path}.ends_at"].append(_("This ends before it begins. Turn the times around?"))
    if run.price_incl is not None and run.price_excl is not None and run.price_excl > run.price_incl:
        found[f"{path}.price_excl"].append(_("Without VAT it cannot cost more than with VAT."))
    if run.seats is not None and run.seats_left is not None and run.seats_left > run.seats:
        found[f"{path}.seats_left"].append(_("There cannot be more seats left than there are."))
    if (run.latitude is None) != (run.longitude is None):
        found[f"{path}.longitude"].append(_("Fill in both coordinates, or neither."))
    for number, window in enumerate(run.windows):
        _order(window.opens_on, window.closes_on, f"{path}.windows.{number}.closes_on", found)


def _check_accreditations(content: EntryContent, found: dict[str, list[str]]) -> None:
    keys = {run.key for run in content.runs}
    if len(keys) < len(content.runs):
        found["runs"].append(_("Two runs have the same key."))
    for number, one in enumerate(content.accreditations):
        path = f"accreditations.{number}"
        if not one.register:
            found[f"{path}.register"].append(_("Choose the register, or take the row away."))
        if one.points is None and not one.is_pending:
            found[f"{path}.points"].append(_("Fill in the points, or say that they are applied for."))
        if one.run and one.run not in keys:
            found[f"{path}.run"].append(_("This run is not among the runs."))
        _order(one.valid_from, one.valid_until, f"{path}.valid_until", found)


def _order(first: dt.date | None, last: dt.date | None, path: str, found: dict[str, list[str]]) -> None:
    if first and last and last < first:
        found[path].append(_("This ends before it begins. Turn the dates around?"))
