"""Tables out: CSV and XLSX whose cells a spreadsheet never takes for formulas."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils import timezone

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = dict.fromkeys(code for code in range(32) if code not in {9, 10, 13})
_LONGEST_CELL = 32_767


def safe(value: object) -> str:
    """The text of a cell; one that would start a formula gets an apostrophe in front. Numbers stay numbers."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value)
    text = _text(value)
    return f"'{text}" if text.lstrip(" \u3000").startswith(_FORMULA_STARTS) or text[:1] in _FORMULA_STARTS else text


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    text = str(value).translate(_CONTROL)
    return text.encode("utf-8", "replace").decode("utf-8")[:_LONGEST_CELL]


class _Line:
    """csv.writer wants a file; it gets one line."""

    def write(self, line: str) -> str:
        return line


def csv_lines(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """UTF-8 CSV line by line, with the mark by which Excel knows the encoding; for a streaming response."""
    writer: Any = csv.writer(_Line())
    yield "\ufeff"
    yield writer.writerow([safe(cell) for cell in header])
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])


def xlsx(header: Sequence[object], rows: Iterable[Sequence[object]], title: str = "Sheet1") -> bytes:
    """A workbook with one sheet; texts are written as texts, so nothing in them is a formula or a link."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(_sheet_title(title))
        bold = book.add_format({"bold": True})
        for column, cell in enumerate(header):
            sheet.write_string(0, column, safe(cell), bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def _sheet_title(title: str) -> str:
    return "".join(" " if mark in "[]:*?/\\'" else mark for mark in title)[:31].strip() or "Sheet1"


def _write(sheet: Any, row: int, column: int, cell: object) -> None:
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool) and _is_plain(float(cell)):
        sheet.write_number(row, column, cell)
    else:
        sheet.write_string(row, column, safe(cell))


def _is_plain(number: float) -> bool:
    """Longer numbers lose digits in a spreadsheet; infinities and NaN have no cell."""
    return math.isfinite(number) and abs(number) < 10**15
