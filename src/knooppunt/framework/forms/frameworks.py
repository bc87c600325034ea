"""What one says about a framework, and about one item."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from knooppunt.framework.actions.frameworks import FrameworkData
from knooppunt.framework.actions.items import LONGEST, ItemData
from knooppunt.framework.case.mapping import TAGS
from knooppunt.framework.models import Concept, Framework, FrameworkItem
from knooppunt.framework.queries.concepts import concepts_of


class PlainText(forms.CharField):
    """A text of several lines."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), max_length=LONGEST, **kwargs)


class WebAddress(forms.CharField):
    """An address that begins with http or https."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "")
        if text:
            try:
                URLValidator(schemes=["http", "https"])(text)
            except ValidationError as error:
                raise ValidationError(_("Type a web address that begins with https://.")) from error
        return text


class FrameworkForm(forms.Form):
    """What one says about a framework."""

    title = forms.CharField(label=_("Title"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"))
    edition = forms.CharField(
        label=_("Version"), max_length=60, required=False, help_text=_("For example 2.0, or a year.")
    )
    description = PlainText(label=_("Description"), required=False)
    creator = forms.CharField(label=_("Made by"), max_length=200, required=False)
    publisher = forms.CharField(label=_("Published by"), max_length=200, required=False)
    source_url = WebAddress(label=_("Official source"), max_length=500, required=False)
    notes = PlainText(label=_("Notes"), rows=2, required=False)
    is_example = forms.BooleanField(
        label=_("This is a made-up example"), required=False, help_text=_("Every page of it will say so.")
    )
    order = forms.IntegerField(
        label=_("Order"),
        min_value=0,
        max_value=9999,
        help_text=_("The published competency framework with the lowest number is shown first."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kinds = {term.code: term for term in concepts_of("framework-kinds")["framework-kinds"]}
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, term.label) for code, term in self._kinds.items()]

    def data_given(self) -> FrameworkData:
        """The cleaned form as data of an action."""
        return FrameworkData(**self.cleaned_data | {"kind": self._kinds[self.cleaned_data["kind"]]})


def framework_initial(framework: Framework) -> dict[str, Any]:
    """What the form shows of a framework."""
    names = ("title", "edition", "description", "creator", "publisher", "source_url", "notes", "is_example", "order")
    return {name: getattr(framework, name) for name in names} | {"kind": framework.kind.code}


class ItemForm(forms.Form):
    """What one says about an item."""

    full_statement = PlainText(label=_("Text"), rows=3)
    abbreviated = forms.CharField(
        label=_("Short title"),
        max_length=200,
        required=False,
        help_text=_("For lists. Empty: the beginning of the text."),
    )
    code = forms.CharField(label=_("Code"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    levels = forms.MultipleChoiceField(label=_("Levels"), required=False, widget=forms.CheckboxSelectMultiple)
    professions = forms.MultipleChoiceField(label=_("Professions"), required=False, widget=forms.CheckboxSelectMultiple)
    canmeds = forms.MultipleChoiceField(label=_("CanMEDS roles"), required=False, widget=forms.CheckboxSelectMultiple)
    domains = forms.MultipleChoiceField(label=_("Domains"), required=False, widget=forms.CheckboxSelectMultiple)
    topics = forms.MultipleChoiceField(label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple)
    disciplines = forms.MultipleChoiceField(label=_("Disciplines"), required=False, widget=forms.CheckboxSelectMultiple)
    keywords = forms.CharField(
        label=_("Keywords"), max_length=500, required=False, help_text=_("With a semicolon (;) between them.")
    )
    notes = PlainText(label=_("Explanation"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._terms = concepts_of("item-kinds", *TAGS, retired=True)
        kept = {str(code) for scheme in TAGS for code in self.initial.get(scheme) or ()}
        self._offer("kind", "item-kinds", kept | {str(self.initial.get("kind"))})
        for scheme in TAGS:
            self._offer(scheme, scheme, kept)

    def _offer(self, name: str, scheme: str, kept: set[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        offered = [(term.code, term.both) for term in self._terms[scheme] if not term.is_retired() or term.code in kept]
        field.choices = [("", _("not said")), *offered] if name == "kind" else offered

    def _chosen(self, scheme: str, codes: list[str]) -> list[Concept]:
        return [term for term in self._terms[scheme] if term.code in codes]

    def data_given(self) -> ItemData:
        """The cleaned form as data of an action."""
        given = self.cleaned_data
        kinds = self._chosen("item-kinds", [given["kind"]])
        return ItemData(
            full_statement=given["full_statement"],
            abbreviated=given["abbreviated"],
            code=given["code"],
            notes=given["notes"],
            kind=kinds[0] if kinds else None,
            keywords=[word.strip() for word in given["keywords"].split(";") if word.strip()],
            tags={scheme: self._chosen(scheme, given[scheme]) for scheme in TAGS},
        )

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The fields above the lists of terms."""
        return [self[name] for name in ("full_statement", "abbreviated", "code", "kind")]

    @property
    def term_fields(self) -> list[forms.BoundField]:
        """The lists of terms."""
        return [self[name] for name in TAGS]

    @property
    def last_fields(self) -> list[forms.BoundField]:
        """The fields below them."""
        return [self["keywords"], self["notes"]]


def item_initial(item: FrameworkItem) -> dict[str, Any]:
    """What the form shows of an item."""
    return {
        "full_statement": item.full_statement,
        "abbreviated": item.abbreviated,
        "code": item.code,
        "notes": item.notes,
        "kind": item.kind.code if item.kind else "",
        "keywords": "; ".join(item.keywords),
        **{scheme: item.tags.get(scheme, []) for scheme in TAGS},
    }


class VersionForm(forms.Form):
    """What the new version is called."""

    edition = forms.CharField(label=_("Version"), max_length=60, help_text=_("For example 2.0, or a year."))


class ImportForm(forms.Form):
    """A file with a framework."""

    file = forms.FileField(
        label=_("Your file"),
        help_text=_("CASE (.json, version 1.0 or 1.1), Excel (.xlsx) or CSV; at most 200 MB and 150,000 items."),
        widget=forms.FileInput(attrs={"accept": ".json,.xlsx,.csv"}),
    )


class WishesForm(forms.Form):
    """What one may say about a file that was looked at."""

    file = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"))
    previous = forms.ChoiceField(label=_("New version of"), required=False)
    is_example = forms.BooleanField(label=_("This is a made-up example"), required=False)

    def __init__(self, *args: Any, previous: list[Framework], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {term.code: term for term in concepts_of("framework-kinds")["framework-kinds"]}
        self.versions = {str(framework.pk): framework for framework in previous}
        for name, choices in (
            ("kind", [(code, term.label) for code, term in self.kinds.items()]),
            ("previous", [("", _("no earlier version")), *((pk, str(one)) for pk, one in self.versions.items())]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
