"""Input of an import: the file, what was mended, what was chosen."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from knooppunt.core.numbers import whole_number
from knooppunt.plans.actions.drafts import Choice, Mending
from knooppunt.plans.importing.mend import Edit
from knooppunt.plans.importing.read import MAX_BYTES
from knooppunt.plans.importing.refusal import TOO_BIG, Sentence

LONGEST_TEXT = 20_000  # characters of one field; a whole plan has 9,000


class UploadForm(forms.Form):
    """One document."""

    file = forms.FileField(
        label=_("The document with your plan"),
        help_text=_("Word (.docx), PDF, Excel (.xlsx) or plain text, up to 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf,.xlsx,.txt"}),
        allow_empty_file=True,  # the reader says it in our words
        max_length=255,
    )

    def clean_file(self) -> forms.FileField:
        """Refuse by size before a byte is read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            limits = {"size": -(-file.size // 2**20), "limit": MAX_BYTES // 2**20}
            raise forms.ValidationError(str(Sentence(TOO_BIG, limits)))
        return file  # type: ignore[no-any-return]


def read_mending(data: QueryDict) -> Mending:
    """What the page of a draft sent: ``text-12``, ``kind-12``, ``theme-12``, ``status-12``; ``title-3``, ``goal-3``; ``move``."""
    rows = {
        number: Edit(
            text=data.get(f"text-{number}", "")[:LONGEST_TEXT].replace("\r\n", "\n"),
            kind=data.get(f"kind-{number}", ""),
            theme=_number(data.get(f"theme-{number}", "")),
            status=data.get(f"status-{number}", "?"),
        )
        for number in _numbers(data, "text-")
    }
    themes = {
        number: (
            data.get(f"title-{number}", "")[:LONGEST_TEXT],
            data.get(f"goal-{number}", "")[:LONGEST_TEXT].replace("\r\n", "\n"),
        )
        for number in _numbers(data, "title-")
    }
    return Mending(
        rows=rows,
        themes=themes,
        title=" ".join(data.get("title", "").split())[:200],
        introduction=data.get("introduction", "")[:LONGEST_TEXT].replace("\r\n", "\n"),
        move=data.get("move", "")[:40],
    )


def read_choice(data: QueryDict) -> Choice:
    """What the last page sent: ``row`` for each new or changed row on the page, ``take`` for those ticked, ``delete``."""
    shown, taken = set(map(_number, data.getlist("row"))), set(map(_number, data.getlist("take")))
    return Choice(seen=data.get("seen", "")[:64], skip=shown - taken, delete=set(map(_number, data.getlist("delete"))))


def seen_version(data: QueryDict) -> int:
    """The version of the draft that was on the screen."""
    return _number(data.get("version", ""))


def _numbers(data: QueryDict, prefix: str) -> Iterable[int]:
    return (
        _number(name.removeprefix(prefix))
        for name in data
        if name.startswith(prefix) and _number(name.removeprefix(prefix))
    )


def _number(text: str) -> int:
    return whole_number(text, 0)
