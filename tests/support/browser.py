"""A real Chromium against the real application: `page` on `live_site`."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

from traffic_police.launcher.testing import browser as find_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FONT_PACKAGE = "pylopdf_fonts_zh_cn"


@pytest.fixture
def live_site(committed_db: str) -> Iterator[str]:
    """The address of the application, served by threads of this process from a database of its own."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
    thread.join()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One Chromium for the whole run; each test has a fresh context in it."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = ["--no-sandbox"] if os.getuid() == 0 else []
    env: dict[str, Any] = {**os.environ, "FONTCONFIG_FILE": str(fonts(tmp_path_factory.mktemp("fonts")))}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_browser(), args=arguments, env=env)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, live_site: str) -> Iterator[Page]:
    """A page of the live site as an officer sees it; script errors and refusals of the CSP fail the test."""
    context = browser.new_context(
        base_url=live_site, locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(10_000)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
    yield opened
    context.close()
    assert errors == []


def fonts(folder: Path) -> Path:
    """A font configuration that has Chinese also where the machine has no fonts."""
    spec = importlib.util.find_spec(FONT_PACKAGE)
    places = list(spec.submodule_search_locations or []) if spec else []
    configuration = folder / "fonts.conf"
    configuration.write_text(
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'urn:fontconfig:fonts.dtd'><fontconfig>"
        + "".join(f"<dir>{place}</dir>" for place in places)
        + f"<include ignore_missing='yes'>/etc/fonts/fonts.conf</include><cachedir>{folder}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return configuration
