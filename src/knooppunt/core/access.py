"""Who may come where, declared beside each view and enforced in one place.

Every view carries exactly one declaration. ``core.middleware.Access`` enforces it before the view runs; a view without
one is refused. The same declarations are walked to write ``docs/access.md`` and to drive the access test
(``tests/access/``), so that page, test and behaviour cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar, overload

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

View = TypeVar("View", bound=Callable[..., Any])


class Kind(StrEnum):
    """The ways in which a door can be open."""

    PUBLIC = "public"
    PUBLIC_FORM = "public form"
    SIGNED_IN = "signed in"
    NEEDS = "needs"
    LINK = "link"
    DEMO = "demo"
    MACHINE = "machine"


# POSTs of one user (or one address, without a user) per window: name -> (how many, seconds).
LIMITS: dict[str, tuple[int, int]] = {
    "write": (600, 600),
    "preview": (1800, 600),  # of what one is typing; saves nothing
    "sign-in": (120, 3600),
    "propose": (20, 3600),
    "push": (2000, 3600),  # entries of other systems; each key has a limit of its own
    "import": (60, 3600),
    "invite": (60, 3600),
    "link": (120, 600),
    "demo": (600, 600),
}


@dataclass(frozen=True)
class Access:
    """What a view declares about itself."""

    kind: Kind
    permission: str = ""
    methods: tuple[str, ...] = ("GET", "POST")
    limit: str = "write"

    @property
    def is_public(self) -> bool:
        """Whether a cache in front may keep the answer of a GET."""
        return self.kind is Kind.PUBLIC


# Functions that may stop a signed-in request on its way to a view, for instance to ask for the second factor.
gates: list[Callable[[HttpRequest], HttpResponse | None]] = []
# Views that are not ours (allauth), by url name.
_external: dict[str, Access] = {}


def _declare(kind: Kind, *, permission: str = "", methods: tuple[str, ...], limit: str) -> Callable[[View], View]:
    if limit not in LIMITS:
        raise LookupError(f"There is no limit named {limit!r} in core.access.LIMITS.")

    def mark(view: View) -> View:
        view.access = Access(kind, permission, methods, limit)  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """A page for everybody: GET only, reads neither session nor user, sets no cookie, may be cached."""
    return _declare(Kind.PUBLIC, methods=("GET",), limit="write")(view)


def public_form(*, limit: str, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[View], View]:
    """A form for everybody at its own ``no-store`` address; a CSRF cookie may be set."""
    return _declare(Kind.PUBLIC_FORM, methods=methods, limit=limit)


def needs(
    permission: str, *, methods: tuple[str, ...] = ("GET", "POST"), limit: str = "write"
) -> Callable[[View], View]:
    """Only for users who hold ``permission`` for at least one object; the view asks ``require`` for the object itself."""
    return _declare(Kind.NEEDS, permission=permission, methods=methods, limit=limit)


@overload
def signed_in(view: View) -> View: ...
@overload
def signed_in(*, methods: tuple[str, ...] = ..., limit: str = ...) -> Callable[[View], View]: ...
def signed_in(view: Any = None, *, methods: tuple[str, ...] = ("GET", "POST"), limit: str = "write") -> Any:
    """For any user. Use as ``@signed_in`` or ``@signed_in(methods=("POST",))``."""
    mark: Callable[[Any], Any] = _declare(Kind.SIGNED_IN, methods=methods, limit=limit)
    return mark(view) if view is not None else mark


def link(view: View) -> View:
    """Authorised by a link grant in the address. GET shows, POST acts."""
    return _declare(Kind.LINK, methods=("GET", "POST"), limit="link")(view)


def demo(view: View) -> View:
    """Exists only where the data folder is marked as demo."""
    return _declare(Kind.DEMO, methods=("GET", "POST"), limit="demo")(view)


def machine(view: View) -> View:
    """For machines: health checks and open data. GET only."""
    return _declare(Kind.MACHINE, methods=("GET",), limit="write")(view)


def declare_external(url_name: str, access: Access) -> None:
    """Declare a view of a library by its url name."""
    _external[url_name] = access


def access_of(view: Callable[..., Any], url_name: str | None) -> Access | None:
    """The declaration of ``view``, or ``None`` when somebody forgot it."""
    declared = getattr(view, "access", None)
    return declared if isinstance(declared, Access) else _external.get(url_name or "")


def require(request: HttpRequest, permission: str, subject: Model | None = None) -> None:
    """Raise ``PermissionDenied`` unless the user of ``request`` holds ``permission`` for ``subject``."""
    if not request.user.has_perm(permission, subject):
        raise PermissionDenied(permission)


def routes() -> Iterator[tuple[str, str, Callable[..., Any], Access | None]]:
    """Every route as (name, pattern, view, declaration), for the access table and its test."""

    def walk(patterns: list[Any], prefix: str, names: tuple[str, ...]) -> Iterator[tuple[str, str, Any, Access | None]]:
        for entry in patterns:
            where = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                inner = (*names, entry.namespace) if entry.namespace else names
                yield from walk(entry.url_patterns, where, inner)
            elif isinstance(entry, URLPattern):
                name = ":".join((*names, entry.name or ""))
                yield name, where, entry.callback, access_of(entry.callback, name)

    yield from walk(get_resolver().url_patterns, "/", ())
