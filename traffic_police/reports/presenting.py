"""From frozen reports to the shapes that the components draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from traffic_police.cases import shapes
from traffic_police.reports import exceptions
from traffic_police.reports.figures import FigureKind, figure_of
from traffic_police.reports.models import Report
from traffic_police.reports.queries import Behind, standing_corrections
from traffic_police.reports.reading import Amount, Line, Reading
from traffic_police.reports.wording import measure_word, period_word, shown

WHOLE = "whole"


# ── The list ──────────────────────────────────────────────────────────────────────────────────────────────────


def report_url(report: Report) -> str:
    return reverse("reports:report", args=[report.pk])


def report_columns() -> list[shapes.Column]:
    return [
        shapes.Column(_("Exceptions"), "c-due"),
        shapes.Column(_("Reporting period"), "c-no"),
        shapes.Column(_("Kind"), "c-what"),
        shapes.Column(_("Unit"), "c-unit"),
        shapes.Column(_("Frozen at"), "c-next"),
        shapes.Column(_("Changed since"), "c-stage"),
    ]


def report_row(report: Any) -> shapes.Row:
    """REPORT carries the annotations `exceptions` and `standing`."""
    count, standing = report.exceptions, report.standing
    mark = ("near", _("%(count)s to note") % {"count": count}) if count else ("ok", _("nothing to note"))
    period = period_word(report.kind, report.start, report.end)
    return shapes.Row(
        id=str(report.pk),
        label=period,
        url=report_url(report),
        cells=[
            shapes.Cell(mark=mark),
            shapes.Cell(period, url=report_url(report)),
            shapes.Cell(str(report.get_kind_display())),
            shapes.Cell(str(report.unit)),
            shapes.Cell(timezone.localtime(report.as_of).strftime("%Y-%m-%d %H:%M")),
            shapes.Cell(_("%(count)s corrections") % {"count": standing} if standing else "—"),
        ],
    )


def _address(path: str, **values: str) -> str:
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{path}?{query}" if query else path


def report_chips(path: str, kind: str, unit: str, units: Mapping[str, str]) -> list[shapes.Chip]:
    chips = []
    if kind:
        chips.append(shapes.Chip(f"{_('Kind')}：{Report.Kind(kind).label}", _address(path, unit=unit)))
    if unit:
        chips.append(shapes.Chip(f"{_('Unit')}：{units[unit]}", _address(path, kind=kind)))
    return chips


def report_views(path: str, kind: str, unit: str) -> list[shapes.SavedView]:
    kinds = [("", _("All")), *((value, str(label)) for value, label in Report.Kind.choices)]
    return [
        shapes.SavedView(label, _address(path, kind=code, unit=unit), current=code == kind) for code, label in kinds
    ]


# ── One report ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class ExceptionRow:
    state: str
    word: str
    title: str
    detail: str
    law: str
    url: str


@dataclass(frozen=True)
class TableCell:
    text: str
    url: str = ""
    strong: bool = False


@dataclass(frozen=True)
class TableRow:
    label: str
    measure: str
    cells: list[TableCell]


@dataclass(frozen=True)
class Table:
    title: str
    note: str
    heads: list[str]
    rows: list[TableRow]


@dataclass(frozen=True)
class CorrectionRow:
    label: str
    unit: str
    was: str
    now: str
    at: Any
    url: str


def exception_title(row: dict[str, Any]) -> str:
    return exceptions.title(row)


def exceptions_of(report: Report) -> list[ExceptionRow]:
    path = reverse("reports:cases", args=[report.pk])
    return [
        ExceptionRow(
            "over" if row["level"] == "red" else "near",
            _("Below the mark") if row["level"] == "red" else _("To note"),
            exceptions.title(row),
            exceptions.detail(row),
            str(row.get("law", "")),
            f"{path}?exception={index}" if row["cases"] else "",
        )
        for index, row in enumerate(report.data["exceptions"])
    ]


def cases_url(report: Report, figure: str, unit: int | None = None) -> str:
    query = urlencode({"figure": figure} | ({"unit": unit} if unit else {}))
    return f"{reverse('reports:cases', args=[report.pk])}?{query}"


def headlines(reading: Reading) -> list[shapes.Figure]:
    words = {
        "daily": _("than the day before"),
        "weekly": _("than the week before"),
        "monthly": _("than the month before"),
    }
    found = []
    for line in reading.headlines:
        compare = [shapes.Compare(words[reading.report.kind], line.against_previous)]
        if reading.report.kind != "daily":
            compare.append(shapes.Compare(_("than last year"), line.against_last_year))
        url = cases_url(reading.report, line.figure.code)
        unit = measure_word(line.figure.measure)
        found.append(shapes.Figure(line.label, line.whole.text, unit, url, compare))
    return found


def tables(reading: Reading) -> list[Table]:
    found = [_table(_("Figures"), "", reading.ours, reading)]
    if any(line.whole.cases for line in reading.apart):
        found.append(_table(_("Imported records"), _("Kept elsewhere; no acts of ours."), reading.apart, reading))
    return found


def _table(title: str, note: str, lines: Sequence[Line], reading: Reading) -> Table:
    heads = [unit["short"] for unit in reading.units] if len(reading.units) > 1 else []
    heads += [_("Together"), _("Before"), _("Change")]
    heads += [] if reading.report.kind == "daily" else [_("Last year")]
    return Table(title, note, heads, [_row(line, reading) for line in lines])


def _row(line: Line, reading: Reading) -> TableRow:
    cells = [_cell(reading.report, line, part) for part in line.parts]
    cells.append(_cell(reading.report, line, line.whole, strong=True))
    cells += [TableCell(line.previous), TableCell(line.against_previous)]
    cells += [] if reading.report.kind == "daily" else [TableCell(line.against_last_year)]
    return TableRow(line.label, measure_word(line.figure.measure), cells)


def _cell(report: Report, line: Line, amount: Amount, *, strong: bool = False) -> TableCell:
    text = amount.text
    if line.figure.kind is FigureKind.COHORT and amount.pair[1]:
        text = f"{text} ({amount.pair[0]:.0f}/{amount.pair[1]:.0f})"
    return TableCell(text, cases_url(report, line.figure.code, amount.unit), strong)


def definitions(reading: Reading) -> list[tuple[str, str, str]]:
    """Label, what is counted, the article."""
    return [(line.label, line.definition, line.figure.law) for line in reading.lines]


def corrections_of(report: Report) -> list[CorrectionRow]:
    found = []
    for row in standing_corrections(report):
        figure = figure_of(row.figure)
        if figure is None:
            continue
        if figure.kind is FigureKind.DISTRIBUTION:
            was, now = f"{row.was_value:.0f}", f"{row.now_value:.0f}"
        else:
            was, now = shown(figure, row.was_value, row.was_base), shown(figure, row.now_value, row.now_base)
        url = cases_url(report, row.figure, row.unit_id)
        found.append(CorrectionRow(str(figure.label), row.unit.short_name, was, now, row.changed_at, url))
    return found


# ── The cases behind a figure ─────────────────────────────────────────────────────────────────────────────────


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 18 else None


@dataclass(frozen=True)
class CasesWanted:
    """The parameters of the page: a figure (of a unit) or an exception; which of its lists; from where on."""

    figure: str = ""
    unit: int | None = None
    exception: int | None = None
    show: str = WHOLE
    after: int = 0

    @classmethod
    def read(cls, given: Mapping[str, str]) -> CasesWanted:
        show = given.get("show", WHOLE)
        return cls(
            given.get("figure", "")[:40],
            _whole_number(given.get("unit")),
            _whole_number(given.get("exception")),
            show if show in (WHOLE, "met", "unmet", "added", "removed") else WHOLE,
            _whole_number(given.get("after")) or 0,
        )

    def chosen(self, behind: Behind) -> list[int]:
        return {
            WHOLE: behind.cases,
            "met": behind.met,
            "unmet": sorted(set(behind.cases) - set(behind.met)),
            "added": behind.added,
            "removed": behind.removed,
        }[self.show]

    def query(self, **changes: Any) -> str:
        values = {"figure": self.figure, "unit": self.unit, "exception": self.exception, "show": self.show} | changes
        return urlencode(
            {
                name: value
                for name, value in values.items()
                if value not in (None, "", WHOLE) and (value or name == "exception")
            }
        )


def case_views(path: str, wanted: CasesWanted, behind: Behind) -> list[shapes.SavedView]:
    """The lists of a figure: what it counted; met and not met of a rate; what changed since."""
    figure = figure_of(wanted.figure)
    views = [(WHOLE, _("Counted"), behind.cases)]
    if figure is not None and figure.kind is FigureKind.COHORT:
        views += [("met", _("Met"), behind.met), ("unmet", _("Not met"), sorted(set(behind.cases) - set(behind.met)))]
    if behind.added or behind.removed:
        views += [("added", _("Would count today"), behind.added), ("removed", _("No longer count"), behind.removed)]
    return [
        shapes.SavedView(label, f"{path}?{wanted.query(show=code)}", f"{len(ids):,}", code == wanted.show)
        for code, label, ids in views
    ]


def unit_name(report: Report, unit: int | None) -> str:
    units = report.data["units"]
    names = [str(row["short"]) for row in units if row["id"] == unit]
    return names[0] if names else str(report.data["unit"]["short"])
