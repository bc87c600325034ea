"""Parts drawn by Jinja keep what Django's templates promise: they escape, they speak the reader's language."""

import pytest
from django.template import engines
from django.utils.safestring import SafeString
from django.utils.translation import override
from jinja2 import UndefinedError

from knooppunt.core import jinja


@pytest.fixture
def part(tmp_path, monkeypatch):
    """Writes a template and draws it."""
    from jinja2 import FileSystemLoader

    monkeypatch.setattr(engines["jinja2"].env, "loader", FileSystemLoader(tmp_path))

    def draw(source: str, **values: object) -> str:
        name = f"{len(list(tmp_path.iterdir()))}.html"
        (tmp_path / name).write_text(source, encoding="utf-8")
        return jinja.draw(name, **values)

    return draw


def test_what_people_typed_is_escaped_in_text_attributes_and_paragraphs(part):
    html = part('<p title="{{ said }}">{{ said }}</p>{{ said|paragraphs }}', said='"><script>alert(1)</script>')
    assert "<script>" not in html
    assert '"><' not in html.replace('">&', "")
    assert isinstance(html, SafeString)


def test_a_value_in_a_translated_sentence_is_escaped(part):
    assert "<b>" not in part('{{ _("until %(day)s")|format(day=day) }}', day="<b>")


def test_sentences_are_in_the_language_of_the_reader(part):
    with override("nl"):
        assert part('{{ _("Home") }}') == "Home"
        dutch = part('{{ _("Training and materials") }}')
    with override("en"):
        assert part('{{ _("Training and materials") }}') == "Training and materials" != dutch


def test_a_name_that_nobody_gave_is_an_error(part):
    with pytest.raises(UndefinedError):
        part("{{ forgotten }}")


def test_icons_and_addresses_are_those_of_the_other_templates(part):
    html = part('{{ icon("arrow") }}{{ url("portal:home") }}')
    assert 'class="icon"' in html
    assert html.endswith("/")
