"""Words that several pages share."""

from __future__ import annotations

from django.utils.translation import gettext as _

from knooppunt.framework.models import FrameworkAssociation

Kind = FrameworkAssociation.Kind


def facet_legends() -> dict[str, str]:
    """Name of a filter in the address → what stands above it."""
    return {
        "niveau": _("Level"),
        "beroep": _("Profession"),
        "rol": _("CanMEDS role"),
        "domein": _("Domain"),
        "soort": _("Activity"),
    }


def tie_labels() -> dict[str, tuple[str, str]]:
    """Kind of association → words seen from where it begins, and from where it ends. After them comes the other item."""
    return {
        Kind.CHILD: (_("Also stands under"), _("Also has under it")),
        Kind.PEER: (_("Is a peer of"), _("Is a peer of")),
        Kind.PART: (_("Is part of"), _("Consists of")),
        Kind.MATCH: (_("Is the same as"), _("Is the same as")),
        Kind.PRECEDES: (_("Next step"), _("Comes after")),
        Kind.RELATED: (_("Is related to"), _("Is related to")),
        Kind.REPLACED: (_("Is replaced by"), _("Replaces")),
        Kind.EXEMPLAR: (_("Example"), _("Is an example of")),
        Kind.SKILL_LEVEL: (_("Level"), _("Is the level of")),
        Kind.TRANSLATION: (_("Is a translation of"), _("Is translated as")),
    }


def tie_label(kind: str, *, from_origin: bool) -> str:
    """What an association is called beside the item at its one end; of a kind that is not in the standard, its own word."""
    known = tie_labels().get(kind)
    if known is not None:
        return known[0 if from_origin else 1]
    own = kind.removeprefix("ext:")
    return own if from_origin else _("%(kind)s, the other way round") % {"kind": own}
