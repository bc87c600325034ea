"""What every request passes: a shield against malformed ones, and the enforcement of ``core.access``."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import patch_cache_control, patch_vary_headers, set_response_etag

from knooppunt.core import access, limits
from knooppunt.core.views import errors

Next = Callable[[HttpRequest], HttpResponseBase]

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
MACHINE_METHODS = METHODS | {"PUT"}  # under MACHINES: browsers and forms have no use for it
MACHINES = "/api/"
CHARSETS = frozenset({"utf-8", "iso8859-1", "cp1252", "ascii"})
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
NUL = "\x00"
# Beside the content security policy: for browsers that do not know its frame-ancestors, and what no page of ours asks for.
HEADERS = {
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}


class Shield:
    """Refuse what Django itself would stumble over (unknown methods, odd charsets, NUL in the address); set ``HEADERS``."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            response.content = b""  # its length is told; the server would drop the rest with a warning in the log
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        methods = MACHINE_METHODS if request.path_info.startswith(MACHINES) else METHODS
        if request.method not in methods:
            return errors.method_not_allowed(request, sorted(methods))
        # A body that claims to be UTF-7 makes Django's form parser raise outside any view.
        charset = request.content_params.get("charset", "") if request.content_params else ""
        if charset and _codec(charset) not in CHARSETS:
            return errors.bad_request(request, None)
        if NUL in request.path_info:
            return errors.bad_request(request, None)
        _mend_address(request)
        response = self.get_response(request)
        declared: access.Access | None = getattr(request, "access", None)
        if declared is not None and declared.is_public:
            # SessionMiddleware deletes a cookie that is no session; a cache in front would sign out others with it.
            response.cookies.clear()
        return response


def _mend_address(request: HttpRequest) -> None:
    """Leave NUL out of a query: nobody can type or read it, and PostgreSQL takes it nowhere."""
    query = request.META.get("QUERY_STRING", "")
    if "%00" in query or NUL in query:
        query = query.replace(NUL, "")
        while "%00" in query:  # taking one out may make another
            query = query.replace("%00", "")
        request.META["QUERY_STRING"] = query


def _mend_form(request: HttpRequest) -> None:
    """The same for what was sent. Forms refuse NUL themselves, but not everything that is sent passes a form."""
    if not any(NUL in text for name, texts in request.POST.lists() for text in (name, *texts)):
        return
    mended = QueryDict(mutable=True, encoding=request.POST.encoding)
    for name, texts in request.POST.lists():
        mended.setlist(name.replace(NUL, ""), [text.replace(NUL, "") for text in texts])
    mended._mutable = False
    request.POST = mended  # type: ignore[assignment]


def _codec(charset: str) -> str:
    try:
        return codecs.lookup(charset).name
    except (LookupError, ValueError):
        return ""


class Policy(CSPMiddleware):
    """The Content-Security-Policy, which is the same on every page: worked out once, not twice for each answer (0.25 ms)."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add it, unless a page says that it has one of its own."""
        if any(name.startswith("_csp") for name in response.__dict__):
            return super().process_response(request, response)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        return response


class Access:
    """Closed by default: find the declaration of the view, ask it, and set the cache headers that belong to it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        declared: access.Access | None = getattr(request, "access", None)
        if declared is not None and declared.is_public:
            return self._public(request, response)
        if declared is None or declared.kind is not access.Kind.MACHINE:
            patch_cache_control(response, no_store=True, private=True)
        if getattr(request, "htmx", False):
            patch_vary_headers(response, ["HX-Request"])
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        declared = access.access_of(view, match.view_name if match else None)
        if declared is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no access (core.access).")
        request.access = declared  # type: ignore[attr-defined]
        if request.method not in {*declared.methods, *(["HEAD"] if "GET" in declared.methods else [])}:
            return errors.method_not_allowed(request, declared.methods)
        refused = self._who(request, declared)
        if refused is not None:
            return refused
        if request.method in {"POST", "PUT"}:
            refused = self._limit(request, declared)
            if refused is None and request.content_type in FORMS:
                _mend_form(request)
        return refused

    @staticmethod
    def _who(request: HttpRequest, declared: access.Access) -> HttpResponseBase | None:
        if declared.kind not in {access.Kind.SIGNED_IN, access.Kind.NEEDS}:
            return None
        if not request.user.is_authenticated:
            if getattr(request, "htmx", False):  # no sign-in page inside a table
                answer = HttpResponse(status=204)
                answer["HX-Redirect"] = f"{settings.LOGIN_URL}?next={request.path}"
                return answer
            return redirect_to_login(request.get_full_path())
        for gate in access.gates:
            stopped = gate(request)
            if stopped is not None:
                return stopped
        if declared.kind is access.Kind.NEEDS and not request.user.has_perm(declared.permission):
            raise PermissionDenied(declared.permission)
        return None

    @staticmethod
    def _limit(request: HttpRequest, declared: access.Access) -> HttpResponseBase | None:
        count, seconds = access.LIMITS[declared.limit]
        private = declared.kind in {access.Kind.SIGNED_IN, access.Kind.NEEDS}
        key = limits.user_key(request.user) if private else limits.address_key(request)
        answer = limits.hit(f"post:{declared.limit}", key, limit=count, window_seconds=seconds)
        return None if answer.allowed else errors.too_many_requests(request, answer.retry_after)

    @staticmethod
    def _public(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.session.accessed or response.cookies:
            # A page that caches may share must not depend on who asks: found in tests, never served wrongly.
            raise ImproperlyConfigured(f"The public page {request.path} touches the session or sets a cookie.")
        if response.status_code == 200:
            # Caches may keep it, but ask each time: what was approved a second ago is there. An unchanged page costs 304.
            patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
            if request.method == "HEAD":  # the same headers as the page itself
                return set_response_etag(response) if isinstance(response, HttpResponse) else response
            return ConditionalGetMiddleware(lambda _request: response)(request)  # type: ignore[return-value]
        return response
