"""The questions of the parser as sentences. Apart from the parser, because words need a language and so Django."""

from __future__ import annotations

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from knooppunt.journal.hours import hours_words
from knooppunt.journal.models import MOST_MINUTES, MomentKind
from knooppunt.journal.parsing.model import Choice, ParsedMoment, Question

_SENTENCES = {
    "minutes_missing": gettext_lazy("How long did it take?"),
    "minutes_several": gettext_lazy("How long did it take? “%(said)s” can mean several things."),
    "minutes_absurd": gettext_lazy("“%(said)s” is more than %(most)s hours on one day. How long did it take?"),
    "minutes_zero": gettext_lazy("“%(said)s” is no time at all. How long did it take?"),
    "minutes_negative": gettext_lazy("“%(said)s” is less than nothing. How long did it take?"),
    "minutes_unclear": gettext_lazy("How long is “%(said)s”?"),
    "minutes_or_time": gettext_lazy("Is “%(said)s” a time of day, or how long it took?"),
    "minutes_range": gettext_lazy("“%(said)s”: is %(first)s right?"),
    "minutes_long": gettext_lazy("%(first)s on one day: is that right?"),
    "date_future": gettext_lazy("“%(said)s” has not come yet. Which day was it?"),
    "date_impossible": gettext_lazy("The day “%(said)s” does not exist. Which day was it?"),
    "date_absurd": gettext_lazy("“%(said)s” is too long ago. Which day was it?"),
    "date_several": gettext_lazy("“%(said)s”: there are several days in it. Which one was it?"),
    "date_which_day": gettext_lazy("“%(said)s”: which day was that?"),
    "date_weekday_today": gettext_lazy("“%(said)s”: is that today, or a week ago?"),
    "date_far_back": gettext_lazy("“%(said)s”: do you mean %(first)s?"),
    "date_long_ago": gettext_lazy("%(first)s is long ago. Is that right?"),
    "date_word": gettext_lazy("“%(said)s”: do you mean %(first)s?"),
    "kind_several": gettext_lazy("What sort of work was it mostly?"),
    "kind_guess": gettext_lazy("Was it “%(first)s”?"),
    "name_same": gettext_lazy("There are several called “%(said)s”. Which one was it?"),
    "name_several": gettext_lazy("“%(said)s” can be several. Which one was it?"),
    "name_guess": gettext_lazy("“%(said)s”: do you mean %(first)s?"),
    "name_unknown": gettext_lazy("We do not know “%(said)s”. It stays in the note."),
    "topic_several": gettext_lazy("What was it for?"),
    "topic_guess": gettext_lazy("Does this belong to “%(first)s”?"),
    "topic_unknown": gettext_lazy("We do not find “%(said)s” in your plan. It stays in the note."),
}
KINDS = {
    **{kind.value: kind.label for kind in MomentKind},
    "": pgettext_lazy("kind of moment", "not said"),
}


def sentence_of(question: Question) -> str:
    """What to ask, in the language of the reader."""
    first = shown_choice(question, question.choices[0]) if question.choices else ""
    words = {"said": question.said.strip(), "first": first, "most": MOST_MINUTES // 60}
    return str(_SENTENCES.get(question.code) or _("Is this right?")) % words


def shown_choice(question: Question, choice: Choice) -> str:
    """One of the answers."""
    if question.field == "minutes":
        return hours_words(int(choice.value))
    if question.field == "date":
        return shown_day(dt.date.fromisoformat(choice.value))
    if question.field == "kind":
        return str(KINDS.get(choice.value, choice.value)).lower()
    return f"{choice.label} ({choice.hint})" if choice.hint else choice.label


def shown_day(day: dt.date) -> str:
    """ "Thursday 12 March", with the year when it is another."""
    return date_format(day, "l j F Y")


def as_data(parsed: ParsedMoment) -> dict[str, object]:
    """A parsed moment as data for machines (``knooppunt parse-moment``): names by name, days as ISO dates."""
    return {
        "minutes": parsed.minutes,
        "date": parsed.date.isoformat() if parsed.date else None,
        "organisations": [one.name for one in parsed.organisations],
        "contacts": [one.name for one in parsed.contacts],
        "activity": parsed.activity.name if parsed.activity else None,
        "theme": parsed.theme.title if parsed.theme else None,
        "kind": parsed.kind or None,
        "highlight": parsed.highlight,
        "note": parsed.note,
        "ambiguous": parsed.ambiguous,
        "questions": [
            {
                "field": question.field,
                "code": question.code,
                "text": sentence_of(question),
                "choices": [
                    {"value": choice.value, "label": shown_choice(question, choice)} for choice in question.choices
                ],
                "guess": question.is_guess,
            }
            for question in parsed.questions
        ],
    }
