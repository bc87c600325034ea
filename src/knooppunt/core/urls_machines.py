"""Addresses for machines that show what other apps registered; they stand outside the languages."""

from django.urls import path

from knooppunt.core.views import sitemap

urlpatterns = [
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<slug:section>-<int:number>.xml", sitemap.file, name="sitemap-file"),
]
