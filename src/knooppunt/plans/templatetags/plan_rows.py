"""The rows of a plan: ``{% load plan_rows %}{% plan_row shown %}``.

Drawn in Python and not in a template, because a page has some fifty of them, each with five radio buttons and a dozen small
conditions: as a template that took over half of the time that a page may take (design: budgets). Everything that people
typed passes through ``escape``; what is rare is still a template.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from knooppunt.core.components import STATUS_LOOKS, status_look
from knooppunt.core.registries import Extra
from knooppunt.core.templatetags.components import SPRITE
from knooppunt.plans.models import Status
from knooppunt.plans.queries.tree import Row
from knooppunt.plans.templatetags.plans import row_facts
from knooppunt.plans.views.shown import ShownRow

register = template.Library()


@register.simple_tag(takes_context=True)
def plan_row(context: Context, shown: ShownRow, oob: bool = False) -> SafeString:
    """One row as a list item. Reads ``plan``, ``can_set`` and ``can_change``; ``oob`` lets htmx put it in place by its id."""
    key = (bool(context.get("can_set")), bool(context.get("can_change")), context["plan"].is_template)
    # What all rows of a page share is worked out once; each include has a render context of its own, the request is one.
    writers: dict[tuple[bool, bool, bool], RowWriter] = vars(context["request"]).setdefault("_plan_row_writers", {})
    if key not in writers:
        writers[key] = RowWriter(can_set=key[0], can_change=key[1], is_template=key[2])
    return mark_safe(writers[key].write(shown, oob=bool(oob)))


class RowWriter:
    """Writes rows for one page: one reader, one language."""

    def __init__(self, *, can_set: bool, can_change: bool, is_template: bool) -> None:
        self.can_set, self.can_change, self.is_template = can_set, can_change, is_template
        self.base = reverse("plans:row", args=[0]).removesuffix("0/")
        self.sprite = static(SPRITE)
        self.pickers = {look.code: self._picker(look.code) for look in STATUS_LOOKS}
        self.days: dict[dt.date, str] = {}
        self.focus, self.activity = _("focus"), _("activity")
        self.legend = {True: _("Status of focus %(label)s"), False: _("Status of activity %(label)s")}
        self.why, self.done, self.note, self.deliverable = _("Why?"), _("done"), _("Note"), _("Deliverable")
        self.together, self.save_reason, self.not_since = _("Together with"), _("Save reason"), _("Not updated since")
        self.never, self.more, self.edit, self.about = (
            _("Nobody has confirmed this status yet."),
            _("More"),
            _("Edit"),
            _("about %(label)s"),
        )

    def _picker(self, chosen: str) -> str:
        """The radio buttons with ``chosen`` on; ``@`` stands for the number of the row."""
        return "".join(
            f'<label class="is-{look.css}" title="{escape(look.label)}"><input type="radio" name="status-@" value="{look.code}"'
            f' form="plan-form" autocomplete="off"{" checked" if look.code == chosen else ""}>{self._icon(look.icon)}'
            f"<span>{escape(look.label)}</span></label>"
            for look in STATUS_LOOKS
        )

    def _icon(self, name: str) -> str:
        return f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="{self.sprite}#i-{name}"/></svg>'

    def _chip(self, code: str, *, plain: bool = False) -> str:
        look = status_look(code)
        extra = " status--plain" if plain else ""
        return f'<span class="status is-{look.css}{extra}">{self._icon(look.icon)}{escape(look.label)}</span>'

    def write(self, shown: ShownRow, *, oob: bool = False) -> str:
        """The whole list item."""
        row = shown.row
        alert = " plan-row--alert" if shown.status == Status.BEHIND else ""
        kind = self.focus if row.is_focus else self.activity
        return (
            f'<li id="r{row.pk}"{self._behaviour(row, oob)}><div class="plan-row{alert}">'
            f'<div class="plan-row__text"><span class="plan-row__id">{row.label}'
            f'<span class="visually-hidden"> ({kind})</span></span>'
            f'<div class="plan-row__body"><p>{escape(row.text)}</p>{self._under(shown)}{self._links(row)}</div></div>'
            f"{'' if self.is_template else self._status(shown)}</div></li>\n"
        )

    def _behaviour(self, row: Row, oob: bool) -> str:
        swap = ' hx-swap-oob="outerHTML"' if oob else ""
        if not self.can_set:
            return swap
        return (
            f'{swap} data-plan-row="{row.label}" hx-post="{self.base}{row.pk}/status/" hx-trigger="plan:save" hx-include="this"'
            ' hx-target="this" hx-swap="outerHTML settle:0ms" hx-sync="this:drop"'
        )

    def _under(self, shown: ShownRow) -> str:
        """What stands below the text: only what there is."""
        row = shown.row
        parts = []
        if row.sub_results:
            parts.append(f"<ul>{''.join(self._sub_result(sub) for sub in row.sub_results)}</ul>")
        if row.deliverable:
            parts.append(self._line(f"<b>{self.deliverable}:</b> {escape(row.deliverable)}"))
        facts = row_facts(row)
        if facts:
            parts.append(self._line(escape(facts)))
        parts += [self._line(self._extra(extra)) for extra in shown.extras]
        if row.partners:
            hubs = ", ".join(f"{escape(one.hub)} {self._chip(one.status, plain=True)}" for one in row.partners)
            parts.append(self._line(f"{self.together} {hubs}"))
        if row.note:
            parts.append(self._line(f"<b>{self.note}:</b> {escape(row.note)}"))
        if row.reason and row.is_behind and not self.can_set:
            parts.append(self._line(f"<b>{self.why}</b> {escape(row.reason)}"))
        if row.is_stale:
            parts.append(self._line(self._since(row)))
        if shown.conflict:
            parts.append(render_to_string("plans/row_conflict.html", {"shown": shown}))
        return "".join(parts)

    @staticmethod
    def _extra(extra: Extra) -> str:
        text = escape(str(extra.text))
        return f'<a href="{escape(extra.url)}">{text}</a>' if extra.url else text

    @staticmethod
    def _line(html: str) -> str:
        return f'<p class="plan-row__note">{html}</p>'

    def _sub_result(self, sub: Any) -> str:
        if not sub.is_done:
            return f"<li>{escape(sub.text)}</li>"
        return f'<li class="plan-row__done">{escape(sub.text)} <span class="muted">({self.done})</span></li>'

    def _since(self, row: Row) -> str:
        if row.confirmed_at is None:
            return self.never
        day = timezone.localdate(row.confirmed_at)
        if day not in self.days:
            self.days[day] = f'{self.not_since} <time datetime="{day.isoformat()}">{date_format(day, "j F Y")}</time>'
        return self.days[day]

    def _links(self, row: Row) -> str:
        page = f"{self.base}{row.pk}/"
        about = escape(self.about % {"label": row.label})
        more = f'<a href="{page}">{self.more}<span class="visually-hidden"> {about}</span></a>'
        if not self.can_change:
            return f'<p class="plan-row__links no-print">{more}</p>'
        return (
            f'<p class="plan-row__links no-print">{more}<a href="{page}wijzigen/" hx-get="{page}wijzigen/" hx-target="#r{row.pk}"'
            f' hx-swap="outerHTML" hx-params="none">{self.edit}<span class="visually-hidden"> {row.label}</span></a></p>'
        )

    def _status(self, shown: ShownRow) -> str:
        row = shown.row
        if not self.can_set:
            return f'<div class="plan-row__status">{self._chip(row.status)}</div>'
        legend = escape(self.legend[row.is_focus] % {"label": row.label})
        return (
            '<div class="plan-row__status"><fieldset class="status-picker status-picker--compact">'
            f'<legend class="visually-hidden">{legend}</legend>'
            f'<div class="status-picker__track">{self.pickers[shown.status].replace("@", str(row.pk))}</div></fieldset>'
            f'<input type="hidden" name="seen-{row.pk}" value="{shown.seen}" form="plan-form" autocomplete="off">'
            f"{self._reason(shown)}</div>"
        )

    def _reason(self, shown: ShownRow) -> str:
        """The question why: always there, shown by the style sheet when "behind schedule" is chosen."""
        name = f"reason-{shown.row.pk}"
        error, marks = "", ""
        if shown.error:
            text = f"{self._icon('achter')}<span>{escape(shown.error)}</span>"
            error = f'<p class="field__error" id="{name}-error">{text}</p>'
            marks = f' aria-invalid="true" aria-describedby="{name}-error"'
        wrong = " field--error" if shown.error else ""
        return (
            f'<div class="plan-row__reason{wrong}"><label for="{name}">{self.why}</label>{error}'
            f'<textarea class="input" id="{name}" name="{name}" rows="2" form="plan-form" maxlength="2000"{marks}>'
            f"{escape(shown.reason)}</textarea>"
            '<button class="button button--small button--secondary" type="button" data-plan-save hidden>'
            f"{self.save_reason}</button></div>"
        )
