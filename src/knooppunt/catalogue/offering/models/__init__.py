"""The tables of offering. ``catalogue.models`` takes them in."""

from .counts import EntryCount
from .freshness import CheckRound, LinkCheck, Report
from .providers import ApiKey, ProviderRegistration
from .quality import Criterion, QualityReview, Reviewer
from .submissions import Submission, SubmissionNote

__all__ = [
    "ApiKey",
    "CheckRound",
    "Criterion",
    "EntryCount",
    "LinkCheck",
    "ProviderRegistration",
    "QualityReview",
    "Report",
    "Reviewer",
    "Submission",
    "SubmissionNote",
]
