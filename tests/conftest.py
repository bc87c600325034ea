"""What tests that cross apps share: a real server with the example data, and a real browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

KNOOPPUNT = Path(sys.executable).parent / "knooppunt"
CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of ``knooppunt demo``, running on its own data folder (or of the one that a developer has running)."""
    if running := os.environ.get("KNOOPPUNT_TEST_SERVER"):
        yield running
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = tmp_path_factory.mktemp("demo")
    environment = {
        key: value for key, value in os.environ.items() if key not in {"DJANGO_SETTINGS_MODULE", "SECRET_KEY"}
    }
    environment |= {"KNOOPPUNT_DATA": str(data), "PORT": str(port), "KNOOPPUNT_URL": f"http://localhost:{port}"}
    log = (data.parent / "demo.log").open("wb")
    process = subprocess.Popen([str(KNOOPPUNT), "demo"], env=environment, stdout=log, stderr=log)
    url = f"http://localhost:{port}"
    try:
        _wait_for(f"{url}/healthz", process, data.parent / "demo.log")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path, seconds: int = 240) -> None:
    for _ in range(seconds * 4):
        if process.poll() is not None:
            pytest.fail(f"The server stopped:\n{log.read_text(errors='replace')[-3000:]}")
        try:
            urllib.request.urlopen(url, timeout=2)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    pytest.fail(f"The server does not answer:\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's chromium, started once."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any, server: str) -> Iterator[Callable[..., Any]]:
    """``open_page(persona="ambassadeur", width=390, dark=True, script=False)`` gives a fresh page, signed in."""
    contexts = []

    def make(persona: str = "", *, width: int = 1280, dark: bool = False, script: bool = True) -> Any:
        context = chromium.new_context(
            base_url=server,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            locale="nl-NL",
        )
        context.set_default_timeout(60_000)  # for the slowest of machines; nothing waits that has what it waits for
        contexts.append(context)
        page = context.new_page()
        if persona:
            page.goto("/demo/")
            page.locator(f'button[name="persona"][value="{persona}"]').click()
            page.wait_for_url("**/werkplek/**")
        return page

    yield make
    for context in contexts:
        context.close()
