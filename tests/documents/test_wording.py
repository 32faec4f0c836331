"""Amounts, dates and times as official documents write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from traffic_police.cases.typesetting import amount_in_words, date_text, figures, moment_text


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("5", "伍元整"),
        ("10", "壹拾元整"),
        ("20", "贰拾元整"),
        ("50", "伍拾元整"),
        ("100", "壹佰元整"),
        ("101", "壹佰零壹元整"),
        ("110", "壹佰壹拾元整"),
        ("150", "壹佰伍拾元整"),
        ("200", "贰佰元整"),
        ("1000", "壹仟元整"),
        ("1005", "壹仟零伍元整"),
        ("2050", "贰仟零伍拾元整"),
        ("10000", "壹万元整"),
        ("10500", "壹万零伍佰元整"),
        ("100000", "壹拾万元整"),
        ("105000", "壹拾万伍仟元整"),
        ("100000001", "壹亿零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1000000000", "壹拾亿元整"),
        ("3.5", "叁元伍角"),
        ("3.05", "叁元零伍分"),
        ("0.05", "伍分"),
        ("0.30", "叁角"),
        ("106.25", "壹佰零陆元贰角伍分"),
    ],
)
def test_an_amount_in_capitals(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["-1", "0.001", "1000000000000"])
def test_an_amount_that_no_document_can_hold_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        amount_in_words(Decimal(amount))


def test_figures_have_two_decimals() -> None:
    assert figures(Decimal(100)) == "100.00"


def test_dates_have_no_leading_zeros() -> None:
    assert date_text(date(2026, 1, 3)) == "2026年1月3日"


def test_a_moment_is_told_in_shanghai() -> None:
    assert moment_text(datetime(2026, 11, 22, 16, 5, tzinfo=UTC)) == "2026年11月23日0时05分"


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment_text(datetime(2026, 11, 22))  # noqa: DTZ001
