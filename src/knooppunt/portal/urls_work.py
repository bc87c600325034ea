"""The workspace's own pages, part of the portal's addresses."""

from django.urls import path

from knooppunt.portal.views import system, work

urlpatterns = [
    path("werkplek/", work.week, name="week"),
    path("werkplek/beheer/", work.manage, name="manage"),
    path("werkplek/beheer/post/", system.mails, name="mails"),
    path("werkplek/beheer/post/<int:pk>/", system.mail, name="mail"),
    path("werkplek/beheer/taken/", system.work, name="jobs"),
    path("werkplek/beheer/prullenbak/", system.bin_batches, name="bin"),
]
