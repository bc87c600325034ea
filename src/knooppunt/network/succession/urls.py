"""Addresses of successors (included by ``network.urls``, in its namespace)."""

from django.urls import path

from knooppunt.network.succession import views

urlpatterns = [path("werkplek/netwerk/opvolging/<int:pk>/", views.succession, name="succession")]
