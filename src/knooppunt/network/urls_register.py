"""Addresses of the register (included by ``urls.py``, in its namespace)."""

from django.urls import path, re_path

from knooppunt.network.views import bin as binned
from knooppunt.network.views import contacts, imports, organisations

ORGANISATIONS = "werkplek/netwerk/organisaties"
CONTACTS = "werkplek/netwerk/contacten"

urlpatterns = [
    path("werkplek/netwerk/", organisations.organisations, name="organisations"),
    re_path(rf"^{ORGANISATIONS}\.(?P<kind>csv|xlsx)$", organisations.export, name="organisations_export"),
    path(f"{ORGANISATIONS}/nieuw/", organisations.add, name="organisation_add"),
    path(f"{ORGANISATIONS}/zoeken/", organisations.suggest, name="organisation_suggest"),
    path(f"{ORGANISATIONS}/<int:pk>/", organisations.organisation, name="organisation"),
    path(f"{ORGANISATIONS}/<int:pk>/wijzigen/", organisations.change, name="organisation_change"),
    path(f"{ORGANISATIONS}/<int:pk>/knooppunt/", organisations.link_hub, name="organisation_link"),
    path(f"{ORGANISATIONS}/<int:pk>/notities/<slug:slug>/", organisations.notes, name="organisation_notes"),
    path(f"{ORGANISATIONS}/<int:pk>/weg/", organisations.delete, name="organisation_delete"),
    path(f"{ORGANISATIONS}/<int:pk>/terug/", organisations.restore, name="organisation_restore"),
    path("werkplek/netwerk/invoeren/", imports.upload, name="import"),
    path("werkplek/netwerk/invoeren/bewaren/", imports.confirm, name="import_confirm"),
    path("werkplek/netwerk/invoeren/sjabloon.xlsx", imports.template, name="import_template"),
    path("werkplek/netwerk/prullenbak/", binned.binned, name="bin"),
    path(f"{CONTACTS}/", contacts.contacts, name="contacts"),
    re_path(rf"^{CONTACTS}\.(?P<kind>csv|xlsx)$", contacts.export, name="contacts_export"),
    path(f"{CONTACTS}/nieuw/", contacts.add, name="contact_add"),
    path(f"{CONTACTS}/<int:pk>/", contacts.contact, name="contact"),
    path(f"{CONTACTS}/<int:pk>/wijzigen/", contacts.change, name="contact_change"),
    path(f"{CONTACTS}/<int:pk>/functie/", contacts.new_function, name="function_add"),
    path(f"{CONTACTS}/<int:pk>/functie/<int:function_pk>/einde/", contacts.stop_function, name="function_stop"),
    path(f"{CONTACTS}/<int:pk>/notities/<slug:slug>/", contacts.notes, name="contact_notes"),
    path(f"{CONTACTS}/<int:pk>/weg/", contacts.delete, name="contact_delete"),
    path(f"{CONTACTS}/<int:pk>/terug/", contacts.restore, name="contact_restore"),
]
