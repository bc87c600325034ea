"""The workspace's own pages, part of the portal's addresses."""

from django.urls import path, re_path

from knooppunt.portal.views import privacy, system, work

urlpatterns = [
    path("werkplek/", work.week, name="week"),
    path("werkplek/beheer/", work.manage, name="manage"),
    path("werkplek/beheer/post/", system.mails, name="mails"),
    path("werkplek/beheer/post/<int:pk>/", system.mail, name="mail"),
    path("werkplek/beheer/taken/", system.work, name="jobs"),
    path("werkplek/beheer/privacy/", privacy.desk, name="privacy_desk"),
    path("werkplek/beheer/privacy/register/", privacy.register, name="privacy_register"),
    re_path(
        r"^werkplek/beheer/privacy/register\.(?P<kind>csv|xlsx|json)$",
        privacy.export_register,
        name="privacy_register_export",
    ),
    path("werkplek/beheer/privacy/termijnen/", privacy.periods, name="privacy_periods"),
    path("werkplek/datalek/", privacy.breach, name="breach"),
    path("werkplek/beheer/prullenbak/", system.bin_batches, name="bin"),
]
