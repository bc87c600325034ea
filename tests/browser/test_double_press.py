"""A double click on a button of a form sends the form once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import knooppunt

pytestmark = pytest.mark.browser
SCRIPT = Path(knooppunt.__path__[0]) / "core/static/knooppunt/js/once.js"
PAGE = """<form method="post" action="/sent"><button name="press" value="one">1</button>
<button name="press" value="two">2</button></form>"""


def test_double_click_sends_once_and_another_button_still_works(chromium: Any) -> None:
    page, sent = chromium.new_page(), []

    def answer(route: Any) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data)
            route.fulfill(status=204)
        else:
            route.fulfill(status=200, content_type="text/html", body=PAGE)

    page.route("**/*", answer)
    page.goto("http://page.example/")
    page.add_script_tag(content=SCRIPT.read_text(), type="module")
    with page.expect_response("**/sent"):
        page.dblclick("button >> nth=0")
    with page.expect_response("**/sent"):
        page.click("button >> nth=1")
    page.close()

    assert sent == ["press=one", "press=two"]
