"""Giving somebody what is kept about them: JSON for machines and a page for people, in one archive."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import DateField, DateTimeField, Model
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from knooppunt.core import privacy
from knooppunt.core.models import PrivacyAct
from knooppunt.core.persons.finding import all_models, mentions_in, own_rows, pointers, pointing_rows, title_of
from knooppunt.core.persons.person import Person, fingerprint, history_of, rows_of
from knooppunt.core.persons.places import places
from knooppunt.core.persons.reading import moment, readable, readable_place

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

OWN, DONE, NAMED = "own", "done", "named"


def everything_about(person: Person) -> dict[str, Any]:
    """All that is kept about somebody, as plain values. Of texts that others wrote only the lines that name them."""
    rows: list[dict[str, Any]] = []
    for model in all_models():
        own, points = own_rows(person, model), pointing_rows(person, model)
        if own is not None:
            rows += [_row(person, row, OWN) for row in rows_of(model).filter(own).distinct().order_by("pk")]
        if points is not None:
            others = rows_of(model).filter(points)
            others = others.exclude(own) if own is not None else others
            rows += [_row(person, row, DONE) for row in others.distinct().order_by("pk")]
        known = {row["id"] for row in rows if row["model"] == model._meta.label}
        rows += [
            {
                **_head(model, mention.pk, NAMED),
                "hub": _hub_of(model, mention.pk),
                "fields": {name: "\n".join(person.needles.lines_of(value)) for name, value in mention.texts.items()},
            }
            for mention in mentions_in(person, model)
            if str(mention.pk) not in known
        ]
    found = {}
    for name in places.names():
        place = places.get(name)
        if place is not None:
            found[name] = {"title": str(place.title), "found": place.find(person)}
    return {
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "site": settings.SITE_URL,
        "known_as": {
            "emails": sorted(person.emails),
            "names": sorted(person.names | person.shared_names),
            "phones": sorted(person.phones),
        },
        "rows": rows,
        "elsewhere": found,
        "about": _about({row["model"] for row in rows}),
    }


def give_archive(person: Person, *, by: User | None, note: str = "", language: str = "nl") -> bytes:
    """``archive_of``, and note that it was given."""
    content = archive_of(person, language=language)
    PrivacyAct.objects.create(kind=PrivacyAct.Kind.EXPORTED, by=by, who=fingerprint(person), note=note)
    return content


def archive_of(person: Person, *, language: str = "nl") -> bytes:
    """A ZIP with ``gegevens.json`` and ``gegevens.html``."""
    with translation.override(language):
        told = everything_about(person)
        groups: dict[str, dict[str, Any]] = {}
        for row in told["rows"]:
            group = groups.setdefault(row["model"], {"title": row["what"], "rows": []})
            group["rows"].append({**row, "read": readable(row)})
        html = render_to_string(
            "core/persons/archive.html",
            {
                "told": told,
                "made_at": moment(told["made_at"]),
                "groups": list(groups.values()),
                "places": [
                    (place["title"], [readable_place(one) for one in place["found"]])
                    for place in told["elsewhere"].values()
                    if place["found"]
                ],
                "language": language,
                "site_name": settings.SITE_NAME,
            },
        )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("gegevens.json", json.dumps(told, ensure_ascii=False, indent=1))
        archive.writestr("gegevens.html", html)
    return target.getvalue()


def archive_response(content: bytes) -> HttpResponse:
    """A ZIP that the browser saves; its name names nobody."""
    name = f"gegevens-{timezone.localdate():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/zip", headers=headers)


def _head(model: type[Model], pk: Any, tie: str) -> dict[str, Any]:
    return {"what": str(title_of(model)), "model": model._meta.label, "id": str(pk), "tie": tie, "says": _says(tie)}


def _says(tie: str) -> str:
    return {OWN: _("about you"), DONE: _("you did this, or it names you"), NAMED: _("you are named in a text")}[tie]


def _row(person: Person, row: Any, tie: str) -> dict[str, Any]:
    """One row: what was declared, every date, and texts that name the person. Secrets stay secret."""
    model: type[Model] = type(row)
    declared = privacy.declaration_of(model)
    wanted = dict(declared.fields) if declared else {}
    fields: dict[str, Any] = {}
    for column in model._meta.concrete_fields:
        name, value = column.name, getattr(row, column.attname)
        if name in wanted and wanted[name].secret:
            fields[name] = _("(kept secret)") if value else ""
        elif column in pointers(model):
            if value is not None:
                target = column.related_model
                mine = target is not None and value in person.pks(target)
                fields[name] = _("you") if mine else (_("somebody else") if tie == OWN or name in wanted else None)
        elif name in wanted and column.is_relation:
            fields[name] = str(getattr(row, name) or "")
        elif name in wanted or isinstance(column, DateField | DateTimeField) or person.needles.found_in(value):
            fields[name] = _plain(value)
    hub = getattr(row, "hub", None) if "hub" in {column.name for column in model._meta.concrete_fields} else None
    if model._meta.auto_created:
        hub, days = _of_the_other_side(person, row)
        fields |= days
    return {**_head(model, row.pk, tie), "hub": str(hub or ""), "fields": _filled(fields)}


def _of_the_other_side(person: Person, row: Any) -> tuple[Any, dict[str, Any]]:
    """A row that only ties two others says when that other thing was, and of which hub: not what others wrote in it."""
    for column in type(row)._meta.concrete_fields:
        if column.is_relation and getattr(row, column.attname) not in person.pks(column.related_model):
            other = getattr(row, column.name)
            days = {
                one.name: _plain(getattr(other, one.name))
                for one in other._meta.concrete_fields
                if isinstance(one, DateField) and not isinstance(one, DateTimeField)
            }
            return getattr(other, "hub", None), days
    return None, {}


def _hub_of(model: type[Model], pk: Any) -> str:
    if "hub" not in {column.name for column in model._meta.concrete_fields}:
        return ""
    row = rows_of(model).filter(pk=pk).select_related("hub").first()
    return str(getattr(row, "hub", "") or "")


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds") if timezone.is_aware(value) else str(value)
    if isinstance(value, dt.date | dt.time | Decimal):
        return str(value)
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


def _about(labels: set[str]) -> list[dict[str, Any]]:
    """Of the kinds of rows that were found, the past of a row counted with the row."""
    declared = (privacy.declaration_of(model) for model in all_models() if model._meta.label in labels)
    found = {one.label for one in declared if one is not None}
    return [_declared(one) for one in privacy.declarations() if one.label in found and one.fields]


def _declared(declared: privacy.Declaration) -> dict[str, Any]:
    """What article 15 asks besides the data: purpose, ground, how long, for whom."""
    first = next(iter(declared.fields.values()))
    return {
        "what": str(declared.title or declared.model._meta.verbose_name),
        "purpose": str(first.purpose),
        "basis": str(first.basis.label),
        "retention": str(first.retention),
        "recipients": str(first.recipients),
        "history_kept": history_of(declared.model) is not None,
    }
