"""The form of a collection; its parts are rows of the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knooppunt.network.api import hubs_of, is_coordinator, is_editor
from knooppunt.network.models import Hub


class CollectionForm(forms.Form):
    """What stands above the parts."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    intro = forms.CharField(
        label=gettext_lazy("Introduction"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Of what it serves, such as the number of an mbo keuzedeel."),
    )
    hub = forms.ModelChoiceField(label=gettext_lazy("Region"), queryset=Hub.objects.none(), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["hub"]
        if is_editor(user) or is_coordinator(user):
            field.queryset = Hub.objects.open().order_by("order")
            field.empty_label = _("the whole country")
        else:
            own = [hub.pk for hub in hubs_of(user)]
            field.queryset = Hub.objects.filter(pk__in=own)
            field.required, field.empty_label = True, None
