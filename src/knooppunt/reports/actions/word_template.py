"""Replacing the Word file in whose look reports come out."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import files
from knooppunt.core.file_types import DOCX
from knooppunt.reports.actions.refusals import Refused
from knooppunt.reports.exporting.docx import TemplateUnfit, check_template
from knooppunt.reports.models import WordTemplate

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_MEMBERS = 1000


def replace_word_template(*, upload: File[Any], by: User) -> WordTemplate:
    """From now on reports look like this file. Raises ``Refused`` for a file with which none can be made."""
    _refuse_bomb(upload)
    try:
        stored = files.store(upload, allowed_types={DOCX}, max_bytes=MAX_BYTES, by=by)
    except files.FileRefused as refused:
        raise Refused(str(refused)) from refused
    with files.open_file(stored) as content:
        try:
            check_template(content.read())
        except TemplateUnfit as unfit:
            raise Refused(str(unfit)) from unfit
    with transaction.atomic():
        WordTemplate.objects.filter(withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
        return WordTemplate.objects.create(file=stored, by=by)


def withdraw_word_template(*, by: User) -> int:
    """Back to the look that comes with the platform; returns how many templates were withdrawn."""
    return WordTemplate.objects.filter(withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())


def _refuse_bomb(upload: File[Any]) -> None:
    """Look at the sizes that the archive declares before anybody unpacks it; python-docx checks them while reading."""
    if (upload.size or 0) > MAX_BYTES:
        raise Refused(_("This file is larger than %(most)d MB.") % {"most": MAX_BYTES // 1024**2})
    upload.seek(0)
    try:
        members = zipfile.ZipFile(io.BytesIO(upload.read())).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused(_("This is not a Word file. Save it in Word as .docx and try again.")) from None
    finally:
        upload.seek(0)
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise Refused(_("This Word file is too large to work with. Take out pictures and try again."))
