from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest

from traffic_police.registry import export


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", " =cmd|' /C calc'!A0", "\u3000=1"])
def test_a_text_that_would_start_a_formula_gets_an_apostrophe(text: str) -> None:
    assert export.safe(text).startswith("'")


def test_numbers_and_plain_texts_stay() -> None:
    assert [export.safe(v) for v in (-5, Decimal("-0.50"), "鲁Q12345", None, "a=b")] == [
        "-5",
        "-0.50",
        "鲁Q12345",
        "",
        "a=b",
    ]


def test_a_csv_reads_back_cell_by_cell() -> None:
    moment = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
    text = "".join(export.csv_lines(["a", "b"], [['x,"y"\n', "=1"], [moment, None]]))
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text[1:]))) == [["a", "b"], ['x,"y"\n', "'=1"], ["2026-11-23 09:00", ""]]


def test_a_workbook_reads_back_without_formulas() -> None:
    rows = [["=1+1", 5, Decimal("2.50"), "http://x", "\x00\x1f\ud800", 10**20, float("nan")]]
    book = openpyxl.load_workbook(io.BytesIO(export.xlsx(list("abcdefg"), rows, "a/b[c]")))
    cells = [(cell.value, cell.data_type) for cell in list(book.active.rows)[1]]  # type: ignore[union-attr]
    assert cells[:4] == [("'=1+1", "s"), (5, "n"), (2.5, "n"), ("http://x", "s")]
    assert cells[5][0] == str(10**20)
    assert book.sheetnames == ["a b c"]
