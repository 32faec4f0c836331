"""A frozen report as it is printed: Chinese, from the frozen data and its corrections alone."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import F
from django.utils.translation import override

from traffic_police.cases.typesetting import moment_text
from traffic_police.reports import exceptions
from traffic_police.reports.documents.shapes import (
    Cell,
    ReportColumn,
    ReportCorrection,
    ReportException,
    ReportPaper,
    ReportTable,
)
from traffic_police.reports.figures import FigureKind, Measure, figure_of
from traffic_police.reports.models import Report
from traffic_police.reports.reading import Amount, Line, Reading, read
from traffic_police.reports.wording import period_word, shown

TITLES = {"daily": "交通管理日调度", "weekly": "交通管理周汇总", "monthly": "交通管理月通报"}
MEASURES = {
    Measure.CASES: "件",
    Measure.YUAN: "元",
    Measure.POINTS: "分",
    Measure.RATE: "率",
    Measure.DAYS: "天（中位数 / 九成）",
    Measure.MINUTES: "分钟（中位数 / 九成）",
}
NOTES = [
    "统计日为北京时间0时至24时；每个数字都能在系统中打开所依据的案件。",
    "不设罚款指标，不以处罚数量排名或者考核（105号令第66条、行政处罚法第74条）。",
]


def paper(report: Report, *, with_corrections: bool = False) -> ReportPaper:
    """The data of daily.typ and of the workbook. The file made at freezing has no corrections yet."""
    with override("zh-hans"):
        reading = read(report)
        return {
            "title": TITLES[report.kind],
            "period": period_word(report.kind, report.start, report.end),
            "unit": report.data["unit"]["name"],
            "as_of": moment_text(report.as_of),
            "status": "已冻结",
            "landscape": len(reading.units) > 4,
            "exceptions": [_exception(row) for row in report.data["exceptions"]],
            "tables": _tables(reading),
            "notes": [*NOTES, *_definitions(reading)],
            "corrections": corrections(report) if with_corrections else [],
            "hash": report.digest,
        }


def _definitions(reading: Reading) -> list[str]:
    """Numerator and denominator of every rate."""
    return [f"{frozen_label(line, reading)}：{line.definition}" for line in reading.lines if line.figure.denominator]


def _exception(row: dict[str, object]) -> ReportException:
    law = str(row.get("law") or "")
    found: ReportException = {
        "level": "red" if row["level"] == "red" else "amber",
        "title": exceptions.title(row),
        "detail": exceptions.detail(row),
    }
    return found | {"law": law} if law else found


def _tables(reading: Reading) -> list[ReportTable]:
    tables = [_table("主要数据", reading.ours, reading)]
    if any(line.whole.cases for line in reading.apart):
        apart = _table("导入记录", reading.apart, reading)
        apart["note"] = "非本单位执法行为"
        tables.append(apart)
    return tables


def _table(title: str, lines: list[Line], reading: Reading) -> ReportTable:
    columns: list[ReportColumn] = [{"title": "指标", "kind": "text"}, {"title": "单位", "kind": "text"}]
    if len(reading.units) > 1:
        columns += [{"title": str(unit["short"]), "kind": "number"} for unit in reading.units]
    last = ["本期", "上期", "环比"] if reading.report.kind == "daily" else ["本期", "上期", "环比", "同比"]
    columns += [{"title": word, "kind": "number"} for word in last]
    return {"title": title, "columns": columns, "rows": [_row(line, reading, len(last) == 4) for line in lines]}


def frozen_label(line: Line, reading: Reading) -> str:
    """The name the figure had when the report was frozen."""
    return str(reading.report.data["labels"][line.figure.code])


def _row(line: Line, reading: Reading, with_year: bool) -> list[Cell]:
    cells: list[Cell] = [
        frozen_label(line, reading),
        MEASURES[line.figure.measure],
        *(_cell(line, part) for part in line.parts),
    ]
    cells += [_cell(line, line.whole), line.previous, line.against_previous]
    return [*cells, line.against_last_year] if with_year else cells


def _cell(line: Line, amount: Amount) -> Cell:
    if line.figure.measure is Measure.RATE or line.figure.kind is FigureKind.DISTRIBUTION:
        return None if amount.text == "—" else amount.text
    value: Decimal = amount.pair[0]
    return value.quantize(Decimal("0.01")) if line.figure.measure is Measure.YUAN else int(value)


def corrections(report: Report) -> list[ReportCorrection]:
    """What reads otherwise today."""
    rows = report.corrections.exclude(was_value=F("now_value"), was_base=F("now_base")).select_related("unit")
    found: list[ReportCorrection] = []
    for row in rows:
        figure = figure_of(row.figure)
        if figure is None or figure.kind is FigureKind.DISTRIBUTION:
            continue
        found.append(
            {
                "at": moment_text(row.changed_at),
                "figure": f"{row.unit.short_name} {figure.label}",
                "was": shown(figure, row.was_value, row.was_base),
                "now": shown(figure, row.now_value, row.now_base),
                "reason": "冻结后案件有变更",
            }
        )
    return found
