"""Things that wait for one person's decision: for the weekly mail, where each gets buttons that finish it.

An app registers a ``DecisionProvider`` in ``AppConfig.ready``: proposed moments and rows of a plan (journal), later
questions that wait and contacts to verify. A thing goes by a ``key`` (text, at most 100 characters) that its provider
understands. Rights are the provider's: every function gets the user and looks anew, because days lie between the mail
and the press of a button: the thing may be done by somebody else, and the user may have lost the mandate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from knooppunt.core.registries import Registry, Text


class DecisionRefused(Exception):
    """It cannot be done (any more); the text is a sentence for the person who pressed."""


@dataclass(frozen=True)
class Choice:
    """One button. The first choice of a decision is the one that most people want."""

    code: str
    label: Text


@dataclass(frozen=True)
class Decision:
    """Something that waits, with the buttons that finish it. ``url``: where to look or to say more (after signing in)."""

    key: str
    title: Text
    text: Text
    choices: tuple[Choice, ...]
    url: str = ""


@dataclass(frozen=True)
class Settled:
    """It no longer waits; ``text`` says why ("confirmed by Anna on Monday")."""

    text: Text


@dataclass(frozen=True)
class Done:
    """What was done, as a sentence, and what the provider needs to take it back (JSON)."""

    text: Text
    undo: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DecisionProvider:
    """What an app lets people decide by mail. ``waiting``: a constant number of queries, most urgent first.

    ``look``: the thing as it is now, for the page behind a link. ``decide`` and ``undo`` raise ``DecisionRefused`` with
    a sentence, and do nothing the second time. ``undo`` gets ``Done.undo`` and returns what it did, as a sentence.
    """

    heading: Text
    waiting: Callable[[Any], list[Decision]]
    look: Callable[[Any, str], Decision | Settled]
    decide: Callable[[Any, str, str], Done]
    undo: Callable[[Any, str, dict[str, Any]], str]


decisions: Registry[DecisionProvider] = Registry("decisions by mail")
