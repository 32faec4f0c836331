from __future__ import annotations

import pytest

from traffic_police.registry.rules import masks


@pytest.mark.parametrize(
    ("name", "shown"),
    [("庄小明", "庄*明"), ("庄明", "庄*"), ("阿卜杜尼亚孜", "阿****孜"), ("庄", "*"), ("", "")],
)
def test_a_name_keeps_its_ends(name: str, shown: str) -> None:
    assert masks.mask_name(name) == shown


def test_an_identity_number_keeps_district_and_last_four() -> None:
    assert masks.mask_id("371327199003070015") == "371327********0015"
    assert masks.mask_id("E12345678") == "E1*****78"
    assert masks.mask_id("123") == "***"


def test_a_phone_keeps_three_and_four() -> None:
    assert masks.mask_phone("13805392216") == "138****2216"
    assert masks.mask_phone("12123") == "*****"


def test_an_address_keeps_the_district_alone() -> None:
    assert masks.mask_address("山东省莒南县坪上镇三村12号") == "山东省莒南县********"
    assert masks.mask_address("三村12号") == "*****"
