"""Words that the pages of offering need: ``{% load offering %}``."""

from __future__ import annotations

from django import template

from knooppunt.catalogue.offering.models import Submission

register = template.Library()
_STATES = dict(Submission.State.choices)


@register.filter
def submission_state(code: str) -> str:
    """The word of a state; the code itself for one that no longer exists."""
    return str(_STATES.get(code, code))
