"""Tags of a hub: words by which it groups organisations and contacts, for itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from knooppunt.network.models import Contact, Hub, Organisation, Tag
from knooppunt.network.names import fold, tidy

MOST = 200  # per hub: more is a list, not a set of tags


def tag_named(*, hub: Hub, name: str) -> Tag:
    """The tag of the hub by that name, made when it is new. Raises ``ValidationError`` for an odd or one too many."""
    name = tidy(name)[:60]
    folded = fold(name)[:60]
    if not folded:
        raise ValidationError(_("A tag needs letters or figures."))
    found = Tag.objects.filter(hub=hub, folded=folded).first()
    if found:
        return found
    if Tag.objects.filter(hub=hub).count() >= MOST:
        raise ValidationError(_("Your hub has 200 tags. Use one of them, or delete one."))
    return Tag.objects.create(hub=hub, name=name, folded=folded)


def set_tags(*, hub: Hub, subject: Organisation | Contact, names: Sequence[str]) -> None:
    """Give a record exactly these tags of the hub; tags of other hubs stay."""
    with transaction.atomic():
        wanted = {tag_named(hub=hub, name=name) for name in names if fold(name)}
        have = set(subject.tags.filter(hub=hub))
        subject.tags.remove(*(have - wanted))
        subject.tags.add(*(wanted - have))


def tag_all(*, tag: Tag, subject: str, pks: Collection[int]) -> list[int]:
    """Put a tag on many; returns those that did not have it."""
    through, column = _through(subject)
    have = set(through.objects.filter(tag=tag, **{f"{column}__in": pks}).values_list(column, flat=True))
    new = sorted(set(pks) - have)
    through.objects.bulk_create([through(tag_id=tag.pk, **{column: pk}) for pk in new], batch_size=500)
    return new


def untag_all(*, tag: Tag, subject: str, pks: Collection[int]) -> list[int]:
    """Take a tag off many; returns those that had it."""
    through, column = _through(subject)
    rows = through.objects.filter(tag=tag, **{f"{column}__in": pks})
    had = sorted(rows.values_list(column, flat=True))
    rows.delete()
    return had


def delete_tag(*, tag: Tag) -> None:
    """The word goes, and with it all its marks; the records stay."""
    tag.delete()


def _through(subject: str) -> tuple[Any, str]:
    if subject == "organisations":
        return Tag.organisations.through, "organisation_id"
    return Tag.contacts.through, "contact_id"
