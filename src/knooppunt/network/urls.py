"""Addresses of hubs and the register."""

from django.urls import path

from knooppunt.network.views import public

app_name = "network"

urlpatterns = [
    path("knooppunten/", public.hubs, name="hubs"),
    path("knooppunten/<slug:slug>/", public.hub, name="hub"),
]
