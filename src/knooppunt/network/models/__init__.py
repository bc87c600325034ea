"""The tables of the network, by noun."""

from .consents import Consent
from .contacts import Contact, ContactFunction, HubContact
from .hubs import Hub, HubAddress, HubArea, HubMerge, HubNetwork, HubQuerySet, Province
from .invitations import HubHandover, Invitation, InvitationQuerySet
from .keeping import ColumnMap, FactsheetText, NotTheSame, RegisterMerge
from .looks import ContactLook
from .mandates import Half, Mandate, MandateQuerySet, Role
from .organisations import (
    Organisation,
    OrganisationAlias,
    OrganisationPlace,
    Stage,
    StageChange,
    StakeholderRelation,
    SupportedActivity,
    Weight,
)
from .recalibration import RecalibrationAsk, RecalibrationReply, RecalibrationRound, RecalibrationSnapshot
from .research import ResearchApplication
from .succession import Succession
from .ties import Segment, Tag, Tie, Touch

__all__ = [
    "ColumnMap",
    "Consent",
    "Contact",
    "ContactFunction",
    "ContactLook",
    "FactsheetText",
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
    "NotTheSame",
    "Organisation",
    "OrganisationAlias",
    "OrganisationPlace",
    "Province",
    "RecalibrationAsk",
    "RecalibrationReply",
    "RecalibrationRound",
    "RecalibrationSnapshot",
    "RegisterMerge",
    "ResearchApplication",
    "Role",
    "Segment",
    "Stage",
    "StageChange",
    "StakeholderRelation",
    "Succession",
    "SupportedActivity",
    "Tag",
    "Tie",
    "Touch",
    "Weight",
]
