"""Addresses of the downloads of a plan."""

from django.urls import path

from knooppunt.plans.views import exporting

urlpatterns = [
    path("werkplek/<slug:hub>/plan/<int:year>/download.pdf", exporting.pdf, name="download-pdf"),
    path("werkplek/<slug:hub>/plan/<int:year>/download.docx", exporting.docx, name="download-docx"),
    path("werkplek/<slug:hub>/plan/<int:year>/download.xlsx", exporting.xlsx, name="download-xlsx"),
    path("werkplek/<slug:hub>/plan/<int:year>/download.json", exporting.data, name="download-json"),
]
