"""Addresses of searching: the search page, feeds of a search, saved searches."""

from django.urls import URLPattern, path

from knooppunt.catalogue.views import finding

urlpatterns: list[URLPattern] = [
    path("aanbod/", finding.search_page, name="search"),
    path("aanbod/suggesties/", finding.suggest, name="suggest"),
    path("feeds/zoeken.atom", finding.feed, name="search-feed"),
    path("feeds/zoeken.ics", finding.calendar, name="search-calendar"),
]
