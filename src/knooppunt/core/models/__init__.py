"""The tables of the core, and the mixins for everybody's models."""

from .base import Binnable, LivingManager, PublicId, Timestamped, Versioned, unique_among_living
from .bin import BinBatch
from .changes import Change, ChangeMark
from .files import StoredFile
from .grants import LinkGrant
from .jobs import Job, JobFailure, Schedule
from .limits import LimitWindow
from .outbox import OutboxMail
from .privacy import PrivacyAct, RetentionWarning
from .sent import SentForm
from .status import AppendOnly, StatusChange

__all__ = [
    "AppendOnly",
    "BinBatch",
    "Binnable",
    "Change",
    "ChangeMark",
    "Job",
    "JobFailure",
    "LimitWindow",
    "LinkGrant",
    "LivingManager",
    "OutboxMail",
    "PrivacyAct",
    "PublicId",
    "RetentionWarning",
    "Schedule",
    "SentForm",
    "StatusChange",
    "StoredFile",
    "Timestamped",
    "Versioned",
    "unique_among_living",
]
