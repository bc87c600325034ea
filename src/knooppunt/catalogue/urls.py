"""Addresses of the catalogue. Searching and offering keep their own in ``urls_finding`` and ``urls_offering``."""

from django.urls import URLPattern

from knooppunt.catalogue import urls_finding, urls_offering

app_name = "catalogue"
urlpatterns: list[URLPattern] = [
    *urls_finding.urlpatterns,
    *urls_offering.urlpatterns,
]
