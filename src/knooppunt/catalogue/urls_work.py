"""Addresses of the workspace of those who keep the catalogue."""

from django.urls import URLPattern, path

from knooppunt.catalogue.views import work

urlpatterns: list[URLPattern] = [
    path("werkplek/aanbod/<int:pk>/beeld/", work.image, name="work-image"),
]
