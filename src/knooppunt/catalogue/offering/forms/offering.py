"""Forms of providers besides the entry itself: a list, an invitation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.catalogue.content import KINDS, EntryContent, Kind
from knooppunt.catalogue.offering.forms.entry import EntryContentForm, Section
from knooppunt.catalogue.offering.models import Submission
from knooppunt.network.api import organisation_named
from knooppunt.network.models import Hub, Organisation


class MendForm(EntryContentForm):
    """What somebody mends by link: the content, and the provider as long as it stands there in words only."""

    def __init__(self, data: Any = None, *, submission: Submission, blank: Mapping[str, int] | None = None) -> None:
        super().__init__(data, base=EntryContent.from_stored(submission.content), blank=blank)
        if submission.provider_name and not self.base.provider:
            self.fields["provider_name"] = forms.CharField(
                label=_("Who offers it?"),
                max_length=200,
                help_text=_("The name of the organisation."),
                initial=submission.provider_name,
            )

    @property
    def provider_name(self) -> str | None:
        """What was typed; ``None`` when it was not asked."""
        return self.cleaned_data.get("provider_name")

    def sections(self) -> Iterator[Section]:
        """The parts of the form; the provider stands with how to reach it."""
        *first, last = super().sections()
        yield from first
        asked = [self["provider_name"]] if "provider_name" in self.fields else []
        yield Section(last.title, [*asked, *last.fields], last.rows, last.more)


class ListForm(forms.Form):
    """A list of entries of one organisation."""

    organisation = forms.ModelChoiceField(label=_("For which organisation?"), queryset=Organisation.objects.none())
    file = forms.FileField(label=_("Your list"), help_text=_("Excel (.xlsx) or CSV."), widget=forms.FileInput)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["organisation"]
        chosen.queryset = Organisation.objects.filter(pk__in=[one.pk for one in organisations])
        if len(organisations) == 1:
            chosen.initial, chosen.empty_label = organisations[0], None


class ConfirmListForm(forms.Form):
    """The list that was looked at."""

    file = forms.UUIDField()
    organisation = forms.UUIDField()


class InvitationForm(forms.Form):
    """What one knows already of something that an organisation could offer."""

    organisation = forms.CharField(
        label=_("Which organisation?"), max_length=200, help_text=_("The name as it stands in the register.")
    )
    email = forms.EmailField(
        max_length=254,
        label=_("To which mailbox?"),
        required=False,
        help_text=_("Leave it empty to use the role mailbox of the organisation."),
    )
    hub = forms.ModelChoiceField(
        label=_("For which region?"), queryset=Hub.objects.none(), required=False, empty_label=_("the whole country")
    )
    kind = forms.ChoiceField(label=_("What is it?"), choices=[])
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(label=_("Summary"), required=False, max_length=200)
    url = forms.URLField(
        label=_("Web address"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        error_messages={"invalid": _("This is not a web address. It begins with https://.")},
    )

    def __init__(self, *args: Any, hubs: list[Hub], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [(kind, Kind(kind).label) for kind in KINDS if kind != Kind.PERSON]
        chosen: Any = self.fields["hub"]
        chosen.queryset = Hub.objects.filter(pk__in=[hub.pk for hub in hubs])
        if hubs:
            chosen.initial = hubs[0]

    def clean_organisation(self) -> Organisation:
        found = organisation_named(self.cleaned_data["organisation"])
        if len(found) != 1:
            raise ValidationError(
                gettext("There are several organisations with this name. Use another name for it.")
                if found
                else gettext("This organisation is not in the register. Add it there first.")
            )
        return found[0]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        organisation = data.get("organisation")
        if organisation is not None and not data.get("email"):
            if not organisation.role_mailbox:
                raise ValidationError({"email": gettext("This organisation has no role mailbox. Fill in an address.")})
            data["email"] = organisation.role_mailbox
        return data

    def content(self) -> EntryContent:
        """What was filled in, as a content."""
        data = self.cleaned_data
        return EntryContent.from_dict(
            {
                "kind": data["kind"],
                "title": data["title"],
                "summary": data["summary"],
                "provider": str(data["organisation"].uuid),
                "hub": data["hub"].slug if data["hub"] else "",
                "links": [{"url": data["url"]}] if data["url"] else [],
            }
        )
