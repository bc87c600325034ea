"""Addresses of the framework."""

from django.urls import URLPattern, path

from knooppunt.framework.views import concepts, imports, items, manage, public, statuses, versions

app_name = "framework"
urlpatterns: list[URLPattern] = [
    # For everybody
    path("raamwerk/", public.home, name="home"),
    path("raamwerk/verankering/", public.anchoring, name="anchoring"),
    path("raamwerk/onderdeel/<uuid:uuid>/", public.item, name="item"),
    path("raamwerk/<slug:slug>/", public.framework, name="framework"),
    path("raamwerk/<slug:slug>/raamwerk.<str:kind>", public.export, name="export"),
    # How far organisations are
    path("werkplek/raamwerk/stand/", statuses.statuses, name="statuses"),
    path("werkplek/raamwerk/stand/stand.xlsx", statuses.export, name="statuses-export"),
    path("werkplek/raamwerk/stand/<int:organisation>/", statuses.change, name="status"),
    # Lists of terms
    path("werkplek/raamwerk/begrippen/", concepts.schemes, name="schemes"),
    path("werkplek/raamwerk/begrippen/begrip/<uuid:uuid>/", concepts.change, name="concept"),
    path("werkplek/raamwerk/begrippen/begrip/<uuid:uuid>/vervallen/", concepts.retire, name="concept-retire"),
    path("werkplek/raamwerk/begrippen/begrip/<uuid:uuid>/stap/", concepts.step, name="concept-step"),
    path("werkplek/raamwerk/begrippen/<slug:code>/", concepts.scheme, name="scheme"),
    path("werkplek/raamwerk/begrippen/<slug:code>/nieuw/", concepts.add, name="concept-add"),
    # Frameworks
    path("werkplek/raamwerk/", manage.manage, name="manage"),
    path("werkplek/raamwerk/nieuw/", manage.add, name="add"),
    path("werkplek/raamwerk/importeren/", imports.upload, name="import"),
    path("werkplek/raamwerk/importeren/bewaren/", imports.confirm, name="import-confirm"),
    path("werkplek/raamwerk/terug/<int:batch>/", manage.restore, name="restore"),
    path("werkplek/raamwerk/onderdeel/<uuid:uuid>/", items.change, name="item-edit"),
    path("werkplek/raamwerk/onderdeel/<uuid:uuid>/verplaatsen/", items.move, name="item-move"),
    path("werkplek/raamwerk/onderdeel/<uuid:uuid>/stap/", items.step, name="item-step"),
    path("werkplek/raamwerk/onderdeel/<uuid:uuid>/vervallen/", items.retire, name="item-retire"),
    path("werkplek/raamwerk/onderdeel/<uuid:uuid>/weg/", items.delete, name="item-delete"),
    path("werkplek/raamwerk/onderdeel/<uuid:uuid>/verbinden/", items.tie, name="item-tie"),
    path("werkplek/raamwerk/onderdeel/<uuid:uuid>/losmaken/<uuid:association>/", items.untie, name="item-untie"),
    path("werkplek/raamwerk/<slug:slug>/", items.edit, name="edit"),
    path("werkplek/raamwerk/<slug:slug>/gegevens/", manage.details, name="details"),
    path("werkplek/raamwerk/<slug:slug>/nieuw/", items.add, name="item-add"),
    path("werkplek/raamwerk/<slug:slug>/publiceren/", manage.publish, name="publish"),
    path("werkplek/raamwerk/<slug:slug>/nieuwe-versie/", manage.new_version, name="new-version"),
    path("werkplek/raamwerk/<slug:slug>/weg/", manage.delete, name="delete"),
    path("werkplek/raamwerk/<slug:slug>/raamwerk.<str:kind>", manage.export, name="edit-export"),
    path("werkplek/raamwerk/<slug:slug>/overgang/", versions.mappings, name="mappings"),
    path("werkplek/raamwerk/<slug:slug>/overgang/<uuid:uuid>/", versions.mapping, name="mapping"),
]
