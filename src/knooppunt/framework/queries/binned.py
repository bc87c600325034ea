"""What went into the bin, to bring it back."""

from __future__ import annotations

from knooppunt.core.models import BinBatch
from knooppunt.framework.models import Framework, FrameworkItem


def binned_framework(batch: BinBatch) -> Framework | None:
    """The framework that was deleted with this batch, if it was one."""
    return Framework.all_objects.filter(bin_batch=batch).first()


def binned_item(batch: BinBatch) -> FrameworkItem | None:
    """The first item that was deleted with this batch: the top of its branch."""
    binned = FrameworkItem.all_objects.filter(bin_batch=batch).select_related("framework", "parent")
    return binned.order_by("order").first()
