"""What personal data the plans hold, why, and how long."""

from django.utils.translation import gettext_lazy as _

from knooppunt.core.privacy import Basis, Field, declare, declare_none
from knooppunt.plans import models

_HUB = _("the hub")
_READERS = _("the hub and the national coordination")
_AS_LONG = _("as long as the plan")

declare(
    models.PlanItem,
    title=_("Rows of a plan"),
    change_kind="plans.item",
    subject="owner",
    fields={
        "owner": Field(_("to know who looks after a row of the plan"), Basis.PUBLIC_TASK, _AS_LONG, _HUB),
        "owner_name": Field(_("to know who looks after a row of the plan"), Basis.PUBLIC_TASK, _AS_LONG, _HUB),
        "note": Field(_("to remember what belongs to a row of the plan"), Basis.PUBLIC_TASK, _AS_LONG, _HUB),
        "status_reason": Field(_("to explain a status"), Basis.PUBLIC_TASK, _AS_LONG, _READERS),
    },
)
declare(
    models.JointOffer,
    title=_("Offers to cooperate"),
    subject="offered_by",
    fields={
        "offered_by": Field(_("to know who asked for cooperation"), Basis.PUBLIC_TASK, _AS_LONG, _READERS),
        "answered_by": Field(_("to know who answered"), Basis.PUBLIC_TASK, _AS_LONG, _READERS),
    },
)
declare(
    models.StatusRound,
    title=_("Status rounds"),
    subject="opened_by",
    fields={
        name: Field(_("to know who opened or closed a status round"), Basis.PUBLIC_TASK, _AS_LONG, _READERS)
        for name in ("opened_by", "closed_by")
    },
)
declare(
    models.PlanImport,
    title=_("Plans being read"),
    subject="by",
    fields={
        "by": Field(
            _("to give an import back to who began it"),
            Basis.PUBLIC_TASK,
            _("seven days"),
            _HUB,
            kept_by="plans.clean_imports",
        ),
        "tree": Field(
            _("to mend an import before it is saved"),
            Basis.PUBLIC_TASK,
            _("seven days"),
            _HUB,
            kept_by="plans.clean_imports",
        ),
        "source_lines": Field(
            _("to mend an import before it is saved"),
            Basis.PUBLIC_TASK,
            _("seven days"),
            _HUB,
            kept_by="plans.clean_imports",
        ),
    },
)
for model, title, reason in (
    (models.NationalTheme, _("National themes"), "Names of themes."),
    (models.ActionPlan, _("Action plans"), "Texts of an organisation; the history names who changed them."),
    (models.Theme, _("Themes of plans"), "Texts of an organisation; the history names who changed them."),
    (models.SubResult, _("Results of activities"), "Texts of an organisation."),
    (models.JointActivity, _("Activities of several hubs"), "Texts of an organisation."),
    (models.TemplateAnswer, _("Answers in the template of a plan"), "Texts of the national template."),
):
    declare_none(model, title=title, reason=reason)
