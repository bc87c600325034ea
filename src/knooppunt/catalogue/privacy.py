"""What personal data the catalogue holds, why, and how long."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from knooppunt.catalogue import models
from knooppunt.catalogue.offering import privacy as _offering  # noqa: F401 (importing declares)
from knooppunt.core.privacy import Basis, Field, OnErase, declare, declare_none

_EVERYBODY = _("everybody")
_KEEPERS = _("those who keep the catalogue")
_owner = Field(
    _("to ask somebody whether an entry is still right"),
    Basis.PUBLIC_TASK,
    _("as long as the entry; a person who leaves is made anonymous"),
    _KEEPERS,
)
_person = Field(
    _("to show a guest lecturer, with the day and the way in which that person agreed"),
    Basis.CONSENT,
    _("until the consent is withdrawn; 30 days after that at most"),
    _EVERYBODY,
    kept_by="core.empty_bin",
)
_mailbox = Field(
    _("to answer questions about an entry; a role mailbox, no person"),
    Basis.PUBLIC_TASK,
    _("as long as the entry"),
    _EVERYBODY,
)


declare(
    models.Entry,
    subject="owner",
    title=_("entries of the catalogue"),
    fields={"owner": _owner, "content": _person, "contact": _mailbox},
)
declare(
    models.KeptEntry,
    subject="user",
    title=_("kept entries"),
    on_erase=OnErase.DELETE,
    fields={
        "user": Field(
            _("to keep a list of one's own"), Basis.CONTRACT, _("until one takes it off the list"), _("only oneself")
        )
    },
)
declare(
    models.Alignment,
    subject="confirmed_by",
    title=_("alignments with frameworks"),
    fields={
        name: Field(_("to know who judged an alignment"), Basis.PUBLIC_TASK, _("as long as the entry"), _KEEPERS)
        for name in ("proposed_by", "confirmed_by")
    },
)
for _model, _title, _reason in [
    (models.EntryConcept, _("Terms of entries"), "links entries to terms"),
    (models.EntryRelation, _("Ties between entries"), "links entries to each other"),
    (models.Run, _("Dates of trainings"), "dates, places and prices of a training"),
    (models.EnrolmentWindow, _("Dates to enrol"), "dates between which groups may enrol"),
    (models.Accreditation, _("Points of trainings"), "points of a training in registers"),
    (models.EntryLink, _("Web addresses of entries"), "web addresses of an entry"),
    (models.EntryFile, _("Files of entries"), "files of an entry"),
    (
        models.QualityLabel,
        _("Names of quality marks"),
        "names of quality marks and of the organisations that give them",
    ),
    (models.QualityMark, _("Quality marks of entries"), "marks of entries; reviews name no persons"),
    (models.Collection, _("Collections"), "titles and texts of collections"),
    (models.CollectionItem, _("Places in a collection"), "places in a collection"),
]:
    declare_none(_model, title=_title, reason=_reason)

_asker = Field(
    _("to mail what is new for a search"),
    Basis.CONSENT,
    _("until the mail is stopped; a week when the mailbox is never confirmed"),
    _("nobody"),
    kept_by="catalogue.send_alerts",
)
declare(
    models.SavedSearch,
    subject="",
    title=_("searches that mail"),
    on_erase=OnErase.DELETE,
    fields={"email": _asker, "query": _asker},
)

declare(
    models.EntryMerge,
    subject="by",
    title=_("entries that were merged"),
    fields={
        "by": Field(
            _("to know who merged them"),
            Basis.PUBLIC_TASK,
            _("as long as the entries"),
            _("those who keep the catalogue"),
        )
    },
)
