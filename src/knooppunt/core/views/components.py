"""``/demo/onderdelen/``: every component in every state, with its documented inputs.

The examples are content, so they stand here in Dutch and are not translated. A test holds that no component is missing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from knooppunt.core import access

# Parts of other components and of the layouts, seen there.
SHOWN_ELSEWHERE = frozenset(
    {
        "brand",
        "header_public",
        "header_work",
        "language_link",
        "footer",
        "demo_banner",
        "field_error",
        "node_art",
        "form",
    }
)
FOLDER = Path(__file__).resolve().parent.parent / "templates/components"
DOCUMENTATION = re.compile(r"{%\s*comment\s*%}(.*?){%\s*endcomment\s*%}", re.DOTALL)


@dataclass(frozen=True)
class Sample:
    """One state of a component: what it shows, and the inputs it gets. ``wrap`` is the element it must stand in."""

    state: str
    inputs: dict[str, Any] = field(default_factory=dict)
    wrap: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Shown:
    """A component as the page prints it."""

    name: str
    documentation: str
    samples: list[tuple[str, SafeString]]


class ExampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Naam", help_text="Zoals collega's je noemen.", max_length=60)
    mail = forms.EmailField(label="E-mailadres", required=False, max_length=254)
    reason = forms.CharField(label="Waarom?", widget=forms.Textarea)
    level = forms.ChoiceField(label="Niveau", choices=[("", "Kies"), ("3", "mbo 3"), ("4", "mbo 4")])
    day = forms.DateField(label="Datum", widget=forms.DateInput(attrs={"type": "date"}))
    role = forms.ChoiceField(label="Rol", choices=[("p", "Praktijk"), ("o", "Onderwijs")], widget=forms.RadioSelect)
    hubs = forms.MultipleChoiceField(
        label="Knooppunten",
        choices=[("1", "Ligare"), ("2", "Septet")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    file = forms.FileField(label="Bestand", help_text="Een PDF, Word- of Excel-bestand, hooguit 20 MB.", required=False)
    agree = forms.BooleanField(label="Ik wil de nieuwsbrief", required=False)


def _hub(number: int, name: str, *provinces: str) -> SimpleNamespace:
    return SimpleNamespace(number=number, name=name, provinces=provinces)


HUBS = [
    _hub(1, "Noord-Holland en Flevoland", "Noord-Holland", "Flevoland"),
    _hub(2, "Ligare", "Groningen", "Friesland", "Drenthe", "Overijssel"),
    _hub(3, "Propallia", "Zuid-Holland"),
    _hub(4, "Septet", "Utrecht"),
    _hub(5, "Zuidwest", "Zuid-Holland", "Zeeland", "Noord-Brabant"),
    _hub(6, "PalZO", "Gelderland", "Noord-Brabant"),
    _hub(7, "Limburg-Zuidoost Brabant", "Limburg", "Noord-Brabant"),
    _hub(8, "Kinderpalliatieve Zorg"),
]
COUNTS = {"behaald": 12, "op_schema": 19, "doorlopend": 10, "achter_op_schema": 5, "": 3}
HERE = "/demo/onderdelen/"
STACK = ('<div class="stack">', "</div>")
HEAT_START = (
    '<div class="table-scroll" tabindex="0" role="region" aria-label="Stand per thema">'
    '<table class="heat"><tbody><tr><th scope="row">Voorbeeld</th>'
)
HEAT_END = "</tr></tbody></table></div>"
CODES = ("behaald", "op_schema", "doorlopend", "achter_op_schema", "")


def samples() -> dict[str, list[Sample]]:
    """The states of every component, by the name of its template."""
    now = timezone.now()
    week = dt.timedelta(weeks=1)
    empty, wrong = ExampleForm(), ExampleForm({"mail": "naam@school"}, auto_id="fout_%s")
    rows = list(range(1, 200))
    return {
        "button": [
            Sample("gewoon", {"label": "Bewaar"}),
            Sample("tweede keus", {"label": "Bekijk", "kind": "secondary", "url": HERE}),
            Sample("rustig", {"label": "Nu niet", "kind": "quiet"}),
            Sample("accent", {"label": "Zoeken", "kind": "accent", "icon_name": "search"}),
            Sample("klein", {"label": "Wijzig", "kind": "secondary", "small": True, "hidden_text": "focus 1.3"}),
        ],
        "button_set": [
            Sample("gewoon", {"buttons": [{"label": "Bewaar"}, {"label": "Nu niet", "kind": "quiet", "url": HERE}]})
        ],
        "link_list": [
            Sample(
                "gewoon",
                {
                    "links": [
                        {"label": "Actieplan 2026", "url": HERE, "text": "49 punten"},
                        {"label": "Logboek", "url": HERE},
                    ]
                },
            ),
            Sample("met nummers", {"links": [{"label": hub.name, "url": HERE, "number": hub.number} for hub in HUBS]}),
            Sample(
                "met statussen",
                {"links": [{"label": "Borging", "url": HERE, "has_status": True, "status": code} for code in CODES]},
            ),
        ],
        "card": [
            Sample(
                "gewoon", {"title": "De stand", "text": "Alles loopt.", "meta": ["26 focuspunten", "23 activiteiten"]}
            ),
            Sample(
                "als link",
                {"title": "Ik geef les", "text": "Casussen en lespakketten.", "url": HERE, "icon_name": "book"},
            ),
            *[
                Sample(kind, {"title": "Kaart", "text": "Een keuze of een samenvatting.", "kind": kind})
                for kind in ("tint", "accent", "band")
            ],
        ],
        "search": [
            Sample("gewoon", {"action": HERE, "label": "Zoek een organisatie", "placeholder": "Naam of plaats"})
        ],
        "facets": [
            Sample(
                "gewoon",
                {
                    "action": HERE,
                    "total": 47,
                    "active": 1,
                    "groups": [
                        {
                            "legend": "Niveau",
                            "name": "niveau",
                            "options": [
                                {"value": "2", "label": "mbo 2", "count": 8, "checked": False},
                                {"value": "3", "label": "mbo 3 en 4", "count": 47, "checked": True},
                            ],
                        }
                    ],
                },
            )
        ],
        "filter_chips": [Sample("gewoon", {"chips": [{"label": "mbo 3 en 4", "url": HERE}], "clear_url": HERE})],
        "result": [
            Sample(
                "vers",
                {
                    "item": {
                        "kind": "Training",
                        "icon_name": "cap",
                        "levels": "mbo 3 en 4, hbo",
                        "title": "Zorg in de laatste dagen",
                        "url": HERE,
                        "text": "Met een acteur oefen je twee gesprekken.",
                        "points": [{"register": "V&V", "number": 6}, {"register": "GAIA", "number": 5}],
                        "price": "€ 195",
                        "facts": [
                            {"icon_name": "pin", "text": "Haarlem, Almere"},
                            {"icon_name": "clock", "text": "6 uur"},
                        ],
                        "checked": "Gecontroleerd op 9 november 2026",
                        "more": "Bekijk data",
                    }
                },
                ('<ol class="results"><li>', "</li></ol>"),
            ),
            Sample(
                "oud",
                {
                    "item": {
                        "kind": "Organisatie",
                        "icon_name": "people",
                        "title": "ROC Voorbeeld",
                        "url": HERE,
                        "checked": "Langer dan een jaar niet gecontroleerd",
                        "checked_old": True,
                    }
                },
                ('<ol class="results"><li>', "</li></ol>"),
            ),
        ],
        "table": [
            Sample(
                "gewoon",
                {
                    "caption": "Stand per thema",
                    "columns": [{"label": "Thema"}, {"label": "Punten", "num": True}, {"label": "Let op"}],
                    "rows": [
                        [{"text": "1. Onderwijsraamwerk", "url": HERE}, 6, "1 achter op schema"],
                        ["2. Bijeenkomsten", 8, "Loopt goed"],
                    ],
                },
            )
        ],
        "pagination": [
            Sample("eerste pagina", {"label": "Pagina’s, eerste pagina", "page": Paginator(rows, 10).page(1)}),
            Sample("in het midden", {"label": "Pagina’s, in het midden", "page": Paginator(rows, 10).page(9)}),
            Sample("laatste pagina", {"label": "Pagina’s, laatste pagina", "page": Paginator(rows, 10).page(20)}),
        ],
        "breadcrumb": [
            Sample("gewoon", {"items": [{"label": "Home", "url": HERE}, {"label": "Actieplan", "url": ""}]})
        ],
        "tabs": [
            Sample(
                "gewoon",
                {
                    "label": "Periode",
                    "tabs": [{"label": "Dit jaar", "url": HERE, "current": True}, {"label": "Vorig jaar", "url": HERE}],
                },
            )
        ],
        "status_chip": [
            *[Sample("elke status", {"status": code}) for code in CODES],
            Sample("met een getal", {"status": "achter_op_schema", "text": "2 achter op schema"}),
            Sample("zonder vlak", {"status": "behaald", "plain": True}),
        ],
        "status_legend": [Sample("gewoon")],
        "status_picker": [
            Sample("met woorden", {"name": "demo-1", "value": "op_schema", "label": "focus 1.2"}),
            *[
                Sample("compact", {"name": f"demo-c{n}", "value": code, "label": f"focus 1.{n}", "compact": True})
                for n, code in enumerate(CODES)
            ],
        ],
        "status_bar": [
            Sample("alle statussen", {"counts": COUNTS}),
            Sample("één status", {"counts": {"behaald": 4}}),
            Sample("alleen de balk", {"counts": COUNTS, "bare": True}),
            Sample("leeg", {"counts": {}}),
        ],
        "plan_row": [
            Sample(
                "om in te kiezen",
                {
                    "number": "1.3",
                    "kind": "focus",
                    "text": "Scholen geven aan welke steun zij willen.",
                    "status": "op_schema",
                    "field_name": "demo-r",
                },
                ('<div class="plan-theme"><ol class="plan-rows"><li>', "</li></ol></div>"),
            ),
            Sample(
                "achter op schema",
                {
                    "number": "1.c",
                    "kind": "activiteit",
                    "text": "We verkennen een kennismarkt.",
                    "status": "achter_op_schema",
                    "sub_items": ["Twee scholen gevraagd"],
                    "note": "Waarom? Twee scholen hebben pas in februari tijd.",
                },
                ('<div class="plan-theme"><ol class="plan-rows"><li>', "</li></ol></div>"),
            ),
        ],
        "timeline": [
            Sample(
                "gewoon",
                {
                    "events": [
                        {"now": True, "when": "Vandaag", "text": "Gebeld met Hospice Voorbeeld."},
                        {"when": "Dinsdag", "text": "Status van 1.1 gezet."},
                    ]
                },
            )
        ],
        "entries": [
            Sample(
                "gewoon",
                {
                    "entries": [
                        {"at": timezone.now(), "title": "Gebeld over het raamwerk", "text": "45 minuten", "url": "/"},
                        {"at": timezone.now() - dt.timedelta(days=3), "title": "Kennismaking met de docenten"},
                    ]
                },
            )
        ],
        "attention": [
            Sample(
                "gewoon",
                {
                    "items": [
                        {"title": "Het plan van 2026 ontbreekt", "text": "Septet", "url": HERE, "label": "Bekijk"},
                        {"title": "Zonder knop"},
                    ]
                },
            ),
            Sample(
                "met nummers",
                {
                    "numbered": True,
                    "items": [
                        {"title": "2.4 staat al 10 weken zo", "url": HERE, "label": "Wijzig"},
                        {"title": "Klaar", "done": True},
                    ],
                },
            ),
        ],
        "stats": [
            Sample(
                "gewoon",
                {
                    "stats": [
                        {"label": "bijeenkomsten", "number": 38},
                        {"label": "uren", "number": "46,5", "unit": "van 60"},
                        {"label": "punten", "number": 49, "url": HERE},
                    ]
                },
            )
        ],
        "heat_cell": [
            Sample(
                "van goed naar slecht",
                {"going_well": well, "total": total, "behind": behind, "url": HERE},
                (HEAT_START, HEAT_END),
            )
            for well, total, behind in ((9, 9, 0), (7, 7, 0), (8, 9, 1), (5, 7, 2), (2, 6, 4), (0, 0, 0))
        ],
        "hub_map": [
            Sample("alle knooppunten", {"hubs": HUBS}),
            Sample("één knooppunt", {"hubs": HUBS, "picked": 5}),
            Sample("leeg", {"hubs": []}),
        ],
        "field": [
            *[Sample("leeg", {"field": bound}, STACK) for bound in empty],
            *[Sample("met een fout", {"field": wrong[name]}, STACK) for name in ("name", "mail", "role")],
        ],
        "error_summary": [Sample("gewoon", {"form": wrong, "quiet": True})],
        "notice": [
            Sample("informatie", {"title": "Goed om te weten", "text": "Je duo heeft het plan ook open."}),
            Sample("ok", {"kind": "ok", "title": "Bewaard", "text": "Vijf statussen staan erin."}),
            Sample(
                "warn",
                {"kind": "warn", "text": "Dit is een jaar niet gecontroleerd.", "url": HERE, "label": "Kijk het na"},
            ),
            Sample(
                "error",
                {
                    "kind": "error",
                    "title": "Dat lukte niet",
                    "text": "Je tekst staat er nog. Probeer het over een minuut nog eens.",
                },
            ),
        ],
        "undo": [Sample("gewoon", {"text": "1.3 staat op behaald.", "action": HERE, "hidden": {"row": 3}})],
        "empty": [
            Sample(
                "gewoon",
                {
                    "title": "Nog geen plan",
                    "text": "Hier komt het plan van dit jaar.",
                    "url": HERE,
                    "label": "Begin een plan",
                },
            )
        ],
        "more": [
            Sample(
                "dicht",
                {"summary": "Hoe werkt dit?", "text": "De tekst komt tevoorschijn als je op de regel klikt."},
            ),
            Sample("open", {"summary": "En dit?", "text": "Deze staat al open.", "open": True}),
        ],
        "dialog": [
            Sample(
                "gewoon",
                {
                    "dialog_id": "demo-venster",
                    "open_label": "Sluit het plan",
                    "title": "Plan afsluiten?",
                    "text": "Het plan blijft te lezen.",
                    "action": HERE,
                    "confirm_label": "Sluit af",
                },
            )
        ],
        "confirm": [
            Sample(
                "gewoon",
                {
                    "text": "Dit thema gaat naar de prullenbak.",
                    "consequences": ["De 8 punten gaan mee.", "Je kunt het 30 dagen terughalen."],
                    "confirm_label": "Haal weg",
                    "cancel_url": HERE,
                    "version": 3,
                },
            )
        ],
        "steps": [
            Sample(
                "bolletjes",
                {
                    "current": 2,
                    "steps": [
                        {"label": f"Onderwerp {n}", "state": s} for n, s in enumerate(("done", "now", "", ""), 1)
                    ],
                },
            ),
            Sample(
                "met woorden",
                {
                    "current": 2,
                    "named": True,
                    "steps": [
                        {"label": "Kies een bestand", "state": "done"},
                        {"label": "Kijk na", "state": "now"},
                        {"label": "Bewaar", "state": ""},
                    ],
                },
            ),
        ],
        "agenda": [
            Sample(
                "gewoon",
                {
                    "events": [
                        {
                            "date": dt.date(2026, 12, 2),
                            "title": "Bijeenkomst voor contactpersonen",
                            "url": HERE,
                            "text": "14.00 uur · Almere",
                        }
                    ]
                },
            )
        ],
        "report_head": [
            Sample(
                "gewoon",
                {
                    "over": "Knooppunt Noord-Holland en Flevoland",
                    "title": "Actieplan 2026",
                    "lead": "Stand op 22 november.",
                    "level": 2,
                },
                ('<article class="report">', "</article>"),
            )
        ],
        "history": [
            Sample(
                "gewoon",
                {
                    "entries": [
                        {
                            "at": now,
                            "who": "Ambassadeur Voorbeeld",
                            "status": "achter_op_schema",
                            "has_status": True,
                            "why": "De zaal was bezet.",
                        },
                        {"at": now - 3 * week, "who": "Duo Voorbeeld", "what": "Tekst aangepast"},
                    ]
                },
            )
        ],
        "conflict": [
            Sample(
                "gewoon",
                {
                    "rows": [
                        {"label": "Tekst", "mine": "We bezoeken vier scholen.", "theirs": "We bezoeken drie scholen."}
                    ],
                    "by": "Duo Voorbeeld",
                    "at": now,
                    "action": HERE,
                    "hidden": {"text": "We bezoeken vier scholen."},
                    "version": 7,
                    "keep_url": HERE,
                },
            )
        ],
        "copy": [Sample("gewoon", {"source": "demo-venster", "label": "Kopieer"})],
    }


def documentation_of(name: str) -> str:
    """The comment at the top of a component: what it is for and its inputs."""
    source = (FOLDER / f"{name}.html").read_text(encoding="utf-8")
    found = DOCUMENTATION.search(source)
    return found[1].strip() if found else ""


def component_names() -> list[str]:
    """Every component there is, by its file."""
    return sorted(path.stem for path in FOLDER.glob("*.html"))


def show_all(request: HttpRequest) -> Iterator[Shown]:
    """All components with their states drawn; samples of one state stand together in one wrapping."""
    for name, states in samples().items():
        drawn = []
        for (state, (before, after)), group in groupby(states, key=lambda sample: (sample.state, sample.wrap)):
            parts = [render_to_string(f"components/{name}.html", sample.inputs, request) for sample in group]
            drawn.append((state, SafeString(before + " ".join(parts) + after)))
        yield Shown(name, documentation_of(name), drawn)


@access.demo
def show_components(request: HttpRequest) -> HttpResponse:
    """The page that designers and developers look things up on."""
    return render(request, "core/components.html", {"shown": list(show_all(request))})
