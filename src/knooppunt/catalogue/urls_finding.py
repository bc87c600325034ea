"""Addresses of searching: the search page, feeds of a search, saved searches."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
