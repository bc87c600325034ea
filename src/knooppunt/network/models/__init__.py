"""The tables of the network, by noun."""

from .contacts import Contact, ContactFunction, HubContact
from .hubs import Hub, HubAddress, HubArea, HubMerge, HubNetwork, HubQuerySet, Province
from .invitations import HubHandover, Invitation, InvitationQuerySet
from .mandates import Half, Mandate, MandateQuerySet, Role
from .organisations import Organisation, OrganisationAlias, OrganisationPlace, StakeholderRelation

__all__ = [
    "Contact",
    "ContactFunction",
    "Half",
    "Hub",
    "HubAddress",
    "HubArea",
    "HubContact",
    "HubHandover",
    "HubMerge",
    "HubNetwork",
    "HubQuerySet",
    "Invitation",
    "InvitationQuerySet",
    "Mandate",
    "MandateQuerySet",
    "Organisation",
    "OrganisationAlias",
    "OrganisationPlace",
    "Province",
    "Role",
    "StakeholderRelation",
]
