"""Exactly one report per period and unit, whole or not at all."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from traffic_police.cases.models import Job
from traffic_police.reports import freezing
from traffic_police.reports.models import Correction, Report, ReportFigure
from traffic_police.reports.periods import Kind, containing
from traffic_police.reports.settling import settle

from .conftest import Brigade, moment

MINUTE = dt.time(7, 30)


def due(at: dt.datetime) -> int:
    return freezing.make_due(at=at, minute=MINUTE)


def daily(unit: Any, day: str) -> Report:
    return Report.objects.get(kind="daily", start=day, unit=unit)


def figure(report: Report, code: str, unit: Any) -> ReportFigure:
    return ReportFigure.objects.get(report=report, figure=code, unit=unit)


def test_nothing_is_made_before_there_is_a_case(brigade: Brigade) -> None:
    assert due(moment("2026-11-21", "08:00")) == 0


def test_yesterday_is_reported_at_the_configured_minute_for_each_unit_and_the_brigade(brigade: Brigade) -> None:
    brigade.fined(brigade.first, moment("2026-11-20"))
    assert due(moment("2026-11-21", "07:29")) == 0
    assert due(moment("2026-11-21", "07:30")) == 3
    assert due(moment("2026-11-21", "07:31")) == 0
    whole = daily(brigade.brigade, "2026-11-20")
    assert figure(whole, "handled", brigade.first).value == 1
    assert figure(daily(brigade.first, "2026-11-20"), "handled", brigade.first).value == 1
    assert not daily(brigade.second, "2026-11-20").figures.exists()


def test_after_downtime_the_missing_ones_are_made_oldest_first(brigade: Brigade) -> None:
    brigade.fined(brigade.first, moment("2026-10-29"))
    due(moment("2026-11-10", "08:00"))
    made = list(Report.objects.filter(unit=brigade.brigade).order_by("pk").values_list("kind", "start"))
    days = [start for kind, start in made if kind == "daily"]
    assert days == [dt.date(2026, 10, 29) + dt.timedelta(days=n) for n in range(12)]
    assert ("monthly", dt.date(2026, 10, 1)) in made
    assert [start for kind, start in made if kind == "weekly"] == [dt.date(2026, 10, 26), dt.date(2026, 11, 2)]
    ends = list(Report.objects.order_by("pk").values_list("end", flat=True))
    assert ends == sorted(ends)


def test_a_week_is_reported_on_monday_and_a_month_on_the_first(brigade: Brigade) -> None:
    brigade.fined(brigade.first, moment("2026-11-20"))
    due(moment("2026-11-23", "07:29"))
    assert not Report.objects.filter(kind="weekly").exists()
    due(moment("2026-11-23", "07:30"))
    assert Report.objects.filter(kind="weekly", start="2026-11-16").count() == 3
    due(moment("2026-12-01", "07:30"))
    assert Report.objects.filter(kind="monthly", start="2026-11-01").count() == 3


def test_a_failure_in_the_middle_leaves_nothing_and_the_next_run_makes_it_once(
    brigade: Brigade, monkeypatch: pytest.MonkeyPatch
) -> None:
    brigade.fined(brigade.first, moment("2026-11-20"))
    at = moment("2026-11-21", "08:00")

    def power_cut(report: Report, at: dt.datetime) -> None:
        raise MemoryError("the worker died")

    with monkeypatch.context() as patch:
        patch.setattr(freezing, "_queue_files", power_cut)
        assert due(at) == 0
    assert not Report.objects.exists()
    assert not ReportFigure.objects.exists()
    assert due(at) == 3
    assert ReportFigure.objects.filter(report__unit=brigade.brigade, figure="handled").count() == 1


def test_one_report_that_cannot_be_made_does_not_keep_the_others(
    brigade: Brigade, monkeypatch: pytest.MonkeyPatch
) -> None:
    brigade.fined(brigade.first, moment("2026-11-20"))
    real = freezing._queue_files

    def only_some(report: Report, at: dt.datetime) -> None:
        if report.unit_id == brigade.brigade.pk:
            raise ValueError
        real(report, at)

    monkeypatch.setattr(freezing, "_queue_files", only_some)
    assert due(moment("2026-11-21", "08:00")) == 2


def test_the_database_refuses_a_second_report_of_the_same_period_and_unit(brigade: Brigade) -> None:
    brigade.fined(brigade.first, moment("2026-11-20"))
    due(moment("2026-11-21", "08:00"))
    first = daily(brigade.brigade, "2026-11-20")
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(
            kind="daily", start=first.start, end=first.end, unit=first.unit, as_of=first.as_of, data={}, digest="x"
        )


def test_a_frozen_report_cannot_be_changed_or_deleted_even_by_raw_sql(brigade: Brigade) -> None:
    brigade.fined(brigade.first, moment("2026-11-20"))
    due(moment("2026-11-21", "08:00"))
    for change in (
        lambda: Report.objects.update(data={}),
        lambda: Report.objects.all().delete(),
        lambda: ReportFigure.objects.update(value=7),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()


def test_the_hash_covers_the_frozen_data_and_the_heads_of_all_chains(brigade: Brigade) -> None:
    brigade.fined(brigade.first, moment("2026-11-20"))
    due(moment("2026-11-21", "08:00"))
    whole = daily(brigade.brigade, "2026-11-20")
    assert whole.digest == freezing.digest(whole.data)
    assert len(whole.data["heads"]) == 64
    assert daily(brigade.first, "2026-11-20").data["heads"] == ""


def test_a_figure_keeps_exactly_the_cases_it_counted(brigade: Brigade) -> None:
    cases = [brigade.fined(brigade.first, moment("2026-11-20")) for _ in range(3)]
    brigade.fined(brigade.second, moment("2026-11-20"))
    due(moment("2026-11-21", "08:00"))
    kept = figure(daily(brigade.brigade, "2026-11-20"), "handled", brigade.first)
    assert kept.cases == [case.pk for case in cases]


def test_a_late_change_shows_as_a_correction_and_the_frozen_figure_stays(brigade: Brigade) -> None:
    case = brigade.fined(brigade.first, moment("2026-11-20"), fine=150)
    due(moment("2026-11-21", "08:00"))
    brigade.annul(case, moment("2026-11-22"))
    settle(at=moment("2026-11-22", "12:00"))
    whole = daily(brigade.brigade, "2026-11-20")
    correction = Correction.objects.get(report=whole, figure="fine_sum")
    assert (correction.was_value, correction.now_value) == (150, 0)
    assert figure(whole, "fine_sum", brigade.first).value == 150
    assert whole.digest == freezing.digest(whole.data)
    assert Correction.objects.filter(report=daily(brigade.first, "2026-11-20"), figure="fine_sum").count() == 1


def test_a_hand_over_corrects_both_units_of_the_brigade_report(brigade: Brigade) -> None:
    case = brigade.heard(brigade.first, moment("2026-11-20"))
    due(moment("2026-11-21", "08:00"))
    brigade.hand_over(case, brigade.second, moment("2026-11-22"))
    settle(at=moment("2026-11-22", "12:00"))
    rows = Correction.objects.filter(report=daily(brigade.brigade, "2026-11-20"), figure="recorded")
    assert {(row.unit_id, row.was_value, row.now_value) for row in rows} == {
        (brigade.first.pk, 1, 0),
        (brigade.second.pk, 0, 1),
    }


def test_a_change_that_is_taken_back_leaves_a_correction_that_no_longer_stands(brigade: Brigade) -> None:
    case = brigade.heard(brigade.first, moment("2026-11-20"))
    due(moment("2026-11-21", "08:00"))
    brigade.hand_over(case, brigade.second, moment("2026-11-22"))
    settle(at=moment("2026-11-22", "12:00"))
    brigade.hand_over(case, brigade.first, moment("2026-11-23"))
    settle(at=moment("2026-11-23", "12:00"))
    assert not any(row.stands for row in Correction.objects.all())


def test_open_and_overdue_cases_are_counted_at_the_end_of_the_day(brigade: Brigade) -> None:
    brigade.fined(brigade.first, moment("2026-11-12"))  # filing was due on the 16th
    late = brigade.heard(brigade.first, moment("2026-11-20", "23:00"))
    brigade.move(late, "withdraw", moment("2026-11-21", "01:00"), outcome="withdrawn")
    brigade.heard(brigade.first, moment("2026-11-21", "02:00"))
    due(moment("2026-11-21", "08:00"))
    whole = daily(brigade.brigade, "2026-11-20")
    assert figure(whole, "open", brigade.first).value == 2
    assert figure(whole, "overdue", brigade.first).value == 1


def test_the_exceptions_come_with_their_cases(brigade: Brigade) -> None:
    case = brigade.fined(brigade.first, moment("2026-11-12"))
    due(moment("2026-11-21", "08:00"))
    rows = daily(brigade.brigade, "2026-11-20").data["exceptions"]
    late = next(row for row in rows if row["code"] == "overdue" and row["rule"] == "filing")
    assert late["cases"] == [case.pk]
    assert late["level"] == "red"


def test_files_are_asked_for_by_a_job_of_the_same_transaction(brigade: Brigade) -> None:
    brigade.fined(brigade.first, moment("2026-11-20"))
    due(moment("2026-11-21", "08:00"))
    assert Job.objects.filter(kind="report_files").count() == 3


def test_an_existing_report_is_left_alone(brigade: Brigade) -> None:
    brigade.fined(brigade.first, moment("2026-11-20"))
    period = containing(Kind.DAILY, dt.date(2026, 11, 20))
    at = moment("2026-11-21", "08:00")
    assert freezing.make_report(period, brigade.brigade, at=at) is not None
    assert freezing.make_report(period, brigade.brigade, at=at) is None
