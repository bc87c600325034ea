"""What people type about organisations, read and checked; the same for forms and imports."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext

from knooppunt.network.models import Province
from knooppunt.network.names import tidy
from knooppunt.network.places import look_up, place_named

_PLACE = re.compile(r"^(?P<name>[^()]+?)\s*(?:\((?P<province>[^()]+)\))?$")
LONGEST_ADDRESS = 254  # RFC 5321, and what a column holds


def parse_place(text: str) -> tuple[str, str]:
    """The name and province code of a text such as "Rijswijk (Zuid-Holland)".

    Without brackets the province of a known place, if only one place bears the name.
    Raises ``ValidationError`` for a province that does not exist.
    """
    match = _PLACE.match(tidy(text))
    if match is None or len(match["name"]) > 100:
        raise ValidationError(gettext("We do not understand the place “%(place)s”.") % {"place": text[:100]})
    name = match["name"]
    if not match["province"]:
        known = place_named(name)
        return name, known.province if known else ""
    provinces = look_up(match["province"]).provinces
    if len(provinces) != 1:
        words = gettext("“%(province)s” behind %(place)s is not a province.")
        raise ValidationError(words % {"province": match["province"], "place": name})
    return name, provinces[0].value


def shown_place(name: str, province: str) -> str:
    """The same as text again."""
    return f"{name} ({Province(province).label})" if province else name


def validate_email_address(text: str) -> None:
    """Raise ``ValidationError`` unless ``text`` is an address; for imports, which have no form."""
    words = gettext("“%(value)s” is not an e-mail address.")
    EmailValidator(words)(text)
    if len(text) > LONGEST_ADDRESS:
        raise ValidationError(words % {"value": f"{text[:60]}…"})
