"""Addresses of the framework."""

from django.urls import URLPattern, path

from knooppunt.framework.views import public

app_name = "framework"
urlpatterns: list[URLPattern] = [
    # For everybody
    path("raamwerk/", public.home, name="home"),
    path("raamwerk/verankering/", public.anchoring, name="anchoring"),
    path("raamwerk/onderdeel/<uuid:uuid>/", public.item, name="item"),
    path("raamwerk/<slug:slug>/", public.framework, name="framework"),
    path("raamwerk/<slug:slug>/raamwerk.<str:kind>", public.export, name="export"),
]
