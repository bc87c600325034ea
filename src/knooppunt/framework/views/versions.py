"""What became of the items of the previous version; the doubtful ones first."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.versions import Conflict
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.actions.versions import decide_mapping, reopen_mapping
from knooppunt.framework.alignments import alignment_counts
from knooppunt.framework.models import Framework, FrameworkItem, ItemMapping
from knooppunt.framework.views.common import EDIT, acting_user, get_framework, has_word, says_no, seen_version

PER_PAGE = 30
SHOWN = {
    "twijfel": (ItemMapping.State.DOUBTFUL,),
    "zeker": (ItemMapping.State.CERTAIN,),
    "beslist": (ItemMapping.State.CONFIRMED, ItemMapping.State.GONE),
}
MOST_FOUND = 20


@access.needs(EDIT, methods=("GET",))
def mappings(request: HttpRequest, slug: str) -> HttpResponse:
    """The items of the previous version with what they became; by default those that a person must look at."""
    framework = get_framework(request, slug)
    shown = request.GET.get("toon", "twijfel")
    rows = framework.mappings.filter(state__in=SHOWN.get(shown, SHOWN["twijfel"]))
    rows = rows.select_related("old", "new", "decided_by").order_by("old__order", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    just = _just_decided(request, framework)
    labels = {"twijfel": _("To be judged"), "zeker": _("Certain"), "beslist": _("Decided")}
    context = {
        "framework": framework,
        "just": just,
        "just_hidden": {"new": "open", "version": just.version} if just else {},
        "page": page,
        "counts": alignment_counts([row.old_id for row in page]),
        "tabs": [
            {"label": label, "url": f"?toon={name}", "current": name == (shown if shown in SHOWN else "twijfel")}
            for name, label in labels.items()
        ],
    }
    return render(request, "framework/mappings.html", context)


def _just_decided(request: HttpRequest, framework: Framework) -> ItemMapping | None:
    """The item about which one decided last, to say so and to take it back."""
    try:
        wanted = UUID(request.GET.get("net", ""))
    except ValueError:
        return None
    decided = framework.mappings.filter(decided_at__isnull=False)
    return decided.select_related("old", "new").filter(uuid=wanted).first()


@access.needs(EDIT)
@says_no
def mapping(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Decide about one item: this successor, another one, or none."""
    framework = get_framework(request, slug)
    row = get_object_or_404(framework.mappings.select_related("old", "new", "framework", "decided_by"), uuid=uuid)
    if request.method == "POST":
        try:
            if request.POST.get("new") == "open":
                reopen_mapping(mapping=row, seen=seen_version(request))
                messages.success(request, _("The decision is taken back."))
                return redirect("framework:mapping", framework.slug, row.uuid)
            decide_mapping(mapping=row, new=_chosen(request, row), seen=seen_version(request), by=acting_user(request))
        except Conflict as clash:
            raise Refused(
                _("%(name)s decided about this item while you were looking. See what stands there now.")
                % {"name": clash.current.decided_by or _("Somebody else")}
            ) from clash
        return redirect(f"{reverse('framework:mappings', args=[framework.slug])}?toon=twijfel&net={row.uuid}")
    words = request.GET.get("q", "")[:200].strip()
    context = {"framework": framework, "row": row, "words": words, "found": _find(row, words)}
    return render(request, "framework/mapping.html", context)


def _chosen(request: HttpRequest, row: ItemMapping) -> FrameworkItem | None:
    text = request.POST.get("new", "")
    if text == "none":
        return None
    try:
        wanted = UUID(text)
    except ValueError as error:
        raise Refused(_("Choose an item of the new version.")) from error
    found: FrameworkItem | None = row.framework.items.filter(uuid=wanted).first()
    if found is None:
        raise Refused(_("Choose an item of the new version."))
    return found


def _find(row: ItemMapping, words: str) -> list[FrameworkItem]:
    if not words:
        return []
    rows = row.framework.items.all()
    for word in words.split()[:8]:
        rows = rows.filter(has_word(word))
    return list(rows.order_by("order")[:MOST_FOUND])
