"""Only the addresses of the design system, so that its tests stand on their own."""

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from knooppunt.core import access

handler400 = "knooppunt.core.views.errors.bad_request"
handler403 = "knooppunt.core.views.errors.permission_denied"
handler404 = "knooppunt.core.views.errors.page_not_found"
handler500 = "knooppunt.core.views.errors.server_error"


@access.public
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret that no page may print")


@access.public
def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


@access.public
def odd(request: HttpRequest) -> HttpResponse:
    raise BadRequest("what somebody typed")


urlpatterns = [
    *i18n_patterns(path("demo/", include("knooppunt.core.urls_demo")), prefix_default_language=False),
    path("broken/", broken),
    path("refused/", refused),
    path("werkplek/odd/", odd),
]
