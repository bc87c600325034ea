"""Addresses of hubs and the register."""

from django.urls import path

from knooppunt.network import urls_people, urls_register
from knooppunt.network.directory import urls as directory
from knooppunt.network.recalibration import urls as recalibration
from knooppunt.network.succession import urls as succession
from knooppunt.network.views import hubs, manage_hubs, public

app_name = "network"

urlpatterns = [
    path("knooppunten/", public.hubs, name="hubs"),
    path("knooppunten/<slug:slug>/", public.hub, name="hub"),
    path("werkplek/beheer/knooppunten/", manage_hubs.hubs, name="manage_hubs"),
    path("werkplek/beheer/knooppunten/nieuw/", manage_hubs.add, name="hub_add"),
    path("werkplek/beheer/knooppunten/<slug:slug>/", manage_hubs.change, name="hub_change"),
    path("werkplek/beheer/knooppunten/<slug:slug>/samenvoegen/", manage_hubs.merge, name="hub_merge"),
    path("werkplek/beheer/knooppunten/<slug:slug>/terugdraaien/", manage_hubs.unmerge, name="hub_unmerge"),
    path("werkplek/beheer/knooppunten/<slug:slug>/sluiten/", manage_hubs.close, name="hub_close"),
    path("werkplek/beheer/knooppunten/<slug:slug>/openen/", manage_hubs.reopen, name="hub_reopen"),
    path("werkplek/gegevens/", hubs.own_details, name="own_details"),
    path("werkplek/<slug:slug>/gegevens/", hubs.details, name="hub_details"),
    path("werkplek/<slug:slug>/gegevens/tekst/", hubs.public_text, name="hub_text"),
    path("werkplek/<slug:slug>/gegevens/afspraken/", hubs.agreements, name="hub_agreements"),
    path("werkplek/<slug:slug>/gegevens/mandaat/", hubs.mandate_document, name="hub_mandate"),
    path("werkplek/<slug:slug>/gegevens/geschiedenis/", hubs.history, name="hub_history"),
    *urls_register.urlpatterns,
    *recalibration.urlpatterns,
    *succession.urlpatterns,
    *directory.urlpatterns,
    *urls_people.urlpatterns,
]
