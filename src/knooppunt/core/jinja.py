"""Parts of public pages that are drawn most, as Jinja templates in ``<app>/jinja2/``.

Pages are Django templates. The page of an entry and the cards of a search hold hundreds of small values, and there Django's
templates took half of the time that the whole page may cost; Jinja compiles a template to Python and needs less than half
(decision 0007). Both escape everything by themselves. A Django template draws such a part with a tag of its app.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.template import engines
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import ngettext, npgettext
from jinja2 import Environment, StrictUndefined

from knooppunt.core.components import icon_html, lang_html
from knooppunt.core.said import said
from knooppunt.core.texts import paragraphs, written_in


def environment(**options: Any) -> Environment:
    """What every such template knows: ``_``, ``ngettext``, ``npgettext``, ``icon``, ``lang``, ``url`` and so on."""
    options["undefined"] = StrictUndefined  # a name that nobody gave is a mistake, not an empty place
    found = Environment(**options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)  # noqa: S701 (Django passes autoescape=True)
    found.install_gettext_callables(said, ngettext, newstyle=False, npgettext=npgettext)  # type: ignore[attr-defined]  # by the extension
    found.globals.update(icon=icon_html, lang=lang_html, url=url, written_in=written_in)
    found.filters.update(capfirst=capfirst, day=day, filesizeformat=filesizeformat, paragraphs=paragraphs)
    return found


def draw(name: str, **values: Any) -> SafeString:
    """The template ``name`` with ``values``, as HTML. Raises ``jinja2.TemplateNotFound``, ``jinja2.UndefinedError``."""
    env = cast(Environment, getattr(engines["jinja2"], "env"))  # noqa: B009 (unknown to the types of Django)
    return mark_safe(env.get_template(name).render(values))


def url(name: str, *arguments: object) -> str:
    """``{{ url("app:name", 1) }}``: an address. Raises ``NoReverseMatch``."""
    return reverse(name, args=arguments)


def day(value: dt.date) -> str:
    """``{{ value|day }}``: a day in words."""
    return date_format(value, "j F Y")
