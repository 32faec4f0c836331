"""Reads of reports, limited to what the officer may see: the own unit with its parts, or the whole brigade."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, F, Func, IntegerField, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from traffic_police.accounts.models import Officer
from traffic_police.accounts.queries import visible_unit_ids
from traffic_police.cases.models import Case
from traffic_police.cases.queries import listed
from traffic_police.cases.refusals import InputRefused
from traffic_police.reports.figures import FigureKind, figure_of
from traffic_police.reports.models import Correction, Report

PAGE = 50


def visible_reports(officer: Officer) -> QuerySet[Report]:
    return Report.objects.filter(unit_id__in=visible_unit_ids(officer)).select_related("unit")


def report_for(officer: Officer, report_id: int) -> Report:
    """The report; a stranger gets 404."""
    report = visible_reports(officer).filter(pk=report_id).first() if report_id < 2**63 else None
    if report is None:
        raise Http404
    return report


@dataclass(frozen=True)
class ReportPage:
    rows: Sequence[Report]
    next: str = ""


def report_page(officer: Officer, *, kind: str = "", unit: str = "", cursor: str = "", size: int = PAGE) -> ReportPage:
    """Newest first by (end, id); the data itself is not read, only the number of its exceptions."""
    reports = visible_reports(officer).defer("data")
    reports = reports.filter(kind=kind) if kind else reports
    reports = reports.filter(unit__code=unit) if unit else reports
    if cursor:
        end, pk = _cursor(cursor)
        reports = reports.filter(Q(end__lt=end) | Q(end=end, pk__lt=pk))
    exceptions = Func(F("data__exceptions"), function="jsonb_array_length", output_field=IntegerField())
    standing = Count(
        "corrections",
        filter=~Q(corrections__was_value=F("corrections__now_value"))
        | ~Q(corrections__was_base=F("corrections__now_base")),
    )
    rows = list(reports.annotate(exceptions=exceptions, standing=standing).order_by("-end", "-pk")[: size + 1])
    more = len(rows) > size
    return ReportPage(rows[:size], f"{rows[size - 1].end}.{rows[size - 1].pk}" if more else "")


def _cursor(text: str) -> tuple[dt.date, int]:
    try:
        end, pk = text[:40].split(".")
        return dt.date.fromisoformat(end), int(pk)
    except ValueError as error:
        sentence = _("This page marker is not one of ours; start again from the first page.")
        raise InputRefused({"cursor": ("cursor", sentence)}) from error


def neighbours(officer: Officer, report: Report) -> tuple[Report | None, Report | None]:
    """The reports before and after of the same kind and unit."""
    same = visible_reports(officer).defer("data").filter(kind=report.kind, unit=report.unit)
    before = same.filter(start__lt=report.start).order_by("-start").first()
    return before, same.filter(start__gt=report.start).order_by("start").first()


def standing_corrections(report: Report) -> QuerySet[Correction]:
    """What reads otherwise today."""
    rows = report.corrections.exclude(was_value=F("now_value"), was_base=F("now_base"))
    return rows.select_related("unit").order_by("unit__order", "unit__code", "figure")


@dataclass(frozen=True)
class Behind:
    """The cases a frozen figure counted, and how today's count differs."""

    cases: list[int]
    met: list[int]
    added: list[int]
    removed: list[int]


def behind(report: Report, figure: str, unit: int | None) -> Behind:
    """The cases behind a figure, of one unit or of all of the report."""
    units: list[int] = [row["id"] for row in report.data["units"]]
    wanted = [unit] if unit is not None and unit in units else units
    rows = report.figures.filter(figure=figure, unit__in=wanted).values_list("cases", "met")
    cases = sorted({case for found, _met in rows for case in found})
    met = sorted({case for _cases, found in rows for case in found})
    declared = figure_of(figure)
    if declared is None or declared.kind is FigureKind.STOCK:
        return Behind(cases, met, [], [])
    now = _counted_now(report, figure, wanted)
    return Behind(cases, met, sorted(now - set(cases)), sorted(set(cases) - now))


def _counted_now(report: Report, figure: str, units: list[int]) -> set[int]:
    days = [report.start + dt.timedelta(days=n) for n in range((report.end - report.start).days + 1)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT k.case_id FROM reports_casecontribution k "
            "CROSS JOIN LATERAL jsonb_array_elements(k.entries) AS e(value) "
            "WHERE k.days && %s::date[] AND e.value ->> 0 = %s AND (e.value ->> 1)::date BETWEEN %s AND %s "
            "AND (e.value ->> 2)::bigint = ANY(%s)",
            [days, figure, report.start, report.end, units],
        )
        return {row[0] for row in cursor.fetchall()}


@dataclass(frozen=True)
class CasePage:
    rows: list[Case]
    hidden: int  # cases that another unit holds today
    next: int = 0


def cases_page(officer: Officer, ids: list[int], after: int = 0, size: int = PAGE) -> CasePage:
    """Those of IDS beyond AFTER, in order, that the officer may open."""
    beyond = [pk for pk in ids if pk > after]
    shown = beyond[:size]
    seen = listed(Case.objects.filter(pk__in=shown, unit_id__in=visible_unit_ids(officer))).order_by("pk")
    rows = list(seen)
    return CasePage(rows, len(shown) - len(rows), shown[-1] if len(beyond) > size else 0)


def exception_of(report: Report, index: int) -> dict[str, Any]:
    """The exception at a place of the frozen list; 404 where there is none."""
    rows: list[dict[str, Any]] = report.data["exceptions"]
    if not 0 <= index < len(rows):
        raise Http404
    return rows[index]
