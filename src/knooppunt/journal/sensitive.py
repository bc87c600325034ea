"""Whether a text looks as if it tells about one patient, as sentences. A warning, never a refusal: a person decides."""

from __future__ import annotations

from django.utils.translation import gettext as _

from knooppunt.journal.parsing.privacy_warning import find_concerns
from knooppunt.journal.parsing.privacy_warning import is_bsn as is_citizen_number

__all__ = ["is_citizen_number", "sensitive_reasons"]


def sensitive_reasons(*texts: str) -> list[str]:
    """Sentences about what looks like data of a patient in these texts; empty when nothing does."""
    seen = {concern.code for concern in find_concerns("\n".join(texts))}
    reasons = []
    if "bsn" in seen:
        reasons.append(_("There is a number in it that could be a citizen service number (BSN)."))
    if "patient" in seen:
        reasons.append(_("It seems to be about one patient."))
    return reasons
