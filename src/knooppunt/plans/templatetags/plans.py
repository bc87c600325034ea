"""What the templates of plans cannot work out: ``{% load plans %}``."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format, number_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from knooppunt.core.components import STATUS_LOOKS
from knooppunt.core.templatetags.components import SPRITE
from knooppunt.plans.queries.tree import Row

register = template.Library()


@register.simple_tag
def row_options(pk: int, value: str) -> SafeString:
    """The five radio buttons of a row. They belong to the form at the foot of the page, so that a row may hold forms itself."""
    sprite = static(SPRITE)
    return format_html_join(
        "",
        '<label class="is-{}" title="{}"><input type="radio" name="status-{}" value="{}" form="plan-form" autocomplete="off"{}>'
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#i-{}"/></svg><span>{}</span></label>',
        (
            (
                look.css,
                look.label,
                pk,
                look.code,
                SafeString(" checked" if look.code == value else ""),
                sprite,
                look.icon,
                look.label,
            )
            for look in STATUS_LOOKS
        ),
    )


@register.simple_tag
def row_facts(row: Row) -> str:
    """Owner, period, hours and who could take it over, as one line; empty when nothing is known."""
    facts = []
    if row.owner:
        facts.append(_("Owner: %(owner)s") % {"owner": row.owner})
    if row.planned_from and row.planned_until:
        facts.append(
            _("Planned: %(start)s to %(end)s")
            % {"start": date_format(row.planned_from, "j M Y"), "end": date_format(row.planned_until, "j M Y")}
        )
    elif row.planned_from:
        facts.append(_("Planned from %(start)s") % {"start": date_format(row.planned_from, "j M Y")})
    elif row.planned_until:
        facts.append(_("Planned until %(end)s") % {"end": date_format(row.planned_until, "j M Y")})
    if row.hours is not None:
        facts.append(_("%(hours)s hours") % {"hours": number_format(row.hours.normalize() if row.hours else 0)})
    if row.handover_to:
        facts.append(_("Could be handed over to %(whom)s") % {"whom": row.handover_to})
    return " · ".join(facts)
