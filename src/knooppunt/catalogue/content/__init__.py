"""The complete content of an entry as one value: what forms, submissions, imports and the API all speak.

``EntryContent.from_dict`` reads what people and machines hand in, ``to_dict`` gives plain JSON back, and ``problems_of``
says in sentences what cannot stay so. None of it knows the database.
"""

from .checks import problems_of
from .reading import Problems, Unreadable, read_date, read_money, read_time
from .shapes import (
    KIND_FIELDS,
    KINDS,
    MOST_RUNS,
    SCHEMES,
    SUMMARY,
    Accreditation,
    Attachment,
    Cost,
    EntryContent,
    Kind,
    Link,
    LinkKind,
    Run,
    RunState,
    Window,
)

__all__ = [
    "KINDS",
    "KIND_FIELDS",
    "MOST_RUNS",
    "SCHEMES",
    "SUMMARY",
    "Accreditation",
    "Attachment",
    "Cost",
    "EntryContent",
    "Kind",
    "Link",
    "LinkKind",
    "Problems",
    "Run",
    "RunState",
    "Unreadable",
    "Window",
    "problems_of",
    "read_date",
    "read_money",
    "read_time",
]
