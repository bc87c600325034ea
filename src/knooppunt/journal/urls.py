"""Addresses of the logbook. Hubs stand in the address; moments go by their number."""

from django.urls import URLPattern, path

from knooppunt.journal.views import (
    exports,
    hours,
    imports,
    logbook,
    moments,
    months,
    proposals,
    quick,
    recurring,
    sources,
    week,
)

app_name = "journal"
urlpatterns: list[URLPattern] = [
    # One moment
    path("werkplek/logboek/", logbook.own_logbook, name="own"),
    path("werkplek/logboek/<int:pk>/", moments.moment_page, name="moment"),
    path("werkplek/logboek/<int:pk>/wijzigen/", moments.moment_edit, name="edit"),
    path("werkplek/logboek/<int:pk>/herhalen/", moments.moment_repeat, name="repeat"),
    path("werkplek/logboek/<int:pk>/weg/", moments.moment_delete, name="delete"),
    path("werkplek/logboek/<int:pk>/bijlage/<uuid:file>/", moments.attachment, name="attachment"),
    path("werkplek/logboek/week/", week.own_week, name="own-week"),
    # Quick entry
    path("werkplek/logboek/nieuw/", quick.own_add, name="own-add"),
    path("werkplek/logboek/<int:pk>/ongedaan/", quick.undo, name="quick-undo"),
    path("werkplek/<slug:hub>/logboek/regel/", quick.quick, name="quick"),
    path("werkplek/<slug:hub>/logboek/regel/lezen/", quick.preview, name="quick-preview"),
    # Proposals and where they come from
    path("werkplek/logboek/voorstellen/", proposals.page, name="proposals"),
    path("werkplek/logboek/voorstellen/<int:pk>/bevestigen/", proposals.confirm, name="proposal-confirm"),
    path("werkplek/logboek/voorstellen/<int:pk>/niet/", proposals.dismiss, name="proposal-dismiss"),
    path("werkplek/logboek/voorstellen/<int:pk>/terug/", proposals.undo, name="proposal-undo"),
    path("werkplek/logboek/voorstellen/<int:pk>/aanpassen/", proposals.adjust, name="proposal-adjust"),
    path("werkplek/logboek/herhaald/", recurring.page, name="recurring"),
    path("werkplek/logboek/herhaald/nieuw/", recurring.add, name="recurring-add"),
    path("werkplek/logboek/herhaald/<int:pk>/", recurring.edit, name="recurring-edit"),
    path("werkplek/logboek/herhaald/<int:pk>/pauze/", recurring.pause, name="recurring-pause"),
    path("werkplek/logboek/herhaald/<int:pk>/weg/", recurring.delete, name="recurring-delete"),
    path("werkplek/logboek/agenda/", sources.calendar, name="calendar"),
    path("werkplek/logboek/agenda/pauze/", sources.calendar_pause, name="calendar-pause"),
    path("werkplek/logboek/agenda/weg/", sources.calendar_forget, name="calendar-forget"),
    path("werkplek/<slug:hub>/logboek/postadres/", sources.log_address, name="log-address"),
    path("mijn/weekmail/", sources.weekly_mail, name="weekly-mail"),
    # Hours
    path("werkplek/uren/", hours.own_hours, name="own-hours"),
    path("werkplek/landelijk/uren/", hours.national, name="national-hours"),
    path("werkplek/<slug:hub>/uren/", hours.hours, name="hours"),
    # The logbook of a hub
    path("werkplek/<slug:hub>/logboek/", logbook.logbook, name="logbook"),
    path("werkplek/<slug:hub>/logboek/nieuw/", moments.moment_add, name="add"),
    path("werkplek/<slug:hub>/logboek/week/<str:code>/", week.week, name="week"),
    path("werkplek/<slug:hub>/logboek/importeren/", imports.upload, name="import"),
    path("werkplek/<slug:hub>/logboek/importeren/bewaren/", imports.confirm, name="import-confirm"),
    path("werkplek/<slug:hub>/logboek/maanden/", months.months, name="months"),
    path("werkplek/<slug:hub>/logboek/maanden/sluiten/", months.close, name="close"),
    path("werkplek/<slug:hub>/logboek/sjabloon.xlsx", exports.template, name="template"),
    path("werkplek/<slug:hub>/logboek/logboek.<str:kind>", exports.export, name="export"),
    path("werkplek/<slug:hub>/logboek/samen/", logbook.bulk, name="bulk"),
    path("werkplek/<slug:hub>/logboek/terug/<int:batch>/", moments.restore, name="restore"),
]
