"""Addresses that exist in demo mode only."""

from django.urls import path

from knooppunt.accounts.views import demo

app_name = "demo"
urlpatterns = [
    path("", demo.show_demo, name="personas"),
    path("inloggen/", demo.demo_sign_in, name="sign_in"),
    path("post/", demo.show_post, name="post"),
]
