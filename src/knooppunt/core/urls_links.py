"""The address of links in mails: ``/l/<token>/``."""

from django.urls import path

from knooppunt.core.views_links import link

urlpatterns = [path("l/<str:token>/", link, name="link")]
