"""The personal data of hubs, organisations and contacts (read by ``privacy.py``)."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from knooppunt.core.persons.person import Person
from knooppunt.core.privacy import Basis, Field, Identity, OnErase, declare, declare_none
from knooppunt.network import models

_HUB = _("the ambassadors and board readers of the hub that the contact belongs to")
_WHILE = _("as long as the hub works with this person; 30 days after deletion it is gone")
_reach = Field(_("to work together with an organisation"), Basis.PUBLIC_TASK, _WHILE, _HUB, kept_by="core.empty_bin")
_notes = Field(_("to remember what was agreed"), Basis.PUBLIC_TASK, _WHILE, _HUB, kept_by="core.empty_bin")
_signer = Field(
    _("to show who changed something"),
    Basis.PUBLIC_TASK,
    _("as long as the hub; a person who leaves is made anonymous"),
    _("the hub and the national coordination"),
)


_asked = Field(
    _("to know what somebody agreed to, and to show it"),
    Basis.CONSENT,
    _("as long as the contact is kept; a withdrawn consent too, as proof"),
    _HUB,
)
_keeper = Field(
    _("to know who at the hub looks after it"), Basis.PUBLIC_TASK, _("as long as the hub keeps the record"), _HUB
)

declare(
    models.Contact,
    subject="",
    fields={
        "name": _reach,
        "email": _reach,
        "phone": _reach,
        "sector": _reach,
        "interests": _reach,
        "expertise": _reach,
    },
    title=_("Contacts"),
    identity=Identity(name="name", email="email", phone="phone", kinds=("contact",)),
    on_erase=OnErase.DELETE,
)
declare(
    models.ContactLook,
    subject="contact",
    title=_("Who looked at a contact"),
    fields={
        name: Field(
            _("to show somebody who looked at their data"),
            Basis.LEGITIMATE,
            _("six months"),
            _("the person, administrators"),
            kept_by="network.looks",
        )
        for name in ("by", "at")
    },
)
declare(
    models.HubContact,
    title=_("What a hub notes about a contact"),
    subject="contact",
    fields={
        "notes": _notes,
        "last_touch_on": _reach,
        "cadence_months": _reach,
        "snoozed_until": _reach,
        "verified_on": _reach,
        "verified_by": _keeper,
    },
)
declare(
    models.ContactFunction,
    title=_("Where contacts work"),
    subject="contact",
    fields={
        "organisation": _reach,
        "function": _reach,
        "title": _reach,
        "levels": _reach,
        "from_date": _reach,
        "until_date": _reach,
    },
)
declare(
    models.Consent,
    title=_("What contacts agreed to"),
    subject="contact",
    fields={
        "purpose": _asked,
        "text": _asked,
        "text_version": _asked,
        "given_at": _asked,
        "source": _asked,
        "given_by": _asked,
        "withdrawn_at": _asked,
        "withdrawn_source": _asked,
    },
)
_named = Field(
    _("to let somebody else go on when a contact stops"),
    Basis.PUBLIC_TASK,
    _("two years after it was said"),
    _HUB,
    kept_by="network.successions",
)
declare(
    models.Succession,
    subject="contact",
    title=_("Successors that contacts named"),
    fields={"name": _named, "email": _named, "at": _named, "successor": _named, "by": _keeper, "undo": _named},
)
# What a hub notes about an organisation may name people there.
declare(
    models.StakeholderRelation,
    title=_("What a hub notes about an organisation"),
    subject="",
    fields={
        "notes": _notes,
        "needs": _notes,
        "brings": _notes,
        "next_step": _notes,
        "owner": _keeper,
        "verified_by": _keeper,
    },
)
declare(models.StageChange, title=_("How far a hub was with an organisation"), subject="by", fields={"by": _keeper})
declare_none(
    models.SupportedActivity,
    title=_("Activities that organisations support"),
    reason="An activity of a plan, and an organisation.",
)
declare(
    models.Tie,
    title=_("Ties between contacts, organisations and hubs"),
    subject="first_contact",
    fields={"note": _notes, "made_by": _keeper},
)
declare(
    models.Touch,
    title=_("When a hub was in touch"),
    subject="contact",
    fields={"on": _reach, "source": _reach, "by": _keeper},
)
declare(models.Tag, title=_("Tags"), subject="contacts", fields={"name": _notes})
declare(
    models.Segment,
    title=_("Saved selections of the register"),
    subject="made_by",
    fields={"made_by": _keeper, "query": _keeper},
)
declare(models.ResearchApplication, title=_("Research applications"), subject="", fields={"hub_part": _notes})
# Holds the record that went, so that a merge can be taken back; emptied after 30 days.
declare(models.RegisterMerge, title=_("Merged records"), subject="by", fields={"by": _keeper, "moved": _notes})
declare(models.NotTheSame, title=_("Records that are not the same"), subject="by", fields={"by": _keeper})
declare_none(models.ColumnMap, title=_("Columns of imported lists"), reason="Which column of a list means what.")
declare_none(
    models.FactsheetText,
    title=_("Texts of the factsheet"),
    reason="What organisations do. History rows name who signed, by user id.",
)
# Holds the notes that were joined, so that a merge can be taken back.
declare(
    models.HubMerge, title=_("Merged hubs"), subject="by", fields={"by": _signer, "undone_by": _signer, "moved": _notes}
)
declare_none(
    models.Hub,
    title=_("Hubs"),
    reason="About a hub; its mailbox is a role mailbox. History rows name who signed, by user id.",
)
declare_none(models.HubAddress, title=_("Former addresses of hubs"), reason="A former address of a page.")
declare_none(models.HubArea, title=_("Regions of hubs"), reason="A province.")
declare_none(models.HubNetwork, title=_("Networks of hubs"), reason="The name of a network.")
declare_none(
    models.Organisation, title=_("Organisations"), reason="About an organisation; its mailbox is a role mailbox."
)
declare_none(
    models.OrganisationAlias, title=_("Other names of organisations"), reason="Another name of an organisation."
)
declare_none(models.OrganisationPlace, title=_("Places of organisations"), reason="A place.")

_asked_yearly = Field(
    _("to ask once a year whether a record is right"),
    Basis.PUBLIC_TASK,
    _("two years after the round; the counts stay"),
    _HUB,
    kept_by="network.recalibration",
)
_looked = Field(
    _("to show who decided about an answer"),
    Basis.PUBLIC_TASK,
    _("two years after the round"),
    _HUB,
    kept_by="network.recalibration_work",
)


def empty_replies(person: Person) -> int:
    """What somebody answered goes; that there was an answer stays, for the counts of the round."""
    mine = models.RecalibrationReply.objects.filter(contact__in=person.pks(models.Contact))
    return mine.update(
        proposed={}, answers={}, remark="", undo={}, needs_look=False, state=models.RecalibrationReply.State.ERASED
    )


declare(
    models.RecalibrationRound,
    subject="started_by",
    title=_("Rounds of the recalibration"),
    fields={"started_by": _looked, "ended_by": _looked, "own_question": _looked},
)
declare(
    models.RecalibrationAsk,
    subject="",
    title=_("Mails of the recalibration"),
    fields={"email": _asked_yearly, "answered_at": _asked_yearly},
    on_erase=OnErase.DELETE,
)
declare(
    models.RecalibrationReply,
    subject="contact",
    title=_("Answers to the recalibration"),
    fields={
        **dict.fromkeys(("contact", "state", "proposed", "answers", "remark", "answered_at", "undo"), _asked_yearly),
        "decided_by": replace(_looked, kept_by="network.recalibration"),
    },
    erase=empty_replies,
)
declare_none(
    models.RecalibrationSnapshot,
    title=_("Snapshots of the recalibration"),
    reason="Numbers of rows and names of organisations.",
)
