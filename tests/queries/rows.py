"""A brigade with one row of everything, or with fifty: what the pages must show with the same queries."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import connection, models

from tests.benchmarks.seeding import name_of, person_of, seed
from traffic_police.accounts.models import Officer, PersonKind, Unit
from traffic_police.cases.models import Case, CaseEvent, CaseSubject, Deadline, Document, Evidence
from traffic_police.registry.models import Vehicle
from traffic_police.reports.models import Report


def fill(count: int, at: dt.datetime) -> Case:
    """COUNT cases, officers and reports; the newest case has COUNT events, subjects, deadlines, documents, pieces."""
    seed(count, at)
    for number in range(count):
        Officer.objects.create(
            police_number=f"8{number:05d}", name=name_of(number), unit=Unit.objects.order_by("code")[0],
            kind=PersonKind.CIVILIAN,
        )  # fmt: skip
    case = Case.objects.select_related("unit", "lead").latest("pk")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for rows in (_events(case, count, at), _subjects(case, count), _deadlines(case, count, at),
                     _documents(case, count, at), _pieces(case, count, at), _reports(count, at)):  # fmt: skip
            type(rows[0])._default_manager.bulk_create(rows)
        plate = case.subjects.exclude(plate="").order_by("pk")[0].plate
        Vehicle.objects.create(plate=plate, plate_kind="02", created_at=at, updated_at=at)
        last = CaseEvent.objects.filter(case=case).order_by("-sequence")[0]
        Case.objects.filter(pk=case.pk).update(version=last.sequence)
        cursor.execute("SET LOCAL session_replication_role = origin")
    case.refresh_from_db()
    return case


def _events(case: Case, count: int, at: dt.datetime) -> list[models.Model]:
    first = case.version + 1
    return [
        CaseEvent(case=case, sequence=first + number, act="remind", source=case.status, target=case.status,
                  actor=case.lead, happened_at=at, recorded_at=at, body="{}", hash=str(number))
        for number in range(count)
    ]  # fmt: skip


def _subjects(case: Case, count: int) -> list[models.Model]:
    return [
        CaseSubject(case=case, role="party", person_key=person_of(number), name=name_of(number))
        for number in range(count)
    ]  # fmt: skip


def _deadlines(case: Case, count: int, at: dt.datetime) -> list[models.Model]:
    return [
        Deadline(case=case, rule="filing", amount=2, unit="working_day", law="105号令 第44条", started_at=at, due_at=at,
                 earliest_at=at, met_at=at)
        for _number in range(count)
    ]  # fmt: skip


def _documents(case: Case, count: int, at: dt.datetime) -> list[models.Model]:
    assert case.lead is not None
    return [
        Document(case=case, kind="correction", title="更正通知书", unit=case.unit, year=at.year, serial=1000 + number,
                 data={}, template="violations/documents/correction.typ", signed_at=at, signed_by=case.lead,
                 verification=secrets.token_urlsafe(12))
        for number in range(count)
    ]  # fmt: skip


def _pieces(case: Case, count: int, at: dt.datetime) -> list[models.Model]:
    return [
        Evidence(case=case, kind="electronic", original_name=f"{number}.jpg", content_type="image/jpeg", size=1,
                 sha256=f"{number:064d}", added_by=case.lead, added_at=at)
        for number in range(count)
    ]  # fmt: skip


def _reports(count: int, at: dt.datetime) -> list[models.Model]:
    unit = Unit.objects.get(parent=None)
    days = [at.date() - dt.timedelta(days=number + 1) for number in range(count)]
    data: dict[str, Any] = {
        "schema": 1, "kind": "daily", "unit": {"id": unit.pk, "code": unit.code, "name": unit.name, "short": "大队"},
        "units": [], "figures": [], "previous": None, "last_year": None, "exceptions": [], "labels": {}, "heads": "",
    }  # fmt: skip
    return [
        Report(kind="daily", start=day, end=day, unit=unit, as_of=at, digest="0" * 64,
               data=data | {"start": day.isoformat(), "end": day.isoformat(), "as_of": at.isoformat()})
        for day in days
    ]  # fmt: skip
