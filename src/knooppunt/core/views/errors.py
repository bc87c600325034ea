"""Pages for when something is not right: calm, in style, with a way on.

One function per kind of trouble; all of them answer in the form that was asked for: a page, a notice for htmx, or a
small problem document for machines (RFC 9457).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext


@dataclass(frozen=True)
class Trouble:
    """What a visitor is told: a heading, what happened and what to do now."""

    heading: str | Promise
    text: str | Promise
    retry: bool = False


TROUBLES: dict[int, Trouble] = {
    400: Trouble(
        gettext_lazy("We do not understand this request"),
        gettext_lazy("Something in the address or the form is not right. Go back and try it once more."),
    ),
    403: Trouble(
        gettext_lazy("This page is not open to you"),
        gettext_lazy(
            "You may not see or do this with your account. Do you think you should? Ask the coordinator of your hub."
        ),
    ),
    404: Trouble(
        gettext_lazy("The line does not go on here"),
        gettext_lazy("We cannot find this page. It may have moved. That is not your fault."),
    ),
    405: Trouble(
        gettext_lazy("That cannot be done here"),
        gettext_lazy("This address does not do what was asked of it. Start again from the page you came from."),
    ),
    409: Trouble(
        gettext_lazy("Somebody else was just before you"),
        gettext_lazy("This changed while you were working on it. Open the page again and compare."),
        retry=True,
    ),
    413: Trouble(
        gettext_lazy("This is too large"),
        gettext_lazy("The file or the text is larger than we can take. Choose a smaller one."),
    ),
    429: Trouble(
        gettext_lazy("Let us pause for a moment"),
        gettext_lazy("There were very many requests in a short time."),
        retry=True,
    ),
    500: Trouble(
        gettext_lazy("Something went wrong on our side"),
        gettext_lazy("That is not your fault. What you saved before is still there. Try again in a minute."),
        retry=True,
    ),
    503: Trouble(
        gettext_lazy("We will be back in a moment"),
        gettext_lazy("The site is being looked after. What you saved is still there."),
        retry=True,
    ),
}
CSRF = Trouble(
    gettext_lazy("This form was open for too long"),
    gettext_lazy(
        "To be safe we did not save it. Go back, copy what you typed, open the page again and send it once more."
    ),
)
# When even the template for status 500 cannot be drawn: no template, no translation, no database.
BARE_PAGE = (
    '<!doctype html><html lang="nl"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>Er ging iets mis bij ons – Knooppunt</title></head><body><main><h1>Er ging iets mis bij ons</h1>"
    "<p>Dat ligt niet aan jou. Wat je eerder bewaarde, staat er nog. Probeer het over een minuut nog eens.</p>"
    '<p><a href="/">Naar de homepagina</a></p></main></body></html>'
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400. The text of the exception is for the log: it may hold what somebody typed."""
    return error_response(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, for who is known but may not."""
    return error_response(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, also for what exists but is not visible."""
    return error_response(request, 404)


def method_not_allowed(request: HttpRequest, allowed: Iterable[str]) -> HttpResponse:
    """405, naming the methods that would do."""
    response = error_response(request, 405)
    response["Allow"] = ", ".join(allowed)
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    """413, for a body above the limit."""
    return error_response(request, 413)


def too_many_requests(request: HttpRequest, retry_after: int) -> HttpResponse:
    """429, with the waiting time in words and in Retry-After. ``retry_after`` is in seconds."""
    minutes = max(1, -(-retry_after // 60))
    wait = ngettext("Wait %(count)d minute and try again.", "Wait %(count)d minutes and try again.", minutes) % {
        "count": minutes
    }
    response = error_response(request, 429, text=f"{TROUBLES[429].text} {wait}")
    response["Retry-After"] = str(max(1, retry_after))
    return response


def unavailable(request: HttpRequest, retry_after: int = 60) -> HttpResponse:
    """503, while the site is being looked after."""
    response = error_response(request, 503)
    response["Retry-After"] = str(retry_after)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token, mostly one that stood open too long."""
    return error_response(request, 403, trouble=CSRF)


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Uses no database, session or context processor; if drawing it fails too, a bare page goes out."""
    try:
        return error_response(request, 500)
    except Exception:
        return HttpResponse(BARE_PAGE, status=500)


def error_response(
    request: HttpRequest, status: int, *, text: str = "", trouble: Trouble | None = None
) -> HttpResponse:
    """The answer for ``status`` in the form that was asked for. ``text`` replaces the standing explanation.

    A notice for htmx is aimed at the messages on top of the page. Never cached.
    """
    trouble = trouble or TROUBLES[status]
    told = text or str(trouble.text)
    if request.headers.get("HX-Request") == "true":
        body = render_to_string("components/notice.html", {"kind": "error", "title": trouble.heading, "text": told})
        response = HttpResponse(
            body, status=status, headers={"HX-Retarget": "#berichten", "HX-Reswap": "innerHTML show:top"}
        )
    elif _wants_json(request):
        problem = {"type": "about:blank", "title": str(trouble.heading), "status": status, "detail": told}
        response = JsonResponse(problem, status=status, content_type="application/problem+json")
    else:
        context = {
            "status": status,
            "heading": trouble.heading,
            "text": told,
            "retry": trouble.retry and request.method == "GET",
            "in_workplace": "/werkplek/" in request.path,
        }
        # 500 and 503 must not depend on anything that may itself be broken.
        body = (
            render_to_string("errors/plain.html", context)
            if status >= 500
            else render_to_string("errors/error.html", context, request)
        )
        response = HttpResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _wants_json(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept", "")
    return "json" in accepted and "html" not in accepted
