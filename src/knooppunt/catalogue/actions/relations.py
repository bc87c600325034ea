"""How entries stand to each other."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.actions.storing import KIND
from knooppunt.catalogue.models import Entry, EntryRelation
from knooppunt.core import changes

MOST = 50
NO_SUCH_ENTRY = gettext_lazy("There is no entry with this number, address or words.")


def relate_entries(*, entry: Entry, other: Entry | None, type: str) -> EntryRelation:
    """``entry`` is part of, is a version of, replaces or goes with ``other``. Twice is once. Raises ``Refused``."""
    if other is None:
        raise Refused(str(NO_SUCH_ENTRY))
    if other.pk == entry.pk:
        raise Refused(_("An entry cannot belong with itself."))
    if type not in EntryRelation.Type.values:
        raise Refused(_("Choose how they belong together."))
    if entry.relations.count() >= MOST:
        raise Refused(_("At most %(most)d rows fit here; this has %(has)d.") % {"most": MOST, "has": MOST + 1})
    with transaction.atomic():
        made, _new = EntryRelation.objects.get_or_create(entry=entry, other=other, type=type)
        changes.record(KIND, [entry.pk, other.pk])
    return made


def unrelate_entries(*, entry: Entry, relation: int) -> EntryRelation | None:
    """Take a relation of ``entry`` away, and give what it was; nothing for one that is gone already."""
    with transaction.atomic():
        found = EntryRelation.objects.filter(pk=relation, entry=entry).first()
        if found:
            found.delete()
            changes.record(KIND, [entry.pk, found.other_id])
    return found
