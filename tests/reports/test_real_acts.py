"""What the services write is what the figures count."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests import factories
from traffic_police.cases.performing import perform
from traffic_police.cases.rules.periods import local_day
from traffic_police.reports import rolling
from traffic_police.reports.freezing import make_report
from traffic_police.reports.models import CaseChange, FigureDay
from traffic_police.reports.periods import Kind, containing
from traffic_police.reports.settling import settle
from violations.models import Violation

pytestmark = pytest.mark.django_db


def counted(unit: Any) -> dict[str, Any]:
    return dict(FigureDay.objects.filter(unit=unit, cases__gt=0).values_list("figure", "value"))


def test_on_site_operations_are_counted_as_the_services_wrote_them() -> None:
    officer = factories.officer()
    first_time = factories.exempted(officer, plate="鲁Q77777")
    for case in (factories.served(officer), factories.released(officer), first_time):
        assert case.unit_id == officer.unit_id
    settle(at=timezone.now())
    found = counted(officer.unit)
    assert (found["recorded"], found["handled"]) == (3, 3)
    assert (found["fined"], found["fine_sum"], found["points"]) == (1, 200, 6)
    assert (found["oral_warnings"], found["exempted"], found["first_exempted"]) == (1, 1, 1)
    today = local_day(timezone.now())
    span = (today - dt.timedelta(days=9), today + dt.timedelta(days=99))
    assert rolling.rolled(*span) == rolling.scan(*span)


def test_a_payment_through_the_services_is_counted_on_its_day() -> None:
    officer = factories.officer()
    case = factories.served(officer)
    at = timezone.now()
    paid = {"amount": Violation.objects.get(case=case).fine, "paid_on": local_day(at), "receipt": "SD000123"}
    perform(officer, "pay", case, paid, at=at)
    settle(at=at)
    found = counted(officer.unit)
    assert (found["paid"], found["paid_sum"], found["paid_in_time"]) == (1, 200, 1)
    assert FigureDay.objects.get(figure="payment_days").bucket == 0


def test_an_on_site_operation_costs_the_reports_one_insert() -> None:
    case = factories.served()
    assert CaseChange.objects.filter(case=case).count() == 1


def test_a_chain_that_was_tampered_with_stands_first_in_the_report() -> None:
    officer = factories.officer()
    case = factories.served(officer)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # what only the owner of the database can do
        cursor.execute("UPDATE cases_caseevent SET body = '{}' WHERE case_id = %s AND act = 'decide'", [case.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    at = timezone.now()
    report = make_report(containing(Kind.DAILY, local_day(at)), officer.unit, at=at)
    assert report is not None
    first = report.data["exceptions"][0]
    assert (first["code"], first["level"], first["cases"]) == ("broken_chain", "red", [case.pk])
