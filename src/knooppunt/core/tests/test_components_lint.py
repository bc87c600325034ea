"""The template lint sees what it should, lets pass what it should, and finds nothing in our own templates."""

import pytest
from tools import lint_templates

BROKEN = [
    ('<p style="color: red">{{ x }}</p>', "inline-style"),
    ("<style>p { color: red }</style>", "inline-style"),
    ("<script>go()</script>", "inline-script"),
    ('<button onclick="go()">{{ x }}</button>', "inline-handler"),
    ('<div hx-on:click="go()"></div>', "hx-on"),
    ('<div hx-on--after-request="go()"></div>', "hx-on"),
    ("<div hx-vals='js:{a: 1}'></div>", "js-value"),
    ('<a href="javascript:go()">{{ x }}</a>', "js-value"),
    ('<input hx-trigger="keyup[ctrlKey] changed">', "trigger-filter"),
    ("<p>{{ text|safe }}</p>", "safe"),
    ("<p>{{ text | safe }}</p>", "safe"),
    ("{% autoescape off %}{{ text }}{% endautoescape %}", "safe"),
    ("{% blocktranslate %}\n  Hello\n{% endblocktranslate %}", "trimmed"),
    ("<p>Hallo daar</p>", "untranslated"),
    ('<p>{% if x %}Hallo{% else %}{% translate "Hello" %}{% endif %}</p>', "untranslated"),
    ('<nav aria-label="Kruimelpad"></nav>', "untranslated"),
    ('<input placeholder="Zoeken">', "untranslated"),
    ('<a href="#">{{ x }}</a>', "dead-link"),
    ('<img src="{{ x }}">', "alt"),
    ('<link rel="stylesheet" href="https://elsewhere.example/x.css">', "third-party"),
    ('<img alt="" src="//elsewhere.example/x.png">', "third-party"),
    ('{% icon "unicorn" %}', "icon"),
    ('<form action="." method="post"><button>{{ x }}</button></form>', "csrf"),
]
FINE = [
    '<p class="{% if x %}a{% else %}b{% endif %}">{% translate "Hello" %} {{ name }}</p>',
    "{% blocktranslate trimmed %}\n  Hello\n{% endblocktranslate %}{% blocktranslate %}Hello{% endblocktranslate %}",
    "{% comment %}Words in a comment <style></style>{% endcomment %}{# and here #}",
    '<a href="#{{ field.id }}">{{ x }}</a><img src="{{ x }}" alt="">',
    '<script type="module" src="{{ x }}"></script><script type="application/json">{"a": "woorden"}</script>',
    '<form method="post">{% csrf_token %}</form><form method="get"></form>',
    "<p>Knooppunt – 3 × 2 · €</p>",
    '{% icon "calendar" %}<input hx-trigger="input changed delay:300ms">',
]


@pytest.mark.parametrize(("source", "rule"), BROKEN)
def test_a_broken_rule_is_found_once_and_named(source: str, rule: str) -> None:
    assert [found.rule for found in lint_templates.findings(source)] == [rule]


@pytest.mark.parametrize("source", FINE)
def test_what_keeps_the_rules_passes(source: str) -> None:
    assert lint_templates.findings(source) == []


def test_a_finding_names_the_line_of_the_words_and_not_of_the_element() -> None:
    found = lint_templates.findings("<p>\n\n  Hallo\n</p>")

    assert [(one.line, one.rule) for one in found] == [(3, "untranslated")]


def test_an_allowance_holds_for_its_line_and_its_rule_only() -> None:
    source = (
        "<p>Almere</p>{# lint: allow untranslated: a place #}\n"
        "<p>Utrecht</p>\n"
        "<p style=''>Breda</p>{# lint: allow untranslated #}"
    )

    found = lint_templates.findings(source)

    assert [(one.line, one.rule) for one in found] == [(2, "untranslated"), (3, "inline-style")]


def test_mail_may_carry_style_attributes_because_mail_programs_read_nothing_else() -> None:
    assert lint_templates.findings('<p style="color: red">{{ x }}</p>', "accounts/mail/code.html") == []
