"""A report as an XLSX workbook: the same data as on paper, numbers as numbers, the same bytes every time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from traffic_police.reports.documents.shapes import Cell, ReportPaper, ReportTable

MAX_CELL = 32_767
MAX_ROWS = 1_048_576
_UNSAFE_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
# XML 1.0 has no place for these; Excel would call the file damaged.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SAFE_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def workbook(report: ReportPaper, *, as_of: datetime) -> bytes:
    """Write the report: a summary sheet, one sheet per table, and one of corrections where there are any.

    Text is always stored as text, so a value that begins like a formula stays what it is. Raises ValueError for
    a moment without time zone or a table longer than a sheet can hold.
    """
    if as_of.tzinfo is None:
        raise ValueError("as_of must carry its time zone")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _SAFE_OPTIONS)
    book.set_properties(
        {
            "title": _storable(report["title"]),
            "author": _storable(report["unit"]),
            "created": as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0),
        }
    )
    styles = _styles(book)
    names = _SheetNames()
    _summary(book.add_worksheet(names.take("概要")), report, styles)
    for table in report["tables"]:
        _table(book.add_worksheet(names.take(table["title"])), table, report, styles)
    if report["corrections"]:
        _table(book.add_worksheet(names.take("更正")), _corrections(report), report, styles)
    book.close()
    return out.getvalue()


class _SheetNames:
    """Excel allows 31 characters, forbids some, and compares names without case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, title: str) -> str:
        base = _UNSAFE_SHEET.sub(" ", _storable(title)).strip()[:31] or "表"
        name, number = base, 1
        while name.casefold() in self._taken or name.casefold() == "history":
            number += 1
            name = f"{base[: 31 - len(str(number)) - 1]} {number}"
        self._taken.add(name.casefold())
        return name


def _styles(book: Any) -> Mapping[str, Format]:
    face = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    return {
        "title": book.add_format({**face, "font_size": 16, "bold": True}),
        "label": book.add_format({**face, "font_color": "#5a6472"}),
        "head": book.add_format({**face, "bold": True, "bottom": 1, "top": 2, "text_wrap": True}),
        "head-number": book.add_format(
            {**face, "bold": True, "bottom": 1, "top": 2, "align": "right", "text_wrap": True}
        ),
        "text": book.add_format({**face, "text_wrap": True, "num_format": "@"}),
        "whole": book.add_format({**face, "num_format": "#,##0", "align": "right"}),
        "exact": book.add_format({**face, "num_format": "#,##0.00", "align": "right"}),
        "right": book.add_format({**face, "align": "right", "num_format": "@"}),
    }


def _summary(sheet: Worksheet, report: ReportPaper, styles: Mapping[str, Format]) -> None:
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 3, 40)
    _page(sheet, report, landscape=True)
    _write(sheet, 0, 0, report["title"], styles["title"])
    row = 1
    for label, value in (
        ("单位", report["unit"]),
        ("期间", report["period"]),
        ("数据截至", report["as_of"]),
        ("状态", report.get("status", "")),
        ("校验码", report["hash"]),
    ):
        _write(sheet, row, 0, label, styles["label"])
        _write(sheet, row, 1, value, styles["text"])
        row += 1
    for column, title in enumerate(("级别", "需要注意", "说明", "依据")):
        _write(sheet, row + 1, column, title, styles["head"])
    row += 2
    for one in report["exceptions"]:
        level = "不达标" if one["level"] == "red" else "须关注"
        for column, value in enumerate((level, one["title"], one.get("detail", ""), one.get("law", ""))):
            _write(sheet, row, column, value, styles["text"])
        row += 1
    if not report["exceptions"]:
        _write(sheet, row, 0, "无", styles["text"])
        row += 1
    for note in report.get("notes", []):
        _write(sheet, row + 1, 0, "说明", styles["label"])
        _write(sheet, row + 1, 1, note, styles["text"])
        row += 1


def _table(sheet: Worksheet, table: ReportTable, report: ReportPaper, styles: Mapping[str, Format]) -> None:
    if len(table["rows"]) >= MAX_ROWS:
        raise ValueError(f"{table['title']} has more rows than a sheet can hold ({MAX_ROWS})")
    numeric = [column["kind"] == "number" for column in table["columns"]]
    for place, column in enumerate(table["columns"]):
        sheet.set_column(place, place, _width(column["title"], (row[place] for row in table["rows"][:200])))
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    _page(sheet, report, landscape=len(numeric) > 6)
    for place, column in enumerate(table["columns"]):
        _write(sheet, 0, place, column["title"], styles["head-number" if numeric[place] else "head"])
    for number, row in enumerate(table["rows"], start=1):
        for place, value in enumerate(row):
            _write(sheet, number, place, value, _style(value, numeric[place], styles))


def _corrections(report: ReportPaper) -> ReportTable:
    titles = ("更正时间", "指标", "原值", "现值", "原因")
    kinds = ("text", "text", "number", "number", "text")
    columns = [{"title": title, "kind": kind} for title, kind in zip(titles, kinds, strict=True)]
    rows = [[one["at"], one["figure"], one["was"], one["now"], one["reason"]] for one in report["corrections"]]
    return cast("ReportTable", {"title": "更正", "columns": columns, "rows": rows})


def _style(value: Cell, numeric: bool, styles: Mapping[str, Format]) -> Format:
    if isinstance(value, Decimal):
        return styles["exact"]
    if isinstance(value, int):
        return styles["whole"]
    return styles["right" if numeric else "text"]


def _write(sheet: Worksheet, row: int, column: int, value: Cell, style: Format) -> None:
    if value is None:
        sheet.write_string(row, column, "—", style)
    elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        sheet.write_number(row, column, cast("Any", value), style)  # the library prints a Decimal exactly
    else:
        sheet.write_string(row, column, _storable(str(value)), style)


def _storable(text: str) -> str:
    """Characters that XML cannot hold become 〓, as on paper; a cell's limit cuts with an ellipsis."""
    text = _UNSTORABLE.sub("〓", text)
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def _width(title: str, values: Iterable[Cell]) -> float:
    longest = max([_columns(title), *(_columns("" if value is None else str(value)) for value in values)])
    return min(max(longest + 2, 8), 48)


def _columns(text: str) -> int:
    """Chinese characters take two columns."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text[:100])


def _page(sheet: Worksheet, report: ReportPaper, *, landscape: bool) -> None:
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.8)
    sheet.fit_to_pages(1, 0)
    # '&' starts a code in headers, and 255 characters is the limit.
    head = _storable(f"{report['title']}　{report['period']}").replace("&", "&&")[:200]
    foot = _storable(f"数据截至 {report['as_of']}　校验码 {report['hash'][:16]}").replace("&", "&&")[:180]
    sheet.set_header(f"&L{head}")
    sheet.set_footer(f"&L{foot}&R第 &P 页　共 &N 页")
