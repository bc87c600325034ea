"""Addresses of offering: proposals, the workspace of providers, review, freshness, imports."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
