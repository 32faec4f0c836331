"""A report on paper and as a workbook: the same figures in both."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

import openpyxl  # type: ignore[import-untyped]
import pytest
from python_calamine import CalamineWorkbook

from tests.documents import samples
from tests.documents.reading import pages, text
from traffic_police.cases.typesetting import render
from traffic_police.reports.documents.shapes import ReportPaper
from traffic_police.reports.spreadsheets import workbook


def _paper(report: ReportPaper) -> bytes:
    return render(samples.REPORT, cast("dict[str, Any]", report), as_of=samples.AS_OF).pdf


def _sheets(report: ReportPaper) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook(report, as_of=samples.AS_OF)))
    return {name: cast("list[list[Any]]", book.get_sheet_by_name(name).to_python()) for name in book.sheet_names}


def test_exceptions_come_before_figures_on_paper() -> None:
    words = text(_paper(samples.report()))
    assert words.index("逾期未备案3件") < words.index("第1中队") < words.index("发布后的更正")


def test_each_page_of_a_report_holds_its_moment_and_hash() -> None:
    report = samples.report(rows=120)
    found = pages(_paper(report))
    assert len(found) > 2
    for number, page in enumerate(found, start=1):
        assert "数据截至2026年11月23日7时30分校验码9f2c4e1ab37d6055" in page
        assert f"第{number}页共{len(found)}页" in page
    assert report["hash"] in found[-1]
    assert all("单位起数罚款额（元）" in page for page in found[:2])


def test_a_quiet_day_says_so() -> None:
    report = {**samples.report(), "exceptions": [], "corrections": []}
    words = text(_paper(cast("ReportPaper", report)))
    assert "没有需要注意的事项" in words
    assert "更正" not in words


def test_a_figure_that_was_not_reckoned_is_a_dash_and_not_zero() -> None:
    assert "合计21—" in text(_paper(samples.report()))


def test_thousands_are_grouped_and_codes_are_left_alone() -> None:
    report = samples.report()
    report["tables"][0]["rows"] = [["1039", 1_234_567, Decimal("9876543.21")], ["2026", -1_000, Decimal("-1234.50")]]
    words = text(_paper(report))
    assert "10391,234,5679,876,543.21" in words
    assert "2026−1,000−1,234.50" in words


def test_the_same_report_gives_the_same_paper() -> None:
    assert _paper(samples.report()) == _paper(samples.report())


def test_the_workbook_reads_back_as_it_was_given() -> None:
    sheet = _sheets(samples.report())["现场查处"]
    assert sheet[0] == ["单位", "起数", "罚款额（元）"]
    assert sheet[1] == ["第1中队", 1.0, 50.5]
    assert sheet[-1] == ["合计", 21.0, "—"]
    assert len(sheet) == 8


def test_the_workbook_s_summary_holds_the_hash_and_the_exceptions() -> None:
    cells = [str(cell) for row in _sheets(samples.report())["概要"] for cell in row]
    assert samples.report()["hash"] in cells
    assert "逾期未备案3件" in cells


def test_the_same_report_gives_the_same_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    first = workbook(samples.report(), as_of=samples.AS_OF)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert workbook(samples.report(), as_of=samples.AS_OF) == first
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 31, 0, 0, 0)}


@pytest.mark.parametrize(
    "hostile",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        '=HYPERLINK("http://x","y")',
        "http://x.example",
        "{=1}",
        "mailto:x@y",
        "internal:A1",
        "123",
        "0123",
        "\t=1",
        "a\nb",
        "<b>&amp;</b>",
        "_x0041_",
    ],
)
def test_hostile_text_stays_text_in_the_workbook(hostile: str) -> None:
    report = samples.report()
    report["tables"][0]["rows"][0][0] = hostile
    content = workbook(report, as_of=samples.AS_OF)
    cell = openpyxl.load_workbook(io.BytesIO(content))["现场查处"]["A2"]
    assert cell.data_type in ("s", "inlineStr")
    assert cell.hyperlink is None
    assert _sheets(report)["现场查处"][1][0] == hostile


def test_characters_that_xml_cannot_hold_are_shown() -> None:
    report = samples.report()
    report["tables"][0]["rows"][0][0] = "王\x00\ud800海"
    assert _sheets(report)["现场查处"][1][0] == "王〓〓海"


def test_strange_and_equal_sheet_titles_are_made_lawful() -> None:
    report = samples.report()
    table = report["tables"][0]
    titles = ["a/b:c*d?", "概要", "history", "'x'", "很长的表名" * 20, "很长的表名" * 20, ""]
    report["tables"] = [{**table, "title": title} for title in titles]
    names = list(_sheets(report))
    assert len(names) == len(titles) + 2
    assert all(len(name) <= 31 for name in names)


def test_the_head_is_frozen_and_the_sheet_prints_on_one_width() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(samples.report(), as_of=samples.AS_OF)))["现场查处"]
    assert sheet.freeze_panes == "B2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.fitToHeight == 0


def test_a_workbook_without_a_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        workbook(samples.report(), as_of=datetime(2026, 11, 23))  # noqa: DTZ001


def test_exact_amounts_stay_exact_to_the_cent() -> None:
    report = samples.report()
    report["tables"][0]["rows"][0][2] = Decimal("123456789.05")
    assert _sheets(report)["现场查处"][1][2] == 123456789.05
