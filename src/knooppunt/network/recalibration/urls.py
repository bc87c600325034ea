"""Addresses of the recalibration (included by ``network.urls``, in its namespace)."""

from django.urls import path

from knooppunt.network.recalibration import views

urlpatterns = [
    path("werkplek/netwerk/herijking/", views.own_rounds, name="own_recalibrations"),
    path("werkplek/<slug:hub>/herijking/", views.rounds, name="recalibrations"),
    path("werkplek/<slug:hub>/herijking/nieuw/", views.start, name="recalibration_start"),
    path("werkplek/<slug:hub>/herijking/<int:pk>/", views.show_round, name="recalibration"),
    path("werkplek/<slug:hub>/herijking/<int:pk>/nalopen/", views.look, name="recalibration_look"),
    path("werkplek/<slug:hub>/herijking/<int:pk>/bellen/", views.call, name="recalibration_call"),
    path("werkplek/<slug:hub>/herijking/<int:pk>/beeindigen/", views.end, name="recalibration_end"),
    path("werkplek/<slug:hub>/herijking/<int:pk>/heropenen/", views.reopen, name="recalibration_reopen"),
]
