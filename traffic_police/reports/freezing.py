"""Freeze a report: exactly one per period and unit, whole or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum
from django.utils.translation import override

from traffic_police.accounts.models import Unit, UnitKind
from traffic_police.accounts.queries import units_below
from traffic_police.cases.chains import heads_digest
from traffic_police.cases.issuing import canonical
from traffic_police.cases.kinds import Origin
from traffic_police.cases.models import Case, Job
from traffic_police.cases.rules.periods import local_day
from traffic_police.reports import exceptions, rolling
from traffic_police.reports.correcting import record_corrections
from traffic_police.reports.figures import FigureKind, all_figures, figure_of, stocks
from traffic_police.reports.models import FigureDay, Report, ReportFigure, StockDay
from traffic_police.reports.periods import ORDER, Kind, Period, due_periods, last_year, previous

log = logging.getLogger(__name__)
REACH = 400  # days: what is older than this is not made after a downtime


@dataclass
class Counted:
    """One figure of one unit, with the cases behind it."""

    figure: str
    unit: int
    value: Decimal = Decimal(0)
    base: Decimal = Decimal(0)
    cases: list[int] = field(default_factory=list)
    met: list[int] = field(default_factory=list)
    histogram: dict[str, int] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        listed = hashlib.sha256(canonical({"cases": self.cases, "met": self.met}).encode()).hexdigest()
        row: dict[str, Any] = {
            "figure": self.figure,
            "unit": self.unit,
            "value": str(self.value),
            "base": str(self.base),
            "cases": len(self.cases),
            "cases_sha256": listed,
        }
        return row | ({"histogram": self.histogram} if self.histogram else {})


def make_report(period: Period, unit: Unit, *, at: dt.datetime, heads: str = "") -> Report | None:
    """Freeze the report of PERIOD and UNIT as of AT; None where it exists already."""
    with transaction.atomic():
        rolling.hold()
        if Report.objects.filter(kind=period.kind, start=period.start, unit=unit).exists():
            return None
        record_corrections(rolling.settle_all(), at=at)
        rolling.take_stocks(period.end)
        units = sorted(units_below(unit.pk))
        counted = _counted(period, units)
        data = _data(period, unit, units, counted, at, heads)
        report = Report.objects.create(
            kind=period.kind, start=period.start, end=period.end, unit=unit, as_of=at, data=data, digest=digest(data)
        )
        ReportFigure.objects.bulk_create(_rows(report, counted))
        _queue_files(report, at)
    return report


def digest(data: dict[str, Any]) -> str:
    """The SHA-256 that a frozen report carries."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def _rows(report: Report, counted: Iterable[Counted]) -> list[ReportFigure]:
    return [
        ReportFigure(
            report=report,
            figure=one.figure,
            unit_id=one.unit,
            value=one.value,
            base=one.base,
            histogram=one.histogram,
            cases=one.cases,
            met=one.met,
        )
        for one in counted
    ]


_COUNT = """
SELECT e.value ->> 0, (e.value ->> 2)::bigint, (e.value ->> 5)::int, sum((e.value ->> 3)::numeric),
       sum((e.value ->> 4)::numeric), array_agg(k.case_id ORDER BY k.case_id),
       coalesce(array_agg(k.case_id ORDER BY k.case_id) FILTER (WHERE (e.value ->> 3)::numeric > 0), ARRAY[]::bigint[])
FROM reports_casecontribution k CROSS JOIN LATERAL jsonb_array_elements(k.entries) AS e(value)
WHERE k.days && %(days)s::date[] AND (e.value ->> 1)::date BETWEEN %(start)s AND %(end)s
  AND (e.value ->> 2)::bigint = ANY(%(units)s)
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def _counted(period: Period, units: Sequence[int]) -> list[Counted]:
    """Figures and their cases from one and the same rows."""
    days = [period.start + dt.timedelta(days=n) for n in range(period.days)]
    found: dict[tuple[str, int], Counted] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"days": days, "start": period.start, "end": period.end, "units": list(units)})
        for code, unit, bucket, value, base, cases, met in cursor.fetchall():
            figure = figure_of(code)
            if figure is None:
                continue
            one = found.setdefault((code, unit), Counted(code, unit))
            one.value += value
            one.base += base
            one.cases = sorted({*one.cases, *cases})
            one.met = sorted({*one.met, *met}) if figure.kind is FigureKind.COHORT else []
            if figure.kind is FigureKind.DISTRIBUTION:
                one.histogram[str(bucket)] = len(cases)
    for code, unit, cases in (
        StockDay.objects.filter(day=period.end, unit__in=units)
        .exclude(cases=[])
        .values_list("figure", "unit_id", "cases")
    ):
        found[code, unit] = Counted(code, unit, Decimal(len(cases)), Decimal(0), cases)
    return [found[key] for key in sorted(found)]


def _data(
    period: Period, unit: Unit, units: Sequence[int], counted: Sequence[Counted], at: dt.datetime, heads: str
) -> dict[str, Any]:
    first = first_day(at)
    names = Unit.objects.filter(pk__in=units).order_by("order", "code").values("id", "short_name")
    before = Report.objects.filter(kind=period.kind, unit=unit, end__lt=period.start).order_by("-end").first()
    since = before.as_of if before and before.as_of < at else None
    with override("zh-hans"):
        labels = {figure.code: str(figure.label) for figure in all_figures()}
    return {
        "schema": 1,
        "kind": str(period.kind),
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "unit": {"id": unit.pk, "code": unit.code, "name": unit.name, "short": unit.short_name},
        "units": [{"id": row["id"], "short": row["short_name"]} for row in names],
        "as_of": at.astimezone(dt.UTC).isoformat(),
        "figures": [one.plain() for one in counted],
        "previous": _compared(previous(period), units, first),
        "last_year": _compared(last_year(period), units, first),
        "exceptions": exceptions.notable(period, units, since, at),
        "labels": labels,
        "heads": heads if heads or unit.parent_id or period.kind is not Kind.DAILY else heads_digest(),
    }


def _compared(period: Period, units: Sequence[int], first: dt.date | None) -> dict[str, Any] | None:
    """Another period's figures from the roll-up; None before the first day that has any."""
    if first is None or period.end < first:
        return None
    last_day_only = [figure.code for figure in stocks()]
    rows = FigureDay.objects.filter(day__range=(period.start, period.end), unit__in=units)
    sums = (
        rows.exclude(figure__in=last_day_only, day__lt=period.end).values("figure", "unit").order_by("figure", "unit")
    )
    return {
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "figures": [
            {"figure": row["figure"], "unit": row["unit"], "value": str(row["v"]), "base": str(row["b"])}
            for row in sums.annotate(v=Sum("value"), b=Sum("base"))
        ],
    }


def _queue_files(report: Report, at: dt.datetime) -> None:
    from traffic_police.reports.tasks import render_report

    job = Job.objects.create(
        kind="report_files",
        title=f"{report.get_kind_display()} {report.start}",
        arguments={"report": report.pk},
        total=2,
        created_at=at,
    )
    # Without a broker the report stands all the same: its files are made when somebody asks for them.
    transaction.on_commit(lambda: render_report.delay(report.pk, job.pk), robust=True)


# ── Which reports are missing ─────────────────────────────────────────────────────────────────────────────────


def first_day(at: dt.datetime) -> dt.date | None:
    """The day from which reports are made: configured, or that of the first case of our own; never too long ago."""
    configured = str(getattr(settings, "REPORTS_FROM", ""))
    if configured:
        return dt.date.fromisoformat(configured)
    opened = Case.objects.filter(origin=Origin.NATIVE).order_by("opened_at").values_list("opened_at", flat=True).first()
    if opened is None:
        return None
    return max(local_day(opened), local_day(at) - dt.timedelta(days=REACH))


def missing_reports(*, at: dt.datetime, minute: dt.time) -> list[tuple[Period, Unit]]:
    """What should exist at AT and does not, the oldest first."""
    first = first_day(at)
    if first is None:
        return []
    # The brigade comes last, so that it stands on top of a list that shows the newest first.
    units = list(Unit.objects.filter(active=True).order_by("-order", "-code"))
    wanted = sorted(
        (period for kind in Kind for period in due_periods(kind, first, at, minute)),
        key=lambda period: (period.end, ORDER[period.kind]),
    )
    start = min((period.start for period in wanted), default=first)
    there = set(Report.objects.filter(start__gte=start).values_list("kind", "start", "unit_id"))
    return [
        (period, unit) for period in wanted for unit in units if (str(period.kind), period.start, unit.pk) not in there
    ]


def make_due(*, at: dt.datetime, minute: dt.time, limit: int = 500) -> int:
    """Make what is missing at AT, the oldest first, each in its own transaction; returns how many were made."""
    made = 0
    heads = ""
    for period, unit in missing_reports(at=at, minute=minute)[:limit]:
        anchors = unit.kind == UnitKind.BRIGADE and period.kind is Kind.DAILY
        if anchors and not heads:
            heads = heads_digest()  # the same moment for all reports of this run
        try:
            made += make_report(period, unit, at=at, heads=heads if anchors else "") is not None
        except Exception:
            # One report that cannot be made must not keep the others from being made; the next minute tries again.
            log.exception("The report of %s %s %s could not be made.", period.kind, period.start, unit.code)
    return made
