"""Blocks of national document numbers: loaded whole, by an administrator, never overlapping, given in order."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import officer, squad
from traffic_police.accounts.models import PersonKind, Role
from traffic_police.cases import blocks
from traffic_police.cases.models import NationalBlock
from traffic_police.cases.numbers import next_national
from traffic_police.cases.refusals import InputRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Any:
    return officer(None, Role.ADMINISTRATOR, kind=PersonKind.CIVILIAN)


def told(of: Any, **changes: str) -> dict[str, str]:
    return {"category": "1", "unit": of.code, "first": "371373010000001", "last": "371373010000003"} | changes


def test_an_administrator_loads_a_block_and_its_numbers_are_given_in_order(administrator: Any) -> None:
    unit = squad()
    blocks.load(administrator, told(unit), at=timezone.now())
    given = [next_national("1", unit) for _number in range(4)]
    assert given == ["371373010000001", "371373010000002", "371373010000003", None]


def test_nobody_else_loads_a_block() -> None:
    unit = squad()
    with pytest.raises(PermissionDenied):
        blocks.load(officer(unit, Role.OFFICER), told(unit), at=timezone.now())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"first": "37137301000000"}, "first"),
        ({"first": "071373010000001"}, "first"),
        ({"last": "371373010000000"}, "last"),
        ({"category": "9"}, "category"),
        ({"unit": "nowhere"}, "unit"),
        ({"last": "３７１３７３０１００００００３"}, "last"),
    ],
)
def test_a_wrong_block_is_refused_by_its_field(administrator: Any, changes: dict[str, str], field: str) -> None:
    unit = squad()
    with pytest.raises(InputRefused) as refused:
        blocks.load(administrator, told(unit, **changes), at=timezone.now())
    assert field in refused.value.errors
    assert not NationalBlock.objects.exists()


def test_overlapping_blocks_are_refused_by_the_service_and_by_the_database(administrator: Any) -> None:
    unit, at = squad(), timezone.now()
    kept = blocks.load(administrator, told(unit), at=at)
    with pytest.raises(InputRefused) as refused:
        blocks.load(administrator, told(unit, first="371373010000003", last="371373010000009"), at=at)
    assert "371373010000001" in refused.value.sentence
    with pytest.raises(IntegrityError), transaction.atomic():
        NationalBlock.objects.create(
            category="3", unit=unit, first=kept.last, last=kept.last + 5, next=kept.last, loaded_by=administrator,
            loaded_at=at + dt.timedelta(seconds=1),
        )  # fmt: skip
