"""What personal data proposals, reviews and reports hold, why, and how long."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from knooppunt.catalogue.offering import models
from knooppunt.core.privacy import Basis, Field, OnErase, declare, declare_none

_REVIEWERS = _("those who review for the hub or the catalogue")
_TWO_YEARS = _("two years after the answer; a week when the mailbox is never confirmed")
_proposer = Field(_("to answer a proposal"), Basis.CONSENT, _TWO_YEARS, _REVIEWERS, kept_by="catalogue.proposers")
_registered = replace(_proposer, kept_by="catalogue.registrations")
_reviewer = Field(
    _("to know who judged what"),
    Basis.PUBLIC_TASK,
    _("as long as the entry; a person who leaves is made anonymous"),
    _REVIEWERS,
)

declare(
    models.Submission,
    subject="proposer",
    title=_("proposals for the catalogue"),
    fields={
        "proposer": _proposer,
        "proposer_name": _proposer,
        "proposer_email": _proposer,
        "content": Field(
            _("to review what is proposed, and show it when it is approved"),
            Basis.CONSENT,
            _("as long as the proposal; a person who leaves is no longer named"),
            _REVIEWERS,
        ),
        "assignee": _reviewer,
    },
)
declare(
    models.SubmissionNote,
    subject="by",
    title=_("notes with a proposal"),
    fields={"by": _reviewer, "text": _reviewer},
)
declare(
    models.ProviderRegistration,
    subject="decided_by",
    title=_("registrations of providers"),
    fields={
        "person_name": _registered,
        "person_email": _registered,
        "message": _registered,
        "role_mailbox": _registered,
        "decided_by": _reviewer,
    },
)
declare(
    models.ApiKey,
    subject="made_by",
    title=_("keys of other systems"),
    fields={
        "made_by": Field(
            _("to know who made a key"),
            Basis.CONTRACT,
            _("as long as the key"),
            _("those who offer for the organisation"),
        )
    },
)
declare(
    models.Reviewer,
    subject="user",
    title=_("members of the working group"),
    on_erase=OnErase.DELETE,
    fields={"user": _reviewer, "added_by": _reviewer},
)
declare(
    models.QualityReview,
    subject="by",
    title=_("reviews of the quality"),
    fields={"by": _reviewer, "remarks": _reviewer},
)
declare(
    models.Report,
    subject="handled_by",
    title=_("reports of visitors"),
    fields={
        "email": Field(
            _("to tell somebody what was done about a report"),
            Basis.CONSENT,
            _("until the answer is sent"),
            _("those who keep the catalogue"),
        ),
        "text": _reviewer,
        "handled_by": _reviewer,
    },
)
declare(
    models.CheckRound,
    subject="",
    title=_("questions whether an entry is still right"),
    fields={
        "asked_to": Field(
            _("to know whom was asked"),
            Basis.PUBLIC_TASK,
            _("as long as the entry"),
            _("those who keep the catalogue"),
        )
    },
)
declare_none(models.LinkCheck, title=_("Checked web addresses"), reason="web addresses and whether they answer")
declare_none(models.Criterion, title=_("Questions of the quality review"), reason="questions of the quality review")
declare_none(models.EntryCount, reason="numbers of pages per day; no visitor is known")
