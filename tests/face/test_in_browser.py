"""The face in a real browser, from the gallery that needs no database."""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

LOOKS = [(1440, "light", "zh-hans"), (1440, "dark", "en"), (360, "dark", "zh-hans"), (360, "light", "en")]
PAGES = ["styleguide/", "case", "list", "board", "home", "error/403", "public"]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = Path(__file__).with_name("standalone.py")
    server = subprocess.Popen([sys.executable, script, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(address + "public")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the gallery did not start")


@pytest.fixture
def opened(browser: Any, site: str) -> Iterator[Any]:
    """A function that opens a page; every console error is kept on it and asserted at the end."""
    contexts: list[Any] = []
    said: list[str] = []

    def open_page(path: str, width: int = 1440, theme: str = "light", language: str = "en", **more: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **more)
        contexts.append(context)
        context.add_cookies(
            [{"name": name, "value": value, "url": site} for name, value in
             (("django_language", language), ("theme", theme))]
        )  # fmt: skip
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(site + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_a_page_has_no_axe_violation_and_no_sideways_scroll(
    opened: Any, path: str, width: int, theme: str, language: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(path, width, theme, language)
    assert page.locator("html").get_attribute("data-theme") == theme
    violations = Axe().run(page).response["violations"]
    assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_slash_goes_to_the_search_box(opened: Any) -> None:
    page = opened("case")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    assert page.locator("#find").input_value() == ""


def test_a_list_is_walked_and_selected_by_keys(opened: Any) -> None:
    page = opened("list")
    assert page.locator("[data-bulk]").is_hidden()
    for key in "jjx":
        page.keyboard.press(key)
    assert page.locator("tr[aria-current]").get_attribute("data-row") == "LG-W-2026004763"
    assert page.locator("[data-pick]:checked").count() == 1
    assert page.locator("[data-count]").inner_text() == "1"
    page.get_by_role("button", name="Clear the selection").click()
    assert page.locator("[data-bulk]").is_hidden()


def test_a_list_can_be_used_without_script(opened: Any) -> None:
    page = opened("list", java_script_enabled=False)
    assert page.locator("[data-bulk]").is_visible()
    page.locator("summary", has_text="Squad").click()
    page.get_by_role("button", name="二中队").click()
    assert "unit=2" in page.url


def test_what_was_typed_survives_a_reload_and_can_be_discarded(opened: Any) -> None:
    page = opened("styleguide/")
    page.locator("#draft-text").fill("石磊，未礼让行人")
    page.reload()
    assert page.locator("#draft-text").input_value() == "石磊，未礼让行人"
    page.get_by_role("button", name="Discard draft").click()
    assert page.locator("#draft-text").input_value() == ""
    assert page.evaluate("localStorage.length") == 0


def test_a_grave_act_asks_back_and_cancel_does_nothing(opened: Any) -> None:
    page = opened("styleguide/")
    form = page.locator("form[data-draft]")
    form.locator("button").click()
    assert page.locator("dialog#confirm").is_visible()
    page.get_by_role("button", name="Cancel").last.click()
    assert "matter=" not in page.url
    form.locator("button").click()
    page.locator("[data-confirm-yes]").click()
    page.wait_for_url("**matter=**")


def test_the_fold_of_the_rail_is_remembered(opened: Any) -> None:
    page = opened("home")
    page.locator("label:has(#fold)").click()
    page.reload()
    assert page.locator("#fold").is_checked()


def test_the_choice_of_language_and_theme_holds(opened: Any) -> None:
    page = opened("home", theme="light", language="en")
    page.locator(".band summary").click()
    page.get_by_role("button", name="中文").click()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.locator(".band summary").click()
    page.get_by_role("button", name="深色").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_the_first_view_of_a_page_is_under_100_kilobytes_compressed(opened: Any, browser: Any, site: str) -> None:
    page = browser.new_page()
    sizes: dict[str, int] = {}
    page.on("response", lambda got: sizes.__setitem__(got.url, len(gzip.compress(got.body()))))
    page.goto(site + "case", wait_until="networkidle")
    page.close()
    # In development the page also loads the debug helper of htmx, which production leaves out.
    assert sum(size for url, size in sizes.items() if not url.endswith("django-htmx.js")) < 100_000
    assert len(sizes) >= 6
