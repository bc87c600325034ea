"""Addresses of the home page, the pages about this site, and the workspace's own pages."""

from django.urls import path

from knooppunt.portal import urls_work
from knooppunt.portal.views import public

app_name = "portal"

urlpatterns = [
    path("", public.home, name="home"),
    path("over/", public.about, name="about"),
    path("toegankelijkheid/", public.accessibility, name="accessibility"),
    path("privacy/", public.privacy, name="privacy"),
    *urls_work.urlpatterns,
]
