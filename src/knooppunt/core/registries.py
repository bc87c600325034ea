"""Where higher apps tell the core what they have, in ``AppConfig.ready``.

The core knows no domain app, yet the menu, "deze week", a contact's timeline, the backup and the rest show what all of
them know. Each instance below says what is registered and who reads it. Menus stand in ``core.navigation``, personal
data in ``core.privacy``, jobs in ``core.jobs`` and schedules in ``core.schedules``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from knooppunt.core.models import LinkGrant, StoredFile

T = TypeVar("T")
Text = str | Promise


class Registry(Generic[T]):
    """Named things in an order. The same thing twice is harmless, another one under its name is a mistake."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._items: dict[str, tuple[int, T]] = {}

    def register(self, name: str, item: T, *, order: int = 100) -> T:
        """Add ``item``; raises ``LookupError`` when the name is taken by something else."""
        taken = self._items.get(name)
        if taken is not None and taken[1] != item:
            raise LookupError(f"{self.what}: the name {name!r} is already taken.")
        self._items[name] = (order, item)
        return item

    def unregister(self, name: str) -> None:
        """Take it out again (for tests)."""
        self._items.pop(name, None)

    def get(self, name: str) -> T | None:
        """The thing of that name, or ``None``."""
        found = self._items.get(name)
        return found[1] if found else None

    def names(self) -> list[str]:
        """All names, in order."""
        return sorted(self._items, key=lambda name: (self._items[name][0], name))

    def __iter__(self) -> Iterator[T]:
        return iter([self._items[name][1] for name in self.names()])

    def __len__(self) -> int:
        return len(self._items)


@dataclass(frozen=True)
class AttentionItem:
    """Something that asks for a person's attention, with one thing to do about it."""

    title: Text
    text: Text
    url: str
    action_label: Text
    kind: str = ""  # groups equal items, e.g. "mandate-ends"
    since: datetime | None = None


@dataclass(frozen=True)
class AttentionProvider:
    """What an app puts on "deze week" (for a user) and on the overview (for a hub). Each call a constant number of
    queries.
    """

    for_user: Callable[[Any], list[AttentionItem]] | None = None
    for_hub: Callable[[Any], list[AttentionItem]] | None = None


@dataclass(frozen=True)
class TimelineEntry:
    """One event in the life of a thing, newest first on a timeline."""

    at: datetime
    title: Text
    text: Text = ""
    url: str = ""
    icon: str = ""


@dataclass(frozen=True)
class LinkScope:
    """What a link grant of one scope shows (GET) and does (POST). ``act`` calls ``grants.use`` in its own transaction.

    ``csrf``: ask for the CSRF token at POST. The secret in the address is the authority, so forms under ``/l/`` need
    none and set no cookie; only a scope whose POST signs somebody in must ask, else a stranger's link could be posted
    for you.
    """

    show: Callable[[HttpRequest, LinkGrant], HttpResponseBase]
    act: Callable[[HttpRequest, LinkGrant], HttpResponseBase]
    csrf: bool = False


@dataclass(frozen=True)
class FileOwner:
    """Who may read a stored file that this app points at, and which files it points at other than by a ForeignKey."""

    may_read: Callable[[AbstractBaseUser | Any, StoredFile], bool]
    references: Callable[[], set[int]] | None = None


@dataclass(frozen=True)
class Health:
    """The answer of one health check; ``detail`` is for the administrator and holds no personal data."""

    ok: bool
    detail: str = ""


@dataclass(frozen=True)
class BackupHook:
    """What goes into a backup besides database and files, and how it comes back. Both get a folder of their own."""

    save: Callable[[Path], None]
    load: Callable[[Path], None]


@dataclass(frozen=True)
class PageBlock:
    """A section that an app adds to a page that is not its own (the home page, the page of a hub, the workspace).

    ``context`` gives what ``template`` draws, or ``None`` when there is nothing to show. For a hub's page it gets the
    hub. On public pages it never sees a user; in the workspace it gets the request, and decides who sees it. A constant
    number of queries.
    """

    template: str
    context: Callable[..., dict[str, Any] | None]


@dataclass(frozen=True)
class ProposedMoment:
    """A moment of work that an app thinks took place (a meeting that was held), for the logbook to propose.

    ``key`` is stable and unique within its provider: the same event is proposed once, whatever becomes of it.
    """

    key: str
    hub_id: int
    user_id: int
    date: date
    minutes: int
    title: str
    kind: str = ""  # of journal.MomentKind
    item_id: int | None = None
    organisation_ids: tuple[int, ...] = ()
    contact_ids: tuple[int, ...] = ()
    starts_at: datetime | None = None


@dataclass(frozen=True)
class PlanActivity:
    """An activity of a hub's plan, for apps below the plans. ``lineage`` stays the same over the years."""

    lineage: UUID
    label: str
    year: int
    url: str = ""


@dataclass(frozen=True)
class Extra:
    """A few words that a higher app adds to a row of a lower one ("3 moments, 4,5 hours"), leading to where they are."""

    text: Text
    url: str = ""


@dataclass(frozen=True)
class HubMove:
    """What an app brings along when a hub merges into another one, within the transaction of the merge.

    ``move`` gets the numbers of both hubs (from, to) and returns what it did, as plain values that JSON can hold;
    ``back`` gets that, and the same two numbers.
    """

    move: Callable[[int, int], Any]
    back: Callable[[Any, int, int], None]


@dataclass(frozen=True)
class ReportFact:
    """Something that ended in a period and belongs in a report: a sentence for people, figures to add up. No names."""

    kind: str
    text: str
    on: date
    hub_id: int
    figures: dict[str, int]


attention: Registry[AttentionProvider] = Registry("attention items")
timeline: Registry[Callable[[str, int, Any], list[TimelineEntry]]] = Registry("timeline")  # (kind, id, user) → entries
link_scopes: Registry[LinkScope] = Registry("link scopes")
file_owners: Registry[FileOwner] = Registry("file owners")
health_checks: Registry[Callable[[], Health]] = Registry("health checks")
demo_loaders: Registry[Callable[[], str]] = Registry("demo loaders")  # say in a sentence what they loaded
backup_hooks: Registry[BackupHook] = Registry("backup hooks")
home_blocks: Registry[PageBlock] = Registry("blocks of the home page")
hub_sections: Registry[PageBlock] = Registry("sections of a hub's page")
# On the page of an organisation in the workspace; context gets the organisation and the request.
organisation_sections: Registry[PageBlock] = Registry("sections of an organisation's page")
# (numbers of rows, user) → number → what the user may know of it besides. A constant number of queries.
plan_row_extras: Registry[Callable[[Collection[int], Any], Mapping[int, Extra]]] = Registry("extras of plan rows")
# Context gets the request; "asks" in what it gives is the number of things that it asks of the user.
week_blocks: Registry[PageBlock] = Registry("blocks of deze week")
# (first day, last day) → what may have taken place in them, for all users. The name of a provider is a source that the
# logbook knows (``journal.Proposal.Source``).
proposal_providers: Registry[Callable[[date, date], Iterable[ProposedMoment]]] = Registry("proposed moments")
# (hub, "organisation" or "contact", ids or None for all, day) → id → the last day, not later than that day, on which the
# hub was in touch.
last_touches: Registry[Callable[[int, str, Collection[int] | None, date], Mapping[int, date]]] = Registry(
    "last touches"
)
# (organisations) → those whose status of the framework somebody of the organisation confirmed.
framework_confirmed: Registry[Callable[[Collection[int]], Collection[int]]] = Registry("framework confirmed")
# (hub, year) → the activities of its plan. One query.
plan_activities: Registry[Callable[[int, int], list[PlanActivity]]] = Registry("activities of plans")
# (hub or None for all, first day, last day) → facts for report and plan. A constant number of queries.
report_facts: Registry[Callable[[Any, date, date], list[ReportFact]]] = Registry("facts for reports")
hub_merges: Registry[HubMove] = Registry("what goes along when a hub merges")
# A hub got another address; called with its number, in the transaction of that change.
hub_renames: Registry[Callable[[int], None]] = Registry("what names a hub by its address")
work_extras: Registry[PageBlock] = Registry("blocks on every page of the workspace")  # context gets the request


def blocks_for(blocks: Registry[PageBlock], *subject: Any) -> list[tuple[str, dict[str, Any]]]:
    """(template, context) of each block that has something to show, in order."""
    filled = [(block.template, block.context(*subject)) for block in blocks]
    return [(template, context) for template, context in filled if context is not None]


def extras_of(
    registry: Registry[Callable[[Collection[int], Any], Mapping[int, Extra]]], rows: Collection[int], user: Any
) -> dict[int, list[Extra]]:
    """What all apps add to these rows for ``user``."""
    found: dict[int, list[Extra]] = {}
    for provider in registry:
        for row, extra in provider(rows, user).items():
            found.setdefault(row, []).append(extra)
    return found


def attention_for_user(user: Any) -> list[AttentionItem]:
    """What all apps have for this user, in the order of the apps."""
    return [item for provider in attention if provider.for_user for item in provider.for_user(user)]


def attention_for_hub(hub: Any) -> list[AttentionItem]:
    """What all apps have for this hub, in the order of the apps."""
    return [item for provider in attention if provider.for_hub for item in provider.for_hub(hub)]


def timeline_of(subject_kind: str, subject_id: int, user: Any, *, limit: int = 50) -> list[TimelineEntry]:
    """What all apps know of a thing and ``user`` may see, newest first."""
    entries = [entry for provider in timeline for entry in provider(subject_kind, subject_id, user)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit]
