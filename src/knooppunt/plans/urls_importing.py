"""Addresses of reading a plan from a document."""

from django.urls import URLPattern, path

from knooppunt.plans.views import importing

_HERE = "werkplek/<slug:hub>/plan/<int:year>/importeren/"

urlpatterns: list[URLPattern] = [
    path(_HERE, importing.start, name="import"),
    path(f"{_HERE}sjabloon.xlsx", importing.template, name="import_template"),
    path(f"{_HERE}<int:pk>/", importing.mend, name="import_mend"),
    path(f"{_HERE}<int:pk>/bewaren/", importing.check, name="import_check"),
    path(f"{_HERE}<int:pk>/weg/", importing.drop, name="import_drop"),
]
