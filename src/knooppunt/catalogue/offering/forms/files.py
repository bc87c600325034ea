"""The form of an entry with files and a picture, for who has an account.

Files are stored as soon as they arrive, so that nothing is lost when a field must be mended; the form carries their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from knooppunt.accounts.models import User
from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.content.shapes import MOST_ROWS
from knooppunt.catalogue.offering.forms.entry import EntryContentForm
from knooppunt.core.models import StoredFile


@dataclass(frozen=True)
class Held:
    """A file that is with the entry, on the form."""

    uuid: str
    name: str
    label: str
    is_dropped: bool


class FilesForm(EntryContentForm):
    """``uploads`` and ``image``: what was handed in with this very request and is stored already."""

    def __init__(
        self,
        data: Any = None,
        *,
        base: EntryContent,
        by: User,
        blank: Mapping[str, int] | None = None,
        uploads: list[StoredFile] | None = None,
        image: StoredFile | None = None,
    ) -> None:
        super().__init__(data, base=base, blank=blank)
        self.by = by
        self.fields["upload"] = forms.FileField(label=_("Add files"), required=False, widget=_Several())
        self.fields["picture"] = forms.FileField(label=_("Picture"), required=False)
        self.fields["image_alt"] = forms.CharField(
            label=_("What the picture shows"), required=False, max_length=200, initial=base.image_alt
        )
        self.held = self._held(uploads or [])
        self.image = str(image.uuid) if image else self._picture()
        if self.is_bound and self.data.get("image-drop") and not image:
            self.image = ""

    def _gathered(self) -> tuple[dict[str, Any], dict[str, list[int]]]:
        data, numbers = super()._gathered()
        data["files"] = [{"file": one.uuid, "label": one.label} for one in self.held if not one.is_dropped]
        data["image"] = self.image
        if not self.image:
            data["image_alt"] = ""
        return data, numbers

    def field_of(self, path: str, numbers: Mapping[str, list[int]] | None = None) -> str | None:
        """Files and pictures have fields of their own names."""
        first = path.split(".")[0]
        return {"files": "upload", "image": "picture"}.get(first) or super().field_of(path, numbers)

    def _picture(self) -> str:
        """The picture that is there, or that this person handed in just before."""
        given = str(self.data.get("image", "")) if self.is_bound else self.base.image
        return given if given in self._files([given]) else ""

    def _files(self, wanted: list[str]) -> dict[str, str]:
        """UUID → name of those that were with the entry already, or that this very person handed in: knowing the UUID of
        somebody else's file is not enough to publish it.
        """
        sane = [uuid for uuid in wanted if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", uuid)]
        there = [uuid for uuid in sane if uuid in {self.base.image, *(one.file for one in self.base.files)}]
        found = StoredFile.objects.filter(Q(uuid__in=there) | Q(uuid__in=sane, uploaded_by=self.by)) if sane else []
        return {str(one.uuid): one.name for one in found}

    def _held(self, uploads: list[StoredFile]) -> list[Held]:
        labels = {one.file: one.label for one in self.base.files}
        wanted = self._listed("held")[:MOST_ROWS] if self.is_bound else list(labels)
        names = self._files(wanted) | {str(one.uuid): one.name for one in uploads}
        wanted += [str(one.uuid) for one in uploads]
        return [
            self._one_held(uuid, names[uuid], labels.get(uuid, "")) for uuid in dict.fromkeys(wanted) if uuid in names
        ]

    def _one_held(self, uuid: str, name: str, label: str) -> Held:
        if not self.is_bound:
            return Held(uuid, name, label, is_dropped=False)
        typed = str(self.data.get(f"held-{uuid}-label", label))[:120]
        return Held(uuid, name, typed, is_dropped=bool(self.data.get(f"held-{uuid}-drop")))

    def _listed(self, name: str) -> list[str]:
        found = self.data.getlist(name) if isinstance(self.data, MultiValueDict) else self.data.get(name, [])
        return [str(one) for one in found]


class _Several(forms.ClearableFileInput):
    """A box for more than one file."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"multiple": True})
