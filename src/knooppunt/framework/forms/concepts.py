"""What one says about a term."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knooppunt.framework.actions.concepts import ConceptData
from knooppunt.framework.models import Concept, ConceptScheme
from knooppunt.network.names import tidy

LONGEST_NAME = 120
# Lists whose terms may stand under a term of another list.
UNDER = {"topics": "domains"}


class NamesField(forms.CharField):
    """Several names, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 3})
        super().__init__(required=False, max_length=5_000, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        lines = [tidy(line) for line in str(super().clean(value) or "").splitlines()]
        names = list(dict.fromkeys(line for line in lines if line))
        if any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(_("A name has at most 120 characters. Put each name on a line of its own."))
        return names


class ConceptForm(forms.Form):
    """What one says about a term."""

    label_nl = forms.CharField(label=_("Name"), max_length=200)
    label_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    second_nl = forms.CharField(
        label=_("Second name"), max_length=200, required=False, help_text=_("Shown beside the first one.")
    )
    second_en = forms.CharField(label=_("Second name in English"), max_length=200, required=False)
    also_nl = NamesField(label=_("Other names"), help_text=_("One a line. Searching finds the term by them."))
    also_en = NamesField(label=_("Other names in English"))
    hidden_nl = NamesField(
        label=_("Hidden names"), help_text=_("Abbreviations and slips that only searching knows. One a line.")
    )
    hidden_en = NamesField(label=_("Hidden names in English"))
    definition_nl = forms.CharField(
        label=_("Meaning"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    definition_en = forms.CharField(
        label=_("Meaning in English"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    parent = forms.ChoiceField(label=_("Belongs under"), required=False)

    def __init__(self, *args: Any, scheme: ConceptScheme, concept: Concept | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Concept.objects.of(UNDER.get(scheme.code, scheme.code))
        self._parents = {str(one.pk): one for one in rows if concept is None or one.pk != concept.pk}
        field = self.fields["parent"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("nothing")), *((pk, one.label) for pk, one in self._parents.items())]

    def data_given(self) -> ConceptData:
        """The cleaned form as data of an action."""
        return ConceptData(**self.cleaned_data | {"parent": self._parents.get(self.cleaned_data["parent"])})


def concept_initial(concept: Concept) -> dict[str, Any]:
    """What the form shows of a term."""
    names = ("label_nl", "label_en", "second_nl", "second_en", "definition_nl", "definition_en")
    lists = ("also_nl", "also_en", "hidden_nl", "hidden_en")
    return (
        {name: getattr(concept, name) for name in names}
        | {name: "\n".join(getattr(concept, name)) for name in lists}
        | {"parent": str(concept.parent_id or "")}
    )
