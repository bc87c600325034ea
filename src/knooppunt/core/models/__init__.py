"""The tables of the core, and the mixins for everybody's models."""

from .base import Binnable, LivingManager, PublicId, Timestamped, Versioned, unique_among_living
from .bin import BinBatch

__all__ = [
    "BinBatch",
    "Binnable",
    "LivingManager",
    "PublicId",
    "Timestamped",
    "Versioned",
    "unique_among_living",
]
