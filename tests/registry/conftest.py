from __future__ import annotations

import datetime as dt

import pytest

from traffic_police.accounts.models import Officer, PersonKind, Role, Unit, UnitKind

NOON = dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC)


@pytest.fixture
def officer(db: None) -> Officer:
    unit = Unit.objects.create(code="371373000000", name="大队", short_name="大队", kind=UnitKind.BRIGADE)
    return Officer.objects.create(
        police_number="371427",
        name="庄小明",
        unit=unit,
        kind=PersonKind.POLICE,
        roles=[Role.OFFICER],
        must_change_password=False,
    )


@pytest.fixture
def administrator(officer: Officer) -> Officer:
    return Officer.objects.create(
        police_number="371001",
        name="管理",
        unit=officer.unit,
        kind=PersonKind.CIVILIAN,
        roles=[Role.ADMINISTRATOR],
        must_change_password=False,
    )
