"""What it was for: the activity or theme of the plan, after ``#`` or from words such as "over raamwerk".

After ``#`` stands a number of the plan ("#1.c", "#3") or a word from it ("#communicatie", "#kennis-markt"). Without it
the words that are left are laid beside the plan; what comes out is a guess: the words stay in the note, and we ask.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from knooppunt.journal.parsing.model import Activity, Choice, Names, Question, Theme
from knooppunt.journal.parsing.name_index import errors_allowed
from knooppunt.journal.parsing.text import Atom, Taken, words_of

MOST_WORDS = 60  # of the note are laid beside the plan
MOST_CHOICES = 6
_TAG = re.compile(r"(?<![\w#&])#(?=[^\s#])")
_LABEL = re.compile(r"([0-9]{1,2})(?:\.?([a-z]{1,2}|(?<=\.)[0-9]{1,2}))?(?!\w)", re.IGNORECASE)
_LABEL_ALONE = re.compile(r"(?<![\w.,/:@#-])([0-9]{1,2}\.[a-z])(?![\w.])", re.IGNORECASE)
# Words of the field with two forms, and words that are in every plan and so say nothing.
_SAME = {"owr": "onderwijsraamwerk", "raamwerk": "onderwijsraamwerk", "pr": "communicatie"}
_SAYS_NOTHING_WORDS = (
    "aan alle alles als andere bij daar dat deze die dit door doen een eens eerste gaan geen goed haar heeft hebben"
    " hele heel hier hoe hun iets jaar kan kunnen maar maken meer met mijn moet naar niet nieuwe nog onder ons onze"
    " ook over rond samen straks tijdens toen tussen uit van vanaf veel verder via volgende voor waar waarin want"
    " wat welke werd wie wij willen worden zal zich zijn zoals zonder zullen"
    " consortium hub knooppunt netwerk onderwijs onderwijsknooppunt palliatief palliatieve regio regionaal zorg"
    " ambassadeur ambassadeurs activiteit activiteiten afspraak besproken gehad gedaan gemaakt gesproken verwerkt"
    " voorbereid voorbereiden voorbereiding voorbeeld contact contacten stand zaken team"
)
_SAYS_NOTHING = frozenset(_SAYS_NOTHING_WORDS.split())
_ABOUT = frozenset(("over", "inzake", "betreffende", "rond", "rondom", "voor", "aan"))

EQUAL, FORM, PART, NEARLY = 4, 3, 2, 1  # how well a word fits a word of the plan


@dataclass(frozen=True)
class FoundTopic:
    """What it was for, and what to ask."""

    activity: Activity | None = None
    theme: Theme | None = None
    questions: tuple[Question, ...] = ()


class TopicIndex:
    """The words of a plan, ready to be laid beside a line."""

    def __init__(self, names: Names) -> None:
        self.themes = {theme.id: theme for theme in names.themes}
        self.activities = names.activities
        self.theme_words = {
            theme.id: {word for text in (theme.title, *theme.aliases) for word in words_of(text)}
            for theme in names.themes
        }
        self.activity_words = {activity.id: set(words_of(activity.text)) for activity in names.activities}


class TopicFinder:
    """Finds the activity or theme in one line."""

    def __init__(self, taken: Taken, index: TopicIndex) -> None:
        self.taken = taken
        self.themes, self.activities = index.themes, index.activities
        self._theme_words, self._activity_words = index.theme_words, index.activity_words

    def find_tags(self) -> FoundTopic:
        """Take ``#…``; two that differ, several that fit and one that fits nothing come back as a question."""
        found: list[Activity | Theme] = []
        questions: list[Question] = []
        for match in list(_TAG.finditer(self.taken.line))[:10]:
            one, question = self._tag(match.start())
            found += [one] if one and one not in found else []
            questions += [question] if question else []
        if not found and (alone := _LABEL_ALONE.search(self.taken.line)):
            named = self._labelled(alone[1].lower())
            if named and self.taken.take(alone.start(), alone.end(), "activity"):
                found.append(named)
        if len(found) > 1:
            choices = tuple(Choice(_value(one), one.name) for one in found[:MOST_CHOICES])
            questions.append(Question("activity", "topic_several", "", choices))
            return FoundTopic(questions=tuple(questions))
        return self._with_theme(found[0] if found else None, questions)

    def _tag(self, start: int) -> tuple[Activity | Theme | None, Question | None]:
        line = self.taken.line
        label = _LABEL.match(line, start + 1)
        if label and (named := self._labelled(label[0].lower())):
            self._take(start, label.end(), named)
            return named, None
        end = start + 1
        while (
            end < len(line)
            and end < start + 80
            and (line[end].isalnum() or line[end] in "-_'’" or "\u0300" <= line[end] <= "\u036f")
        ):
            end += 1
        words = [word for word in words_of(line[start + 1 : end]) if word not in _SAYS_NOTHING or len(word) > 3]
        fits = self._fitting(words) if words else []
        said = line[start:end]
        if len(fits) == 1:
            self._take(start, end, fits[0])
            return fits[0], None
        if not fits:
            return None, Question("activity", "topic_unknown", said)
        self.taken.take(start, end, "activity", is_guess=True)
        choices = tuple(Choice(_value(one), one.name) for one in fits[:MOST_CHOICES])
        return None, Question("activity", "topic_several", said, choices)

    def _labelled(self, label: str) -> Activity | Theme | None:
        plain = label.replace(".", "")
        for activity in self.activities:
            if (
                activity.label
                and activity.label.replace(".", "").lower() == plain
                and ("." in label or not plain.isdigit())
            ):
                return activity
        return next((theme for theme in self.themes.values() if theme.label == label), None)

    def _fitting(self, words: Sequence[str]) -> list[Activity | Theme]:
        """What fits all ``words`` best: themes by their title before activities by their text."""
        levels: dict[tuple[int, int], list[Activity | Theme]] = defaultdict(list)
        for theme in self.themes.values():
            if level := _fit_all(words, self._theme_words[theme.id]):
                levels[level, 1].append(theme)
        for activity in self.activities:
            if level := _fit_all(words, self._activity_words[activity.id]):
                levels[level, 0].append(activity)
        return levels[max(levels)] if levels else []

    def _take(self, start: int, end: int, one: Activity | Theme) -> None:
        self.taken.take(start, end, "activity" if isinstance(one, Activity) else "theme")

    def guess(self, atoms: Sequence[Atom]) -> FoundTopic:
        """What the words that are left point at, if it is one thing."""
        free = self.taken.free_atoms(atoms)[:MOST_WORDS]
        scores: dict[tuple[bool, int], float] = defaultdict(float)
        for place, atom in enumerate(free):
            if len(atom.folded) < 3 or atom.folded in _SAYS_NOTHING:
                continue
            about = any(before.folded in _ABOUT for before in free[max(0, place - 3) : place])
            for key, score in self._points(atom.folded, about=about).items():
                scores[key] += score
        if not scores:
            return FoundTopic()
        top = max(scores.values())
        best = [key for key, score in scores.items() if score == top]
        return self._guessed(best, top)

    def _points(self, word: str, *, about: bool) -> dict[tuple[bool, int], float]:
        """How strongly one word points at themes and activities: the fewer it fits, the stronger. Weak fits count nothing."""
        least = PART if about else FORM
        themes = {pk: fit for pk, words in self._theme_words.items() if (fit := _fit(word, words)) >= least}
        rows = {pk: fit for pk, words in self._activity_words.items() if (fit := _fit(word, words)) >= least}
        if themes and len(themes) <= 2:
            best = max(themes.values())
            return {(True, pk): 10 * fit for pk, fit in themes.items() if fit == best}
        best = max(rows.values(), default=0)
        fitting = [pk for pk, fit in rows.items() if fit == best]
        return {(False, pk): 6 * best / len(fitting) for pk in fitting} if len(fitting) <= 4 else {}

    def _guessed(self, best: list[tuple[bool, int]], top: float) -> FoundTopic:
        rows = {activity.id: activity for activity in self.activities}
        things: list[Activity | Theme] = [self.themes[pk] if is_theme else rows[pk] for is_theme, pk in best]
        if len(things) > 1:
            shared = {thing.theme_id if isinstance(thing, Activity) else thing.id for thing in things}
            if len(shared) > 1 or next(iter(shared)) not in self.themes:
                return FoundTopic()  # it may be anything: saying nothing is better than asking each time
            things = [self.themes[next(iter(shared))]]
        if top < 6:
            return FoundTopic()
        one = things[0]
        choice = (Choice(_value(one), one.name),)
        field_name = "activity" if isinstance(one, Activity) else "theme"
        question = Question(field_name, "topic_guess", "", choice, is_guess=True)  # type: ignore[arg-type]
        return self._with_theme(one, [question])

    def _with_theme(self, one: Activity | Theme | None, questions: Iterable[Question]) -> FoundTopic:
        if isinstance(one, Activity):
            return FoundTopic(one, self.themes.get(one.theme_id), tuple(questions))
        return FoundTopic(None, one, tuple(questions))


def _value(one: Activity | Theme) -> str:
    """As a choice: "activity:7" or "theme:3"."""
    return f"{'activity' if isinstance(one, Activity) else 'theme'}:{one.id}"


def _fit_all(words: Sequence[str], there: set[str]) -> int:
    """The weakest fit of ``words``, or of all of them as one word."""
    joined = _fit("".join(words), there) if len(words) > 1 else 0
    return max(joined, min(_fit(word, there) or _fit_begun(word, there) for word in words))


def _fit_begun(word: str, there: set[str]) -> int:
    """Whether ``word`` begins one of the words ``there``: enough after "#", from three letters on ("#comm")."""
    return PART if len(word) >= 3 and any(one.startswith(word) for one in there) else 0


def _fit(word: str, there: set[str]) -> int:
    """How well ``word`` fits one of the words ``there``."""
    other = _SAME.get(word)
    if word in there or (other and other in there):
        return EQUAL
    stem = _stem(word)
    if len(stem) >= 3 and any(_stem(one) == stem for one in there):
        return FORM
    if len(stem) >= 5 and any(stem in one for one in there):
        return PART
    most = errors_allowed(word) if len(word) >= 6 else 0
    if most and any(
        one[:1] == word[:1] and OSA.distance(word, one, score_cutoff=most) <= most for one in there if len(one) >= 6
    ):
        return NEARLY
    return 0


def _stem(word: str) -> str:
    """Without the usual endings of a plural: enough to match "flyers" with "flyer"."""
    for ending in ("en", "s"):
        if len(word) > 4 + len(ending) and word.endswith(ending):
            return word[: -len(ending)]
    return word
