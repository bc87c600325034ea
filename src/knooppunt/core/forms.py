"""How Django draws our forms: ``{{ form }}`` and ``{% include "components/field.html" %}`` give the same markup."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

# Widgets that are a box to type or choose in; ticks and dots keep their own look.
BOX_WIDGETS = (forms.TextInput, forms.Textarea, forms.Select, forms.DateInput, forms.FileInput)
TICK_WIDGETS = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)


class StyledBoundField(BoundField):
    """A bound field whose box carries our class, and that knows which kind of markup it needs."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        built = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if isinstance(widget, BOX_WIDGETS) and not isinstance(widget, TICK_WIDGETS):
            own = built.get("class", widget.attrs.get("class", ""))
            built["class"] = f"input {own}".strip()
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


class Renderer(TemplatesSetting):
    """Set as ``FORM_RENDERER``: forms and fields are drawn by our components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = StyledBoundField
