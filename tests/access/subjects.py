"""With which objects each route is tried: of one's own hub (Noord-Holland en Flevoland) and of another (Ligare)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Model
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone

OWN, OTHER = "noord-holland-flevoland", "ligare"


@dataclass(frozen=True)
class Subject:
    """One way to open a route: the arguments, and the object that its rule looks at."""

    route: str
    kwargs: dict[str, Any] = field(default_factory=dict)
    rule_object: Callable[[], Model | None] = lambda: None
    # False: whether somebody gets in depends on more than the rule (a token, a state), so only "closed" is held to it.
    visible: bool = True


def _hub(slug: str) -> Any:
    from knooppunt.network.models import Hub

    return Hub.objects.get(slug=slug)


def _plan(slug: str) -> Any:
    from knooppunt.plans.models import ActionPlan

    return ActionPlan.objects.get(hub__slug=slug, year=timezone.localdate().year)


def _template() -> Any:
    from knooppunt.plans.models import ActionPlan

    return ActionPlan.objects.filter(is_template=True).order_by("-year").first()


def _item(slug: str) -> Any:
    from knooppunt.plans.models import PlanItem

    return PlanItem.objects.filter(theme__plan=_plan(slug)).order_by("pk").first()


def _theme(slug: str) -> Any:
    return _item(slug).theme


def _contact(slug: str) -> Any:
    from knooppunt.network.models import Contact

    return Contact.objects.filter(hub_contacts__hub__slug=slug).order_by("pk").first()


def _relation(slug: str) -> Any:
    from knooppunt.network.models import StakeholderRelation

    return StakeholderRelation.objects.filter(hub__slug=slug).order_by("pk").first()


def _research(slug: str) -> Any:
    from knooppunt.network.models import ResearchApplication

    return ResearchApplication.all_objects.filter(hub__slug=slug).order_by("pk").first()


def _organisation() -> Any:
    from knooppunt.network.models import Organisation

    return Organisation.objects.order_by("pk").first()


def _moment(slug: str) -> Any:
    from knooppunt.journal.models import Moment

    return Moment.objects.filter(hub__slug=slug, visibility="network").order_by("pk").first()


def _proposal(slug: str) -> Any:
    from knooppunt.journal.models import Proposal

    return Proposal.objects.filter(hub__slug=slug, user__isnull=False).order_by("pk").first()


def _recurring(slug: str) -> Any:
    from knooppunt.journal.models import RecurringMoment

    return RecurringMoment.objects.filter(hub__slug=slug).order_by("pk").first()


def _report(slug: str) -> Any:
    from knooppunt.reports.models import Report

    return Report.objects.filter(hub__slug=slug, kind="half_year").order_by("-last", "pk").first()


def _report_section(slug: str) -> Any:
    return _report(slug).sections.order_by("pk").first()


def _published() -> Any:
    from knooppunt.reports.models import Report

    return Report.objects.filter(published__isnull=False).order_by("pk").first()


def _recalibration(slug: str) -> Any:
    from knooppunt.network.models import RecalibrationRound

    return RecalibrationRound.objects.filter(hub__slug=slug).order_by("-started_at").first()


def _succession(slug: str) -> Any:
    from knooppunt.network.models import Succession

    return Succession.objects.filter(hub__slug=slug).first()


def _framework(**wanted: Any) -> Any:
    from knooppunt.framework.models import Framework

    return Framework.objects.filter(**wanted).order_by("order", "pk").first()


def _framework_item() -> Any:
    return _framework().items.order_by("order").first()


def _term() -> Any:
    from knooppunt.framework.models import Concept

    return Concept.objects.order_by("pk").first()


def _entry(slug: str) -> Any:
    from knooppunt.catalogue.models import Entry

    return Entry.objects.filter(hub__slug=slug, state="gepubliceerd", kind="training", runs__isnull=False).first()


def _collection(slug: str = OWN) -> Any:
    from knooppunt.catalogue.models import Collection

    return Collection.objects.filter(hub__slug=slug).order_by("pk").first()


def _mandate(slug: str) -> Any:
    from knooppunt.network.models import Mandate

    return Mandate.objects.filter(hub__slug=slug, role="ambassador").order_by("pk").first()


def _proposals(**more: Any) -> Any:
    from knooppunt.catalogue.models import Submission

    return Submission.objects.filter(**more).order_by("pk")


def _reviewed(route: str, **more: Any) -> list[Subject]:
    """A regional proposal of one's own hub, and a national one."""
    waiting = _proposals(state="ingediend")
    found = [waiting.filter(hub__slug=OWN).first(), waiting.filter(hub=None, entry=None).first()]
    return [Subject(route, {"uuid": one.uuid, **more}, lambda one=one: one) for one in found]  # type: ignore[misc]


def _offered(route: str, state: str = "concept") -> list[Subject]:
    """A proposal of the provider."""
    one = _proposals(state=state, organisation__isnull=False, origin="provider").first()
    return [Subject(route, {"uuid": one.uuid}, lambda: one)]


def _of_provider(route: str) -> list[Subject]:
    """An entry of the organisation that the provider offers for."""
    from knooppunt.catalogue.models import Entry

    provider = _proposals(origin="provider").first().organisation
    one = Entry.objects.published().filter(provider=provider).order_by("-pk").first()
    return [Subject(route, {"pk": one.pk}, lambda: one)]


def _offering(model: str, **more: Any) -> Any:
    """The first row of a table of offering."""
    from django.apps import apps

    return apps.get_model("catalogue", model).objects.filter(**more).order_by("pk").first()


@cache
def _parameters() -> dict[str, tuple[str, ...]]:
    """The names of the arguments of each route."""
    found: dict[str, tuple[str, ...]] = {}

    def walk(patterns: list[Any], names: tuple[str, ...], taken: tuple[str, ...]) -> None:
        for entry in patterns:
            here = (*taken, *getattr(entry.pattern, "converters", {}), *_groups(entry))
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, (*names, entry.namespace) if entry.namespace else names, here)
            elif isinstance(entry, URLPattern):
                found[":".join((*names, entry.name or ""))] = tuple(dict.fromkeys(here))

    walk(get_resolver().url_patterns, (), ())
    return found


def _groups(entry: Any) -> tuple[str, ...]:
    regex = getattr(entry.pattern, "regex", None)
    return tuple(regex.groupindex) if regex is not None and not getattr(entry.pattern, "converters", None) else ()


def _both(
    route: str, kwargs: Callable[[str], dict[str, Any]], subject: Callable[[str], Model | None], **more: Any
) -> list[Subject]:
    return [
        Subject(route, kwargs(slug), lambda slug=slug: subject(slug), **more)  # type: ignore[misc]
        for slug in (OWN, OTHER)
    ]


def subjects(route: str) -> list[Subject]:
    """Every way in which ``route`` is tried; empty when nobody said how."""
    special = SPECIAL.get(route)
    if special is not None:
        return special(route)
    taken = frozenset(_parameters()[route])
    if not taken:
        return [Subject(route)]
    for starts, parameters, way in WAYS:
        if taken == parameters and route.startswith(starts):
            return way(route)
    return []


def _year() -> int:
    return timezone.localdate().year


# The first line that fits: beginning of the route's name, its arguments, and how it is tried.
WAYS: list[tuple[tuple[str, ...], frozenset[str], Callable[[str], list[Subject]]]] = [
    (("",), frozenset({"hub"}), lambda route: _both(route, lambda slug: {"hub": slug}, _hub)),
    (("",), frozenset({"hub", "year"}), lambda route: _both(route, lambda slug: {"hub": slug, "year": _year()}, _plan)),
    (("network:h",), frozenset({"slug"}), lambda route: _both(route, lambda slug: {"slug": slug}, _hub)),
    (
        ("plans:theme_add", "plans:details", "plans:lock", "plans:differences"),
        frozenset({"pk"}),
        lambda route: _both(route, lambda slug: {"pk": _plan(slug).pk}, _plan),
    ),
    (
        ("plans:theme_", "plans:row_add"),
        frozenset({"pk"}),
        lambda route: _both(route, lambda slug: {"pk": _theme(slug).pk}, _plan),
    ),
    (
        ("plans:row", "plans:status", "plans:joint"),
        frozenset({"pk"}),
        lambda route: _both(route, lambda slug: {"pk": _item(slug).pk}, _plan),
    ),
    (
        ("network:contact",),
        frozenset({"pk"}),
        lambda route: _both(route, lambda slug: {"pk": _contact(slug).pk}, _contact),
    ),
    (("framework:concept",), frozenset({"uuid"}), lambda route: [Subject(route, {"uuid": _term().uuid})]),
    (
        ("framework:item-move", "framework:item-step", "framework:item-retire", "framework:item-delete"),
        frozenset({"uuid"}),
        # The example is published, and published versions do not change: only "closed" is held to the rule.
        lambda route: [Subject(route, {"uuid": _framework_item().uuid}, visible=False)],
    ),
    (("framework:",), frozenset({"uuid"}), lambda route: [Subject(route, {"uuid": _framework_item().uuid})]),
    (("framework:",), frozenset({"slug"}), lambda route: [Subject(route, {"slug": _framework().slug})]),
    (
        ("framework:",),
        frozenset({"slug", "kind"}),
        lambda route: [Subject(route, {"slug": _framework().slug, "kind": kind}) for kind in ("json", "csv", "xlsx")],
    ),
    (("framework:",), frozenset({"code"}), lambda route: [Subject(route, {"code": "levels"})]),
    (
        ("framework:",),
        frozenset({"organisation"}),
        lambda route: [Subject(route, {"organisation": _organisation().pk})],
    ),
    (("network:organisation",), frozenset({"pk"}), lambda route: [Subject(route, {"pk": _organisation().pk})]),
    (("",), frozenset({"kind"}), lambda route: [Subject(route, {"kind": kind}) for kind in ("csv", "xlsx")]),
]


def _loose(**kwargs: Any) -> Callable[[str], list[Subject]]:
    """Objects that do not exist: nobody may crash it, and who may not come in at all is still refused."""
    return lambda route: [Subject(route, kwargs, visible=False)]


SPECIAL: dict[str, Callable[[str], list[Subject]]] = {
    "sitemap-file": lambda route: [Subject(route, {"section": "pages", "number": 1})],
    "catalogue:entry": lambda route: [Subject(route, {"pk": _entry(OWN).pk, "slug": _entry(OWN).slug})],
    "catalogue:entry-short": lambda route: [Subject(route, {"pk": _entry(OWN).pk})],
    "catalogue:entry-calendar": lambda route: [Subject(route, {"pk": _entry(OWN).pk})],
    "catalogue:run-calendar": lambda route: [
        Subject(route, {"pk": _entry(OWN).pk, "key": _entry(OWN).runs.order_by("pk").first().key})
    ],
    "catalogue:follow": lambda route: [Subject(route, {"pk": _entry(OWN).pk, "mark": "x"})],
    "catalogue:counts-entry": lambda route: _both(route, lambda slug: {"pk": _entry(slug).pk}, _entry),
    "catalogue:file": _loose(pk=0, uuid=uuid.UUID(int=0)),
    "catalogue:image": _loose(pk=0),
    "catalogue:entry-picture": lambda route: [Subject(route, {"pk": _entry(OWN).pk})],
    "catalogue:collection-picture": lambda route: [Subject(route, {"pk": _collection().pk})],
    "catalogue:collection-paper": lambda route: [Subject(route, {"pk": _collection().pk, "kind": "docx"})],
    "catalogue:kept-paper": lambda route: [Subject(route, {"kind": "docx"})],
    "catalogue:collection": lambda route: [Subject(route, {"pk": _collection().pk, "slug": _collection().slug})],
    **{
        f"catalogue:work-{name}": lambda route: _both(route, lambda slug: {"pk": _entry(slug).pk}, _entry)
        for name in ("entry", "change", "history", "alignments", "delete")
    },
    **{
        f"catalogue:work-{name}": lambda route: _both(
            route, lambda slug: {"pk": _entry(slug).pk}, _entry, visible=False
        )
        for name in ("state", "relate", "image")
    },
    "catalogue:work-restore": _loose(batch=0),
    "catalogue:work-merge": lambda route: _both(route, lambda slug: {"pk": _entry(slug).pk}, _entry),
    "catalogue:work-merge-with": _loose(pk=0, other=0),
    "catalogue:work-unmerge": _loose(pk=0),
    "catalogue:work-collection": lambda route: [Subject(route, {"pk": _collection().pk}, _collection)],
    "catalogue:work-collection-delete": lambda route: [
        Subject(route, {"pk": _collection().pk}, _collection, visible=False)
    ],
    **{
        f"network:recalibration{what}": lambda route: _both(
            route, lambda slug: {"hub": slug, "pk": _recalibration(slug).pk}, _hub
        )
        for what in ("", "_look", "_call", "_end", "_reopen")
    },
    "network:succession": lambda route: _both(route, lambda slug: {"pk": _succession(slug).pk}, _succession),
    "link": _loose(token="x" * 43),
    "framework:restore": _loose(batch=0),
    "framework:item-untie": _loose(uuid=uuid.UUID(int=0), association=uuid.UUID(int=0)),
    "framework:mapping": lambda route: [
        Subject(route, {"slug": _framework().slug, "uuid": uuid.UUID(int=0)}, visible=False)
    ],
    "network:hub": lambda route: [Subject(route, {"slug": slug}) for slug in (OWN, OTHER)],
    "network:hub_mandate": lambda route: _both(route, lambda slug: {"slug": slug}, _hub, visible=False),
    "network:hub_unmerge": lambda route: _both(route, lambda slug: {"slug": slug}, _hub, visible=False),
    "network:hub_reopen": lambda route: _both(route, lambda slug: {"slug": slug}, _hub, visible=False),
    "network:organisation_notes": lambda route: _both(
        route, lambda slug: {"pk": _organisation().pk, "slug": slug}, _hub, visible=False
    ),
    "network:organisation_delete": lambda route: [Subject(route, {"pk": _organisation().pk}, _organisation)],
    "network:organisation_restore": lambda route: [Subject(route, {"pk": _organisation().pk}, visible=False)],
    "network:contact_restore": lambda route: _both(
        route, lambda slug: {"pk": _contact(slug).pk}, _contact, visible=False
    ),
    "network:contact_notes": lambda route: _both(route, lambda slug: {"pk": _contact(slug).pk, "slug": slug}, _hub),
    "network:function_add": lambda route: _both(route, lambda slug: {"pk": _contact(slug).pk}, _contact),
    "network:function_stop": lambda route: _both(
        route, lambda slug: {"pk": _contact(slug).pk, "function_pk": 0}, _contact, visible=False
    ),
    **{
        f"network:{name}": lambda route: [Subject(route, {"words": words}) for words in ("organisaties", "contacten")]
        for name in ("change_many", "undo_many", "keep_filter", "duplicates")
    },
    "network:drop_filter": _loose(pk=0),
    "network:act": lambda route: _both(
        route, lambda slug: {"words": "contacten", "pk": _contact(slug).pk, "slug": slug}, _hub
    ),
    "network:known": lambda route: _both(route, lambda slug: {"pk": _contact(slug).pk, "slug": slug}, _hub),
    "network:relation": lambda route: _both(
        route, lambda slug: {"pk": _relation(slug).organisation_id, "slug": slug}, _hub
    ),
    "network:tie_add": lambda route: [Subject(route, {"words": "organisaties", "pk": _organisation().pk})],
    "network:tie_stop": _loose(pk=0),
    **{
        f"network:research_{name}": lambda route: _both(
            route, lambda slug: {"pk": _research(slug).pk}, _research, visible=False
        )
        for name in ("application", "change", "delete", "restore")
    },
    "network:merge_records": _loose(words="organisaties", kept=0, gone=0),
    "network:unmerge_records": _loose(pk=0),
    "network:factsheet": lambda route: [Subject(route, {"slug": slug}) for slug in (OWN, OTHER)],
    "network:factsheet_pdf": lambda route: [Subject(route, {"slug": OWN})],
    "network:factsheet_change": lambda route: _both(route, lambda slug: {"slug": slug}, _hub),
    "network:end_mandate": lambda route: _both(route, lambda slug: {"pk": _mandate(slug).pk}, _mandate),
    "network:extend_mandate": lambda route: _both(route, lambda slug: {"pk": _mandate(slug).pk}, _mandate),
    "network:agree_naming": _loose(pk=0),
    "network:resend_invitation": _loose(pk=0),
    "network:withdraw_invitation": _loose(pk=0),
    "network:reset_second_factor": _loose(pk=0),
    "account_end_session": _loose(pk=0),
    "account_withdraw_consent": _loose(pk=0),
    "mfa_edit_webauthn": _loose(pk=0),
    "mfa_remove_webauthn": _loose(pk=0),
    "plans:offer": _loose(pk=0),
    "plans:undo": _loose(group=uuid.UUID(int=0)),
    "plans:restore": lambda route: _both(route, lambda slug: {"pk": _plan(slug).pk, "batch": 0}, _plan, visible=False),
    "plans:template": lambda route: [Subject(route, {"year": _template().year}, _template)],
    "plans:template_arrange": lambda route: [Subject(route, {"year": _template().year}, _template)],
    "plans:template_history": lambda route: [Subject(route, {"year": _template().year}, _template)],
    "plans:overview-theme": lambda route: [Subject(route, {"slug": "communicatie"}, visible=False)],
    "plans:round": _loose(pk=0),
    "plans:round-edit": _loose(pk=0),
    "plans:round-close": _loose(pk=0),
    **{
        name: lambda route: _both(route, lambda slug: {"hub": slug, "year": _year(), "pk": 0}, _hub, visible=False)
        for name in ("plans:import_mend", "plans:import_check", "plans:import_drop")
    },
    "plans:leave_joint": lambda route: _both(route, lambda slug: {"pk": _item(slug).pk}, _plan, visible=False),
    "portal:mail": _loose(pk=0),
    "catalogue:report": lambda route: [Subject(route, {"pk": _entry(OWN).pk})],
    "catalogue:provider": lambda route: [Subject(route, {"pk": _entry(OWN).provider_id})],
    "catalogue:my-run": _loose(uuid=uuid.UUID(int=0), key=uuid.UUID(int=0)),
    "catalogue:work-runs": lambda route: _both(route, lambda slug: {"pk": _entry(slug).pk}, _entry),
    "catalogue:work-run": _loose(pk=0, key=uuid.UUID(int=0)),
    "catalogue:preview": lambda route: _offered(route, "ingediend"),
    "catalogue:preview-file": _loose(uuid=uuid.UUID(int=0), file=uuid.UUID(int=0)),
    "catalogue:push-one": _loose(source_id="x"),
    **{f"catalogue:my-{name}": _offered for name in ("submission", "edit", "runs", "send", "withdraw")},
    **{f"catalogue:my-{name}": _of_provider for name in ("change", "copy", "roll-over", "stop")},
    "catalogue:my-key-revoke": lambda route: [
        Subject(route, {"pk": _offering("ApiKey").pk}, lambda: _offering("ApiKey"))
    ],
    **{
        f"catalogue:{name}": _reviewed
        for name in ("review", "assign", "note", "send-back", "decline", "route", "approve")
    },
    "catalogue:merge": lambda route: _reviewed(route, pk=_entry(OWN).pk),
    "catalogue:report-handle": lambda route: [
        Subject(route, {"pk": _offering("Report").pk}, lambda: _offering("Report").entry)
    ],
    "catalogue:registration": lambda route: [
        Subject(
            route,
            {"uuid": _offering("ProviderRegistration", state="wacht").uuid},
            lambda: _offering("ProviderRegistration", state="wacht"),
        )
    ],
    "catalogue:criterion": lambda route: [Subject(route, {"pk": _offering("Criterion").pk})],
    "catalogue:member-end": lambda route: [Subject(route, {"pk": _offering("Reviewer").pk})],
    "catalogue:judge": lambda route: [Subject(route, {"pk": _entry(OWN).pk})],
    "catalogue:marks": lambda route: _both(route, lambda slug: {"pk": _entry(slug).pk}, _entry),
    "catalogue:mark-step": _loose(pk=0, mark=0),
    "journal:moment": lambda route: _both(route, lambda slug: {"pk": _moment(slug).pk}, _moment),
    "journal:edit": lambda route: _both(route, lambda slug: {"pk": _moment(slug).pk}, _moment),
    "journal:repeat": lambda route: _both(route, lambda slug: {"pk": _moment(slug).pk}, _moment),
    "journal:delete": lambda route: _both(route, lambda slug: {"pk": _moment(slug).pk}, _moment),
    "journal:quick-undo": lambda route: _both(route, lambda slug: {"pk": _moment(slug).pk}, _moment, visible=False),
    **{
        # The first half's own (the second half of the duo sees only those of nobody): only "closed" is held to the rule.
        f"journal:proposal-{act}": lambda route: _both(
            route, lambda slug: {"pk": _proposal(slug).pk}, _proposal, visible=False
        )
        for act in ("confirm", "dismiss", "undo", "adjust")
    },
    **{
        f"journal:recurring-{act}": lambda route: _both(
            route, lambda slug: {"pk": _recurring(slug).pk}, _recurring, visible=False
        )
        for act in ("edit", "pause", "delete")
    },
    **{
        name: lambda route: [Subject(route, visible=False)]  # only with a calendar of one's own
        for name in ("journal:calendar-pause", "journal:calendar-forget")
    },
    "journal:attachment": _loose(pk=0, file=uuid.UUID(int=0)),
    "journal:restore": lambda route: _both(route, lambda slug: {"hub": slug, "batch": 0}, _hub, visible=False),
    "journal:close": lambda route: _both(route, lambda slug: {"hub": slug}, _hub, visible=False),
    "journal:week": lambda route: _both(route, lambda slug: {"hub": slug, "code": "2026-W20"}, _hub),
    **{
        f"reports:{name}": lambda route: _both(route, lambda slug: {"pk": _report(slug).pk}, _report)
        for name in ("report", "history", "arrange", "publish", "short", "ask")
    },
    **{
        f"reports:{name}": lambda route: _both(route, lambda slug: {"pk": _report(slug).pk}, _report, visible=False)
        for name in ("freeze", "submit", "decide", "correct", "unpublish", "delete")
    },
    "reports:section": lambda route: _both(
        route, lambda slug: {"pk": _report(slug).pk, "section": _report_section(slug).pk}, _report
    ),
    "reports:section-drop": lambda route: _both(
        route, lambda slug: {"pk": _report(slug).pk, "section": _report_section(slug).pk}, _report, visible=False
    ),
    "reports:export": lambda route: [
        subject
        for kind in ("pdf", "docx", "xlsx")
        for subject in _both(route, lambda slug, kind=kind: {"pk": _report(slug).pk, "kind": kind}, _report)
    ],
    "reports:restore": lambda route: _both(route, lambda slug: {"hub": slug, "batch": 0}, _hub, visible=False),
    "reports:quote-withdraw": _loose(pk=0),
    "reports:word-template-file": lambda route: [Subject(route, visible=False)],
    "reports:public": lambda route: [Subject(route, {"pk": _published().pk})],
    "reports:public-pdf": lambda route: [Subject(route, {"pk": _published().pk})],
    "journal:export": lambda route: [
        *_both(route, lambda slug: {"hub": slug, "kind": "csv"}, _hub),
        *_both(route, lambda slug: {"hub": slug, "kind": "xlsx"}, _hub),
    ],
    "mfa_login_webauthn": lambda route: [Subject(route, visible=False)],
    "mfa_view_recovery_codes": lambda route: [Subject(route, visible=False)],
    "mfa_download_recovery_codes": lambda route: [Subject(route, visible=False)],
    "mfa_generate_recovery_codes": lambda route: [Subject(route, visible=False)],
    "mfa_deactivate_totp": lambda route: [Subject(route, visible=False)],
    "account_reauthenticate": lambda route: [Subject(route, visible=False)],
    "mfa_reauthenticate": lambda route: [Subject(route, visible=False)],
    "mfa_reauthenticate_webauthn": lambda route: [Subject(route, visible=False)],
    "account_end_everywhere": lambda route: [Subject(route, visible=False)],
    "network:organisation_link": lambda route: [Subject(route, {"pk": _organisation().pk}, visible=False)],
    "account_enter_code": lambda route: [Subject(route, visible=False)],
    "mfa_authenticate": lambda route: [Subject(route, visible=False)],
}
