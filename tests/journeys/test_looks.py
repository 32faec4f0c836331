"""Every page in four looks: axe finds nothing, nothing scrolls sideways, the first view is small."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from tests import factories
from traffic_police.reports import freezing
from traffic_police.reports.models import Report

from .conftest import PLATE, Town

Open = Callable[..., Any]
LOOKS = [(1440, "light", "zh-hans"), (1440, "dark", "en"), (360, "dark", "zh-hans"), (360, "light", "en")]


def pages(town: Town) -> list[tuple[Any, str]]:
    """Whose page and its address."""
    number = factories.served(town.officer).number
    freezing.make_due(at=timezone.now(), minute=dt.time(0, 0))
    report = Report.objects.filter(kind="daily", unit=town.leader.unit).latest("start")
    mine = ["/", f"/violations/log/?plate={PLATE}", "/cases/", f"/cases/{number}/", f"/cases/{number}/acts/pay/",
            f"/cases/{number}/evidence/", f"/subjects/vehicles/02/{factories.PLATE}/", "/me/"]  # fmt: skip
    return [
        *((town.officer, path) for path in mine),
        (town.dispatcher, "/board/"),
        (town.leader, "/reports/"), (town.leader, f"/reports/{report.pk}/"),
        *((town.administrator, path) for path in ("/people/", "/people/new/", "/registry/imports/")),
    ]  # fmt: skip


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_no_page_has_an_axe_violation_or_scrolls_sideways(
    town: Town, open_as: Open, width: int, theme: str, language: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    found: list[Any] = []
    opened: dict[Any, Any] = {}
    for who, path in pages(town):
        if who in opened:
            opened[who].goto(path)
        page = opened.setdefault(who, opened.get(who) or open_as(who, path, width, theme, language))
        said = Axe().run(page).response["violations"]
        found += [(path, one["id"], node["html"][:200]) for one in said for node in one["nodes"][:2]]
        if (over := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            found.append((path, "sideways", over))
    assert found == []


@pytest.mark.parametrize("path", [f"/violations/log/?plate={PLATE}", "/cases/", "/board/"])
def test_the_first_view_is_under_100_kilobytes_compressed(town: Town, open_as: Open, path: str) -> None:
    page = open_as(town.officer, "about:blank")
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda sent: sizes.__setitem__(sent.url, len(gzip.compress(sent.response().body()))))
    page.goto(path, wait_until="networkidle")
    assert 0 < sum(size for url, size in sizes.items() if not url.endswith("django-htmx.js")) < 100_000
