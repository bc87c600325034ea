"""Addresses of hubs: what may be one."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from knooppunt.network.models import Hub, HubAddress

# Words that stand at the place of a hub in addresses of the workspace, now or in a later part (design.md §5).
RESERVED = frozenset(
    {
        "aanbieders", "aanbod", "agenda", "beheer", "bijeenkomsten", "communicatie", "enquetes", "gegevens", "hubs",
        "knooppunten", "kopieren", "landelijk", "logboek", "mandaten", "mensen", "netwerk", "nieuw", "nieuws", "plan",
        "plannen", "raamwerk", "rapporten", "ronde", "rondes", "sjabloon", "uitnodigingen", "uren", "vragen", "zoeken",
    }
)  # fmt: skip


def validate_hub_slug(slug: str, *, hub: Hub | None = None) -> None:
    """Refuse an address that is reserved, in use, or was the address of another hub (its readers would be misled)."""
    if slug in RESERVED:
        raise ValidationError(_("This address is already used for something else. Choose another one."))
    others = Hub.objects.exclude(pk=hub.pk) if hub and hub.pk else Hub.objects.all()
    if others.filter(slug=slug).exists():
        raise ValidationError(_("Another hub has this address."))
    former = HubAddress.objects.filter(slug=slug).select_related("hub").first()
    if former and (hub is None or former.hub_id != hub.pk):
        raise ValidationError(_("This was the address of %(hub)s, and still leads there.") % {"hub": former.hub})


def free_slug(name: str) -> str:
    """An address made of a name, with a number when it is taken."""
    base = slugify(name)[:70] or "knooppunt"
    for number in range(1, 1000):
        slug = base if number == 1 else f"{base}-{number}"
        try:
            validate_hub_slug(slug)
        except ValidationError:
            continue
        return slug
    raise ValidationError(_("Another hub has this address."))
