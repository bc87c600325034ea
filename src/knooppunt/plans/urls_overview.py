"""Addresses of the national overview and the status rounds."""

from django.urls import path

from knooppunt.plans.views import overview, rounds

urlpatterns = [
    path("werkplek/landelijk/", overview.national, name="overview"),
    path("werkplek/landelijk/jaren/", overview.years, name="overview-years"),
    path("werkplek/landelijk/rijen/", overview.rows, name="overview-rows"),
    path("werkplek/landelijk/thema/<slug:slug>/", overview.theme, name="overview-theme"),
    path("werkplek/landelijk/overzicht.xlsx", overview.xlsx, name="overview-xlsx"),
    path("werkplek/landelijk/overzicht.json", overview.data, name="overview-json"),
    path("werkplek/landelijk/rondes/", rounds.round_list, name="rounds"),
    path("werkplek/landelijk/rondes/nieuw/", rounds.round_add, name="round-add"),
    path("werkplek/landelijk/rondes/<int:pk>/", rounds.round_page, name="round"),
    path("werkplek/landelijk/rondes/<int:pk>/wijzigen/", rounds.round_edit, name="round-edit"),
    path("werkplek/landelijk/rondes/<int:pk>/sluiten/", rounds.round_close, name="round-close"),
    path("werkplek/<slug:hub>/overzicht/", overview.hub_overview, name="hub-overview"),
]
