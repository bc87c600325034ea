"""Addresses of the action plan. Hubs and years stand in the address; rows and themes go by their number."""

from django.urls import URLPattern, path

from knooppunt.plans.urls_exporting import urlpatterns as downloads
from knooppunt.plans.urls_importing import urlpatterns as imports
from knooppunt.plans.urls_overview import urlpatterns as overview
from knooppunt.plans.views import joint, manage, plan, rows, templates, themes, years

app_name = "plans"
urlpatterns: list[URLPattern] = [
    # One row, one theme, one plan
    path("werkplek/plan/", plan.own_plan, name="own"),
    path("werkplek/plan/regel/<int:pk>/", rows.row_page, name="row"),
    path("werkplek/plan/regel/<int:pk>/status/", plan.set_status, name="status"),
    path("werkplek/plan/regel/<int:pk>/wijzigen/", rows.row_edit, name="row_edit"),
    path("werkplek/plan/regel/<int:pk>/tonen/", rows.row_show, name="row_show"),
    path("werkplek/plan/regel/<int:pk>/verplaatsen/", rows.row_place, name="row_place"),
    path("werkplek/plan/regel/<int:pk>/archief/", rows.row_archive, name="row_archive"),
    path("werkplek/plan/regel/<int:pk>/weg/", rows.row_delete, name="row_delete"),
    path("werkplek/plan/regel/<int:pk>/samen/", joint.offer_item, name="joint"),
    path("werkplek/plan/regel/<int:pk>/alleen/", joint.leave, name="leave_joint"),
    path("werkplek/plan/thema/<int:pk>/wijzigen/", themes.theme_edit, name="theme_edit"),
    path("werkplek/plan/thema/<int:pk>/weg/", themes.theme_delete, name="theme_delete"),
    path("werkplek/plan/thema/<int:pk>/regel/", rows.row_add, name="row_add"),
    path("werkplek/plan/gevraagd/<int:pk>/", joint.answer_offer, name="offer"),
    path("werkplek/plan/ongedaan/<uuid:group>/", plan.undo, name="undo"),
    path("werkplek/plan/<int:pk>/thema/", themes.theme_add, name="theme_add"),
    path("werkplek/plan/<int:pk>/gegevens/", manage.details, name="details"),
    path("werkplek/plan/<int:pk>/slot/", manage.lock, name="lock"),
    path("werkplek/plan/<int:pk>/sjabloon/", templates.differences, name="differences"),
    path("werkplek/plan/<int:pk>/terug/<int:batch>/", themes.restore, name="restore"),
    # The plans of a hub
    path("werkplek/<slug:hub>/plan/", years.plan_list, name="plans"),
    path("werkplek/<slug:hub>/plan/nieuw/", years.start, name="start"),
    path("werkplek/<slug:hub>/plan/nieuw/<int:year>/", years.copy, name="copy"),
    path("werkplek/<slug:hub>/plan/jaren/", years.compare, name="compare"),
    path("werkplek/<slug:hub>/plan/<int:year>/", plan.plan_page, name="plan"),
    path("werkplek/<slug:hub>/plan/<int:year>/indelen/", themes.arrange, name="arrange"),
    path("werkplek/<slug:hub>/plan/<int:year>/publiek/", manage.publish, name="publish"),
    path("werkplek/<slug:hub>/plan/<int:year>/geschiedenis/", manage.history, name="history"),
    # National templates
    path("werkplek/beheer/sjablonen/", templates.template_list, name="templates"),
    path("werkplek/beheer/sjablonen/nieuw/", templates.template_add, name="template_add"),
    path("werkplek/beheer/sjablonen/<int:year>/", templates.template_page, name="template"),
    path("werkplek/beheer/sjablonen/<int:year>/indelen/", themes.arrange, name="template_arrange"),
    path("werkplek/beheer/sjablonen/<int:year>/geschiedenis/", manage.history, name="template_history"),
    *downloads,
    *imports,
    *overview,
]
