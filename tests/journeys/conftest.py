"""A small town with its brigade, and people of the brigade sitting before a real browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from tests import factories
from traffic_police.accounts.models import Officer, Role, Unit
from traffic_police.cases.models import Case, DemoMarker
from traffic_police.registry import services as registry
from traffic_police.registry.records import DriverRecord, VehicleRecord
from violations import services

PLATE = "鲁Q2C977"
DRIVER = "马丽文"


@dataclass(frozen=True)
class Town:
    """The squad, its people, one car that is known with one person, and one case of yesterday."""

    squad: Unit
    officer: Officer
    colleague: Officer
    dispatcher: Officer
    leader: Officer
    administrator: Officer


@pytest.fixture
def town(committed_db: str, settings: Any, tmp_path: Any) -> Town:
    settings.MEDIA_ROOT = tmp_path
    settings.CELERY_TASK_ALWAYS_EAGER = True
    squad = factories.squad("二中队")
    people = [
        factories.officer(squad, name="刘国栋"),
        factories.officer(squad, name="孙立伟"),
        factories.officer(factories.brigade(), Role.DISPATCHER, name="李静"),
        factories.officer(factories.brigade(), Role.BRIGADE_LEADER, Role.SUPERVISOR, name="沈立新"),
        factories.officer(factories.brigade(), Role.ADMINISTRATOR, kind="civilian", name="周启航"),
    ]
    _known_car()
    yesterday(people[0])
    return Town(squad, *people)


def _known_car() -> None:
    at, year = timezone.now(), dt.timedelta(days=365)
    day = timezone.localdate()
    car, _ = registry.upsert_vehicle(
        VehicleRecord(PLATE, "02", "K33", "A", "H", "大众朗逸", owner_name="马文", approved_seats=5,
                      inspection_valid_to=day + year, insurance_valid_to=day + year, status="A"), at)  # fmt: skip
    driver, _ = registry.upsert_driver(
        DriverRecord(factories.resident(), DRIVER, classes=("C1",), valid_to=day + year, phone="13812342216",
                     address="山东省临沂市坪上镇大山前村", status="A"), at)  # fmt: skip
    registry.remember_driver(car, driver, at)


def yesterday(officer: Officer, **fields: Any) -> Case:
    """A case of yesterday noon; only a database that is marked as a demonstration takes past events."""
    DemoMarker.objects.get_or_create()
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) - dt.timedelta(days=1)
    return services.log_on_site(officer, factories.on_site(noon, **fields), at=noon)


@pytest.fixture
def open_as(browser: Any, live_site: str) -> Iterator[Callable[..., Any]]:
    """`open_as(officer, "/path/")`: a signed-in page; whatever the console complains of fails the test."""
    contexts: list[Any] = []
    said: list[str] = []

    def open_page(who: Officer, path: str, width: int = 1440, theme: str = "light", language: str = "zh-hans",
                  **more: Any) -> Any:  # fmt: skip
        client = Client()
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(
            base_url=live_site,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": 900},
            **more,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        cookies = {django_settings.SESSION_COOKIE_NAME: session, "theme": theme, "django_language": language}
        context.add_cookies([{"name": name, "value": value, "url": live_site} for name, value in cookies.items()])
        page = context.new_page()
        page.on("console", lambda line: said.append(line.text) if _counts(line) else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


def _counts(line: Any) -> bool:
    """A refused form is an answer with status 422, which the console reports as well."""
    return line.type == "error" and "status of 422" not in line.text
