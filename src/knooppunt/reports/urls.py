"""Addresses of the reports."""

from django.urls import URLPattern, path, re_path

from knooppunt.reports.views import exports, lists, public, quotes, report, sections, states, word_template

app_name = "reports"
urlpatterns: list[URLPattern] = [
    # For everybody
    path("berichten/", public.public_list, name="public-list"),
    path("berichten/<int:pk>/", public.public_report, name="public"),
    path("berichten/<int:pk>/bericht.pdf", public.public_pdf, name="public-pdf"),
    # Lists
    path("werkplek/rapporten/", lists.own, name="own"),
    path("werkplek/landelijk/rapporten/", lists.national, name="national"),
    path("werkplek/landelijk/rapporten/nieuw/", lists.start_national, name="start-national"),
    path("werkplek/landelijk/rapporten/sjabloon/", word_template.word_template, name="word-template"),
    path("werkplek/landelijk/rapporten/sjabloon.docx", word_template.word_template_file, name="word-template-file"),
    path("werkplek/<slug:hub>/rapporten/", lists.hub_reports, name="hub"),
    path("werkplek/<slug:hub>/rapporten/nieuw/", lists.start, name="start"),
    path("werkplek/<slug:hub>/rapporten/terug/<int:batch>/", lists.restore, name="restore"),
    # One report
    path("werkplek/rapporten/<int:pk>/", report.report_page, name="report"),
    path("werkplek/rapporten/<int:pk>/geschiedenis/", report.history, name="history"),
    path("werkplek/rapporten/<int:pk>/weg/", report.delete, name="delete"),
    path("werkplek/rapporten/<int:pk>/indelen/", sections.arrange, name="arrange"),
    path("werkplek/rapporten/<int:pk>/tekst/<int:section>/", sections.section, name="section"),
    path("werkplek/rapporten/<int:pk>/tekst/<int:section>/terug/", sections.drop, name="section-drop"),
    path("werkplek/rapporten/<int:pk>/vastzetten/", states.freeze, name="freeze"),
    path("werkplek/rapporten/<int:pk>/indienen/", states.submit, name="submit"),
    path("werkplek/rapporten/<int:pk>/besluit/", states.decide, name="decide"),
    path("werkplek/rapporten/<int:pk>/corrigeren/", states.correct, name="correct"),
    path("werkplek/rapporten/<int:pk>/publiceren/", states.publish, name="publish"),
    path("werkplek/rapporten/<int:pk>/intrekken/", states.unpublish, name="unpublish"),
    path("werkplek/rapporten/<int:pk>/kort/", exports.short, name="short"),
    re_path(r"^werkplek/rapporten/(?P<pk>\d{1,9})/rapport\.(?P<kind>pdf|docx|xlsx)$", exports.export, name="export"),
    # Quotes
    path("werkplek/rapporten/<int:pk>/citaat/", quotes.ask, name="ask"),
    path("werkplek/rapporten/citaten/<int:pk>/weg/", quotes.withdraw, name="quote-withdraw"),
]
