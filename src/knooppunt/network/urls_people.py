"""Addresses of people and roles (included by ``urls.py``, in its namespace)."""

from django.urls import path

from knooppunt.network.views import people

urlpatterns = [
    path("werkplek/beheer/mensen/", people.people, name="people"),
    path("werkplek/beheer/mensen/uitnodigen/", people.invite, name="invite"),
    path("werkplek/beheer/mensen/<int:pk>/tweede-stap/", people.reset_second_factor, name="reset_second_factor"),
    path("werkplek/mandaten/<int:pk>/beeindigen/", people.end_mandate, name="end_mandate"),
    path("werkplek/mandaten/<int:pk>/verlengen/", people.extend_mandate, name="extend_mandate"),
    path("werkplek/mandaten/<int:pk>/openbaar/", people.agree_naming, name="agree_naming"),
    path("werkplek/uitnodigingen/<int:pk>/opnieuw/", people.resend_invitation, name="resend_invitation"),
    path("werkplek/uitnodigingen/<int:pk>/intrekken/", people.withdraw_invitation, name="withdraw_invitation"),
    path("werkplek/mensen/", people.own_people, name="own_people"),
    path("werkplek/<slug:slug>/mensen/", people.hub_people, name="hub_people"),
    path("werkplek/<slug:slug>/mensen/uitnodigen/", people.hub_invite, name="hub_invite"),
    path("werkplek/<slug:slug>/overdragen/", people.hand_over, name="hand_over"),
]
