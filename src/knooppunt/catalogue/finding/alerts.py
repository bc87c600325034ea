"""Searches that mail: ask, confirm by link, a mail a week while there is something new, stop with one press."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.accounts import api as accounts
from knooppunt.catalogue.content import Kind
from knooppunt.catalogue.finding.facets import SORTS
from knooppunt.catalogue.finding.labels import names
from knooppunt.catalogue.finding.source import NAME
from knooppunt.catalogue.finding.state import SearchState, read
from knooppunt.catalogue.models import SavedSearch
from knooppunt.core import grants
from knooppunt.core.linked_data import absolute
from knooppunt.search import api as search
from knooppunt.search.api import Hit, State

SCOPE = "catalogue.alert"
NEWEST = SORTS["nieuw"][0]
CONFIRM_WITHIN = dt.timedelta(days=7)
STOP_WITHIN = dt.timedelta(days=400)
EVERY = dt.timedelta(days=6, hours=20)  # a week, whatever the hour at which the job comes round
AT_ONCE, MOST_PAGES = 200, 10  # hits that are looked at: the newest two thousand
MOST_TOLD, MOST_KEPT = 15, 3_000
TEMPLATE = "catalogue/offering/mail/message"


def ask_alert(*, email: str, state: SearchState, language: str) -> None:
    """Somebody wants mail about a search: ask that mailbox whether it is so, or tell it that this runs already. Who asks
    sees the same in both cases.
    """
    with transaction.atomic():
        saved, _new = SavedSearch.objects.get_or_create(
            email=email.lower(), query=query_of(state), defaults={"language": language}
        )
        if saved.confirmed_at is None:
            _mail_confirm(saved)
        else:
            _mail_running(saved)


def confirm_alert(*, saved: SavedSearch) -> None:
    """The mailbox is right: from now on. What can be found already is no news."""
    with transaction.atomic():
        if saved.confirmed_at is None:
            saved.confirmed_at = saved.looked_at = timezone.now()
            saved.told = [int(hit.key) for hit in _hits(saved) or ()]
            saved.save(update_fields=["confirmed_at", "looked_at", "told"])


def stop_alert(*, saved: SavedSearch) -> None:
    """No more mail; nothing is kept."""
    with transaction.atomic():
        saved.delete()


def send_due_alerts(*, limit: int = 500) -> str:
    """Mail whoever was not looked for since a week and has something new; forget what was never confirmed."""
    now = timezone.now()
    forgotten = SavedSearch.objects.filter(confirmed_at=None, created_at__lt=now - CONFIRM_WITHIN).delete()[0]
    due = SavedSearch.objects.filter(confirmed_at__isnull=False, looked_at__lte=now - EVERY).order_by("looked_at")
    sent = sum(_look(saved) for saved in due[:limit])
    return f"{sent} mails, {forgotten} forgotten"


def _look(saved: SavedSearch) -> bool:
    hits = _hits(saved)
    if hits is None:  # no index at the moment: next time
        return False
    told = set(saved.told)
    new = [hit for hit in hits if int(hit.key) not in told][:MOST_TOLD]
    with transaction.atomic():
        saved.looked_at = timezone.now()
        saved.told = [*saved.told, *(int(hit.key) for hit in new)][-MOST_KEPT:]
        saved.save(update_fields=["looked_at", "told"])
        if new:
            _mail_news(saved, new)
    return bool(new)


def _hits(saved: SavedSearch) -> list[Hit] | None:
    """What one can take part in or use now, the newest first; ``None`` when the index cannot be asked."""
    state = replace(state_of(saved), page=1)
    request = state.request(timezone.localdate(), limit=AT_ONCE, snippets=False)
    request = replace(request, facets=(), sources=(NAME,), sort=NEWEST)
    found: list[Hit] = []
    for page in range(MOST_PAGES):
        results = search.search(replace(request, offset=page * AT_ONCE))
        if results.state is not State.READY:
            return None
        found += results.hits
        if len(found) >= results.total or not results.hits:
            break
    return [hit for hit in found if _is_bookable(hit)]


def _is_bookable(hit: Hit) -> bool:
    if hit.card.get("kind") != Kind.TRAINING:
        return True
    return bool(hit.card.get("always")) or any(run["open"] for run in hit.card.get("runs", ()))


def query_of(state: SearchState) -> str:
    """A search as text, in one fixed order and without page or sorting."""
    return replace(state, sort="", page=1).address()[1:][:2000]


def state_of(saved: SavedSearch) -> SearchState:
    """The search that was asked for."""
    return read(QueryDict(saved.query))


def words_of(state: SearchState) -> str:
    """A search in a few words: "pijn, mbo niveau 4"."""
    known = names()
    parts = [f"“{state.text}”"] if state.text else []
    parts += [known.value(facet, value) for facet, values in state.chosen.items() for value in values]
    if state.spot:
        parts.append(f"{state.spot.name}, {state.radius} km")
    return ", ".join(parts) or _("everything")


def _mail_confirm(saved: SavedSearch) -> None:
    with translation.override(saved.language):
        _send(
            saved,
            kind="catalogue.alert_confirm",
            subject=_("Do you want mail about %(search)s?") % {"search": words_of(state_of(saved))[:120]},
            lines=[
                _("Somebody, probably you, asked for a mail a week with what is new for: %(search)s.")
                % {"search": words_of(state_of(saved))},
                _("Confirm that this is your address. You can stop with one press, in every mail."),
                _("Did you not ask for it? Then do nothing. After a week we delete your address."),
            ],
            label=_("Yes, mail me"),
            expires=CONFIRM_WITHIN,
        )


def _mail_running(saved: SavedSearch) -> None:
    with translation.override(saved.language):
        _send(
            saved,
            kind="catalogue.alert_running",
            subject=_("You get this mail already: %(search)s") % {"search": words_of(state_of(saved))[:120]},
            lines=[
                _("Somebody, probably you, asked for a mail a week with what is new for: %(search)s.")
                % {"search": words_of(state_of(saved))},
                _("You confirmed that on %(day)s, so there is nothing to do. You get a mail when something new comes.")
                % {"day": date_format(timezone.localdate(saved.confirmed_at), "j F Y")},
            ],
            label=_("Stop this mail"),
            expires=STOP_WITHIN,
            can_stop=True,
        )


def _mail_news(saved: SavedSearch, new: list[Hit]) -> None:
    with translation.override(saved.language):
        count = len(new)
        lines = [
            ngettext(
                "There is %(count)d new result for %(search)s:",
                "There are %(count)d new results for %(search)s:",
                count,
            )
            % {"count": count, "search": words_of(state_of(saved))}
        ]
        lines += [_line(hit) for hit in new]
        page = absolute(f"{reverse('catalogue:search')}?{saved.query}")
        lines.append(_("See all of them: %(url)s") % {"url": page})
        _send(
            saved,
            kind="catalogue.alert",
            subject=_("New for you: %(title)s") % {"title": new[0].title}
            if count == 1
            else _("New for you: %(count)d results") % {"count": count},
            lines=lines,
            label=_("Stop this mail"),
            expires=STOP_WITHIN,
            can_stop=True,
        )


def _line(hit: Hit) -> str:
    """One entry: its title, the first date, where one reads more."""
    days = [run["day"] for run in hit.card.get("runs", ()) if run["open"]]
    when = f" – {date_format(dt.date.fromisoformat(days[0]), 'j F Y')}" if days else ""
    return f"{hit.title}{when}: {absolute(hit.address)}"


def _send(
    saved: SavedSearch,
    *,
    kind: str,
    subject: str,
    lines: list[str],
    label: str,
    expires: dt.timedelta,
    can_stop: bool = False,
) -> None:
    token = grants.issue(
        scope=SCOPE, expires_in=expires, subject_kind=SCOPE, subject_id=saved.pk, email=saved.email, single_use=False
    )
    url = grants.link_url(token, saved.language)
    headers = (
        {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if can_stop else None
    )
    context = {"heading": subject, "lines": lines, "quote": "", "url": url, "label": label}
    accounts.queue_mail(
        to=saved.email, template=TEMPLATE, language=saved.language, kind=kind, context=context, headers=headers
    )
