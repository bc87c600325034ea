"""What the templates of plans cannot work out: ``{% load plans %}``."""

from __future__ import annotations

from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from knooppunt.plans.queries.tree import Row

register = template.Library()


@register.simple_tag
def row_facts(row: Row) -> str:
    """Owner, period, hours and who could take it over, as one line; empty when nothing is known."""
    facts = []
    if row.owner:
        facts.append(_("Owner: %(owner)s") % {"owner": row.owner})
    if row.planned_from and row.planned_until:
        facts.append(
            _("Planned: %(start)s to %(end)s")
            % {"start": date_format(row.planned_from, "j F Y"), "end": date_format(row.planned_until, "j F Y")}
        )
    elif row.planned_from:
        facts.append(_("Planned from %(start)s") % {"start": date_format(row.planned_from, "j F Y")})
    elif row.planned_until:
        facts.append(_("Planned until %(end)s") % {"end": date_format(row.planned_until, "j F Y")})
    if row.hours is not None:
        facts.append(_("%(hours)s hours") % {"hours": number_format(row.hours.normalize() if row.hours else 0)})
    if row.handover_to:
        facts.append(_("Could be handed over to %(whom)s") % {"whom": row.handover_to})
    return " · ".join(facts)
