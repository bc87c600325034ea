"""The page of an entry as HTML: what stands above its text, the text, and the card beside it.

Drawn in Python because a template took 1.9 of the 3.6 ms that the whole page may cost. Everything that comes from data is escaped
here; sentences of the program (``said``) are escaped already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from knooppunt.catalogue.content import Kind
from knooppunt.catalogue.publishing.drawn_tables import points_html, runs_html
from knooppunt.catalogue.publishing.texts import paragraphs
from knooppunt.catalogue.queries.around import AlignedItem, Mark
from knooppunt.catalogue.queries.pages import EntryPage
from knooppunt.core.components import icon_html as icon
from knooppunt.core.said import said as _

MEASURE = "stack measure"


@dataclass(frozen=True)
class Around:
    """What the page needs besides the entry. ``preview``: it is not public, so there is nothing to keep or report.
    ``picture``: the address of the picture of what is no entry yet."""

    preview: bool = False
    picture: str = ""
    provider_url: str = ""
    report_url: str = ""


def head_html(page: EntryPage) -> SafeString:
    """Kind, title, summary, and how fresh it is."""
    entry = page.entry
    levels = f"<span>{escape(page.levels)}</span>" if page.levels else ""
    example = f'<span class="tag tag--accent">{_("Example, made up")}</span>' if entry.is_example else ""
    summary = f'<p class="lead">{escape(entry.summary)}</p>' if entry.summary else ""
    kind = f"<b>{icon(page.icon)}{escape(entry.get_kind_display())}</b>"
    return mark_safe(
        f'<p class="result__kind">{kind}{levels}{example}</p><h1>{escape(entry.title)}</h1>{summary}{_fresh(page)}'
    )


def _fresh(page: EntryPage) -> str:
    checked = page.checked
    if not checked:
        return ""
    if page.is_old:
        return f'<p class="fresh fresh--old">{icon("achter")}{escape(checked)}</p>'
    hub = page.entry.hub
    regional = f", {_('regional offer of')} {escape(hub.short_name)}" if hub else ""
    return f'<p class="fresh">{icon("shield")}{escape(checked)}{regional}</p>'


def body_html(page: EntryPage, around: Around) -> SafeString:
    """The text of an entry and the card beside it."""
    content, is_training = page.content, page.entry.kind == Kind.TRAINING
    about = _("About this training") if is_training else _("What is it?")
    parts = (
        _picture(page, around),
        runs_html(page) if is_training else "",
        _text(_("The question"), content.question),
        _text(about, content.description),
        _section(_("What do you learn?"), _bullets(escape(line) for line in content.outcomes)),
        _text(_("What came out of it"), content.results),
        points_html(page) if page.points else "",
        _more_about(page),
        _files_and_links(page),
        _terms(page),
        _section(_("Quality marks"), "".join(_mark(mark) for mark in page.marks)),
        _framework(page.confirmed),
        _belongs(page),
    )
    return mark_safe(
        f'<div class="split split--aside split--start page-body"><div class="stack stack--l">{"".join(parts)}</div>'
        f'<aside class="stack" aria-label="{_("In short")}">{_card(page, around)}{_mistake(around)}</aside></div>'
    )


def _section(title: str, inside: str) -> str:
    return f'<section class="{MEASURE}"><h2>{title}</h2>{inside}</section>' if inside else ""


def _text(title: str, text: str) -> str:
    return _section(title, paragraphs(text)) if text else ""


def _bullets(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def _picture(page: EntryPage, around: Around) -> str:
    entry = page.entry
    if not entry.image_id:
        return ""
    route = "catalogue:work-image" if around.preview else "catalogue:image"
    url = around.picture or reverse(route, args=[entry.pk])
    alt = escape(page.content.image_alt)
    return f'<figure class="entry-image"><img src="{escape(url)}" alt="{alt}" loading="lazy"></figure>'


def _more_about(page: EntryPage) -> str:
    content = page.content
    ending = paragraphs(content.assessment) + (f"<p>{escape(content.certificate)}</p>" if content.certificate else "")
    folded = (
        (_("What the programme looks like"), paragraphs(content.programme_text)),
        (_("What should you know already?"), paragraphs(content.prior_knowledge)),
        (_("How does it end?"), ending),
    )
    inside = "".join(_folded(title, text) for title, text in folded if text)
    return f'<section><h2 class="visually-hidden">{_("More about it")}</h2>{inside}</section>' if inside else ""


def _folded(title: str, inside: str) -> str:
    return f'<details class="more"><summary>{title} {icon("down")}</summary><div class="stack">{inside}</div></details>'


def _files_and_links(page: EntryPage) -> str:
    files = (
        f'<li class="icon-line">{icon("file")}<span><a href="{escape(file["url"])}">{escape(file["label"])}</a> '
        f'<span class="muted small">{escape(file["name"])}, {filesizeformat(file["size"])}</span></span></li>'
        for file in page.files
    )
    links = (
        f'<li class="icon-line">{icon("external")}'
        f'<a href="{escape(link["url"])}" rel="noopener nofollow">{escape(link["label"])}</a></li>'
        for link in page.links
    )
    items = "".join((*files, *links))
    return _section(_("Files and links"), f'<ul role="list" class="stack stack--s">{items}</ul>' if items else "")


def _terms(page: EntryPage) -> str:
    licence = f"<p>{_('Licence:')} <b>{escape(page.licence)}</b></p>" if page.licence else ""
    return _section(_("May you use it?"), licence + paragraphs(page.content.terms))


def _mark(mark: Mark) -> str:
    given = _("given by %(by)s on %(day)s") % {"by": escape(mark.labeller), "day": _day(mark.given_on)}
    until = f" ({_('until %(day)s') % {'day': _day(mark.valid_until)}})" if mark.valid_until else ""
    review = _folded(_("Read the review"), paragraphs(mark.review)) if mark.review else ""
    link = ""
    if mark.review_url:
        hidden = f'<span class="visually-hidden">: {escape(mark.name)}</span>'
        link = f'<p><a href="{escape(mark.review_url)}" rel="noopener">{_("The review")}{hidden}</a></p>'
    words = f"<p><b>{escape(mark.name)}</b>, {given}{until}</p>"
    return f'<div class="icon-line">{icon("shield")}<div>{words}{review}{link}</div></div>'


def _day(day: object) -> str:
    return date_format(day, "j F Y")  # type: ignore[arg-type]


def _framework(rows: Sequence[AlignedItem]) -> str:
    if not rows:
        return ""
    note = f'<p class="muted small">{_("A person judged each of these.")}</p>'
    return _section(_("In the framework"), note + _bullets(_aligned(row) for row in rows))


def _aligned(row: AlignedItem) -> str:
    depth = f' <span class="muted small">({escape(row.depth)})</span>' if row.depth else ""
    evidence = f'<br><span class="muted small">{escape(row.evidence)}</span>' if row.evidence else ""
    return (
        f'<span class="muted">{escape(capfirst(row.how))}</span> '
        f'<a href="{escape(row.url)}">{escape(row.title)}</a>{depth}{evidence}'
    )


def _belongs(page: EntryPage) -> str:
    relations = (
        f'<span class="muted">{escape(capfirst(row.how))}</span> <a href="{escape(row.url)}">{escape(row.title)}</a> '
        f'<span class="muted small">{escape(row.kind)}</span>'
        for row in page.relations
    )
    collections = (
        f'<span class="muted">{_("In the collection")}</span> <a href="{escape(url)}">{escape(title)}</a>'
        for title, url in page.collections
    )
    return _section(_("Belongs with"), _bullets((*relations, *collections)))


def _card(page: EntryPage, around: Around) -> str:
    entry, content = page.entry, page.content
    price = f'<p class="result__price">{escape(page.price)}</p>' if page.price else ""
    note = page.price_note or content.price_note
    if note:
        price += f'<p class="small muted">{escape(note)}</p>'
    dates = ""
    if page.runs and not around.preview:
        url = reverse("catalogue:entry-calendar", args=[entry.pk])
        words = f"<span>{_('Put the dates in your calendar')}</span>"
        dates = f'<p class="small"><a class="icon-line" href="{url}">{icon("calendar")}{words}</a></p>'
    keep = "" if around.preview else _keep(entry.pk)
    return f'<div class="card">{price}{_onward(page)}{keep}<dl class="facts">{_facts(page, around)}</dl>{dates}</div>'


def _onward(page: EntryPage) -> str:
    if page.enrol_url:
        url, words = page.enrol_url, _("Enrol with the provider")
    elif page.site_url:
        url, words = page.site_url, _("To the provider") if page.entry.kind == Kind.TRAINING else _("Go there")
    else:
        return ""
    return f'<a class="button" href="{escape(url)}" rel="noopener nofollow">{words} {icon("external")}</a>'


def _keep(pk: int) -> str:
    kept, full = _("Kept. See your list"), _("Your list is full. See your list")
    return (
        f'<a class="button button--secondary" href="{reverse("catalogue:kept")}?e={pk}" data-keep="{pk}" '
        f'data-kept-label="{kept}" data-full-label="{full}">'
        f'{icon("plus")}<span aria-live="polite">{_("Keep")}</span></a>'
    )


def _facts(page: EntryPage, around: Around) -> str:
    entry, content = page.entry, page.content
    rows = [(escape(name), escape(value)) for name, value in page.facts]
    if entry.provider:
        name = escape(entry.provider.name)
        link = f'<a href="{escape(around.provider_url)}">{name}</a>' if around.provider_url else name
        rows.insert(0, (_("Provider"), link))
    if content.guideline:
        version = f" ({escape(content.guideline_version)})" if content.guideline_version else ""
        rows.append((_("Rests on"), f"{escape(content.guideline)}{version}"))
    if entry.contact:
        mailbox = escape(entry.contact)
        rows.append((_("Questions"), f'<a href="mailto:{mailbox}">{mailbox}</a>'))
    return "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows)


def _mistake(around: Around) -> str:
    if around.preview or not around.report_url:
        return ""
    link = f'<a class="more-link" href="{escape(around.report_url)}">{_("Report a mistake")} {icon("arrow")}</a>'
    return (
        f'<div class="card card--tint"><h2>{_("Is something not right?")}</h2>'
        f"<p>{_('Let us know. Then we look into it.')}</p><p>{link}</p></div>"
    )
