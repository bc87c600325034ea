"""Addresses of the directory and one's own record (included by ``network.urls``, in its namespace)."""

from django.urls import path

from knooppunt.network.directory import views

urlpatterns = [
    path("leden/", views.directory, name="directory"),
    path("mijn/contactgegevens/", views.own_record, name="own_record"),
    path("eigen-pagina/", views.ask_link, name="ask_own_page"),
]
