"""The personal data that the core itself holds."""

from django.utils.translation import gettext_lazy as _

from knooppunt.core import models
from knooppunt.core.privacy import Basis, Field, OnErase, declare, declare_none

_ADMINISTRATORS = _("administrators")

declare(
    models.BinBatch,
    title=_("Bin"),
    subject="by",
    fields={
        "by": Field(
            _("to show who deleted something"),
            Basis.PUBLIC_TASK,
            _("30 days"),
            _("who may restore it"),
            kept_by="core.empty_bin",
        ),
        "restored_by": Field(
            _("to show who brought it back"),
            Basis.PUBLIC_TASK,
            _("30 days"),
            _("who may restore it"),
            kept_by="core.empty_bin",
        ),
    },
)
declare(
    models.StatusChange,
    title=_("Status changes"),
    subject="by",
    fields={
        "by": Field(
            _("to show who reported a status"),
            Basis.PUBLIC_TASK,
            _("as long as the plan; a person who leaves is made anonymous"),
            _("the hub and the national coordination"),
        ),
        "reason": Field(
            _("to explain a status"),
            Basis.PUBLIC_TASK,
            _("as long as the plan"),
            _("the hub and the national coordination"),
        ),
    },
)
declare(
    models.LinkGrant,
    on_erase=OnErase.DELETE,
    title=_("Links in mails"),
    subject="user",
    fields={
        "email": Field(
            _("to know for whom a link was made"),
            Basis.PUBLIC_TASK,
            _("90 days after its end"),
            _("nobody"),
            kept_by="core.clean_up",
        ),
        "user": Field(
            _("to know for whom a link was made"),
            Basis.PUBLIC_TASK,
            _("90 days after its end"),
            _("nobody"),
            kept_by="core.clean_up",
        ),
        "data": Field(
            _("what the link is about"),
            Basis.PUBLIC_TASK,
            _("90 days after its end"),
            _("nobody"),
            kept_by="core.clean_up",
        ),
    },
)
declare(
    models.OutboxMail,
    on_erase=OnErase.DELETE,
    title=_("Mail"),
    subject="",
    fields={
        "to": Field(_("to send mail"), Basis.PUBLIC_TASK, _("90 days"), _ADMINISTRATORS, kept_by="core.clean_up"),
        "subject": Field(_("to send mail"), Basis.PUBLIC_TASK, _("90 days"), _ADMINISTRATORS, kept_by="core.clean_up"),
        "text": Field(
            _("to send mail"), Basis.PUBLIC_TASK, _("7 days after sending"), _ADMINISTRATORS, kept_by="core.clean_up"
        ),
        "html": Field(
            _("to send mail"), Basis.PUBLIC_TASK, _("7 days after sending"), _ADMINISTRATORS, kept_by="core.clean_up"
        ),
        "handled_by": Field(
            _("to show who decided about a mail"),
            Basis.PUBLIC_TASK,
            _("90 days"),
            _ADMINISTRATORS,
            kept_by="core.clean_up",
        ),
    },
)
declare(
    models.StoredFile,
    title=_("Files"),
    subject="uploaded_by",
    fields={
        "uploaded_by": Field(
            _("to know who handed in a file"),
            Basis.PUBLIC_TASK,
            _("as long as the file is in use"),
            _("who may see the file"),
        ),
        "name": Field(
            _("to recognise a file"), Basis.PUBLIC_TASK, _("as long as the file is in use"), _("who may see the file")
        ),
    },
)
declare(
    models.PrivacyAct,
    subject="by",
    title=_("What was done about personal data"),
    fields={
        "by": Field(
            _("to show who gave or erased data"),
            Basis.LEGAL,
            _("five years"),
            _ADMINISTRATORS,
            kept_by="core.privacy_acts",
        ),
        "note": Field(
            _("to show why data were given or erased"),
            Basis.LEGAL,
            _("five years"),
            _ADMINISTRATORS,
            kept_by="core.privacy_acts",
        ),
    },
)
declare_none(
    models.RetentionWarning,
    title=_("Warnings before something goes"),
    reason="The number of a row, and when somebody was told about it.",
)
declare_none(
    models.Change,
    title=_("Changes for the search index"),
    reason="Names kinds and numbers of things, not persons; gone after a week.",
)
declare_none(models.ChangeMark, reason="One technical row.")
declare_none(
    models.Job,
    title=_("Work in the background"),
    reason="Names and numbers of things; failures are written without what people typed.",
)
declare_none(models.Schedule, title=_("Times of work in the background"), reason="Names of jobs.")
declare_none(
    models.SentForm,
    title=_("Forms that came in"),
    reason="A hash of what was sent, and an address of this site; gone after a day.",
)
declare_none(
    models.LimitWindow, title=_("Counters"), reason="Keys are hashes with a secret, and go when their window ends."
)
