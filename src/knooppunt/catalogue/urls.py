"""Addresses of the catalogue. Searching and offering keep their own in ``urls_finding`` and ``urls_offering``."""

from django.urls import URLPattern, path

from knooppunt.catalogue import urls_finding, urls_offering, urls_work
from knooppunt.catalogue.views import collections, feeds, kept, public, sharing

app_name = "catalogue"
urlpatterns: list[URLPattern] = [
    *urls_finding.urlpatterns,
    # One entry
    path("aanbod/<int:pk>-<slug:slug>/", public.entry, name="entry"),
    path("aanbod/<int:pk>/", public.entry, name="entry-short"),
    path("aanbod/<int:pk>/agenda.ics", public.calendar, name="entry-calendar"),
    path("aanbod/<int:pk>/agenda/<uuid:key>.ics", public.calendar, name="run-calendar"),
    path("aanbod/<int:pk>/naar/<slug:mark>/", public.follow, name="follow"),
    path("aanbod/<int:pk>/bestand/<uuid:uuid>/", public.file, name="file"),
    path("aanbod/<int:pk>/beeld/", public.image, name="image"),
    path("aanbod/<int:pk>/delen.png", sharing.entry_picture, name="entry-picture"),
    # Collections and what one keeps
    path("verzamelingen/", collections.collections, name="collections"),
    path("verzamelingen/<int:pk>-<slug:slug>/", collections.collection, name="collection"),
    path("verzamelingen/<int:pk>/delen.png", sharing.collection_picture, name="collection-picture"),
    path("verzamelingen/<int:pk>/verzameling.<str:kind>", collections.paper, name="collection-paper"),
    path("bewaard/", kept.kept, name="kept"),
    path("bewaard/lijst.<str:kind>", kept.paper, name="kept-paper"),
    path("mijn/bewaard/", kept.own, name="kept-own"),
    # For machines
    path("feeds/", feeds.feeds, name="feeds"),
    path("feeds/aanbod.atom", feeds.newest, name="feed"),
    path("feeds/aanbod.ics", feeds.agenda, name="agenda"),
    path("agenda.ics", feeds.agenda, name="agenda-short"),
    *urls_offering.urlpatterns,
    *urls_work.urlpatterns,
]
