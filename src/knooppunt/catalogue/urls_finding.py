"""Addresses of searching: the search page, feeds of a search, saved searches."""

from django.urls import URLPattern, path

from knooppunt.catalogue.views import alerts, finding, search_words

urlpatterns: list[URLPattern] = [
    path("aanbod/", finding.search_page, name="search"),
    path("voorbeelden/", finding.examples, name="examples"),
    path("aanbod/suggesties/", finding.suggest, name="suggest"),
    path("aanbod/op-de-hoogte/", alerts.alert, name="alert"),
    path("aanbod/op-de-hoogte/gevraagd/", alerts.alert_asked, name="alert-asked"),
    path("werkplek/aanbod/zoekwoorden/", search_words.search_words, name="search-words"),
    path("feeds/zoeken.atom", finding.feed, name="search-feed"),
    path("feeds/zoeken.ics", finding.calendar, name="search-calendar"),
]
