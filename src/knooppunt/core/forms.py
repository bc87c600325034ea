"""How Django draws our forms: ``{{ form }}`` and ``{% include "components/field.html" %}`` give the same markup."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input
from django.utils.translation import gettext_noop as _

# Django's own sentences that we say in our own tone; our catalogue goes before Django's.
REWORDED = (_("This field is required."), _("Enter a valid email address."), _("Enter a valid date."))


class StyledBoundField(BoundField):
    """A bound field whose box carries our class, and that knows which kind of markup it needs."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        built = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if _is_box(widget):
            own = built.get("class", widget.attrs.get("class", ""))
            built["class"] = f"input {own}".strip()
        if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
            built["rows"] = "4"  # Django's ten rows push the rest of a form off the screen
        return built

    @property
    def shape(self) -> str:
        """``tick`` (one checkbox), ``choices`` (several ticks or dots), ``group`` (boxes together) or ``box``."""
        widget = self.field.widget
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "choices"
        if isinstance(widget, forms.CheckboxInput):
            return "tick"
        return "group" if widget.use_fieldset else "box"


def _is_box(widget: forms.Widget) -> bool:
    """Whether a widget is a box to type or choose in; ticks, dots and hidden values keep their own look."""
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.CheckboxInput):
        return False
    return isinstance(widget, Input | forms.Textarea | forms.Select) and not widget.is_hidden


class Renderer(TemplatesSetting):
    """Set as ``FORM_RENDERER``: forms and fields are drawn by our components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = StyledBoundField
