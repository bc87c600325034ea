"""Addresses of the core that exist in demo mode only."""

from django.urls import path

from knooppunt.core.views import components

app_name = "core"

urlpatterns = [path("onderdelen/", components.show_components, name="components")]
