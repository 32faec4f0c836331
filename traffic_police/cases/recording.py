"""record_many: the second declared door, for records kept elsewhere. They come in closed, each with one event.

What comes in here never was an act of ours: only acts whose origin is `imported` may be recorded, and the same triggers
and constraints judge every row. Nothing is done to such a case afterwards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection, models, transaction

from traffic_police.accounts.models import Officer, Unit
from traffic_police.cases import numbers
from traffic_police.cases.copying import copy_in
from traffic_police.cases.deciding import Denied, Facts, decide_on
from traffic_police.cases.issuing import canonical
from traffic_police.cases.kinds import NEW, Act, CaseKind, Origin, kind_of
from traffic_police.cases.models import Case, CaseEvent, CaseSubject
from traffic_police.cases.refusals import ActRefused
from traffic_police.cases.signals import after_records


@dataclass(frozen=True)
class Record:
    """One record from elsewhere: the app's unsaved row, what the shared row shows, and the body of its one event."""

    details: models.Model
    unit: Unit
    title: str
    occurred_at: dt.datetime
    body: Mapping[str, Any]
    place: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    datum: str = "GCJ02"
    subjects: Sequence[CaseSubject] = field(default_factory=tuple)


def record_many(actor: Officer, kind: str, act: str, records: Sequence[Record], *, at: dt.datetime) -> list[Case]:
    """Take records in, one transaction for all of them; raises ActRefused when ACTOR may not."""
    chosen = kind_of(kind)
    row = chosen.act(act)
    if row is None or row.origin is not Origin.IMPORTED or row.sources != (NEW,):
        raise ValueError(f"{kind}.{act} does not record what was kept elsewhere")
    if not records:
        return []
    cases = _cases(chosen, row, records, at)
    with transaction.atomic():
        for case in {case.unit_id: case for case in cases}.values():
            _judge(actor, row, case, at)
        _write(actor, row, cases, records, at)
        after_records.send(sender=Case, case_ids=[case.pk for case in cases], at=at)
    return cases


def _judge(actor: Officer, act: Act, case: Case, at: dt.datetime) -> None:
    opening = Case(unit=case.unit, status=NEW, kind=case.kind, origin=case.origin)
    verdict = decide_on(Facts.empty(opening), act, actor, details=None, at=at, data={})
    if isinstance(verdict, Denied):
        raise ActRefused(verdict)


def _cases(kind: CaseKind, act: Act, records: Sequence[Record], at: dt.datetime) -> list[Case]:
    """Unsaved shared rows. They stand in lists at the day of the matter, not all at the top of today."""
    status = kind.status(act.target)
    given = numbers.next_case_numbers(kind.prefix, at, len(records))
    keys = _keys(len(records))
    return [
        Case(
            pk=key, number=number, version=1, kind=kind.code, origin=str(act.origin),
            status=status.code, stage=status.stage,
            unit=record.unit, opened_at=record.occurred_at, occurred_at=record.occurred_at, closed_at=at,
            place=record.place, longitude=record.longitude, latitude=record.latitude, datum=record.datum,
            title=record.title[:200],
        )
        for key, number, record in zip(keys, given, records, strict=True)
    ]  # fmt: skip


def _keys(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('cases_case', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [key for (key,) in cursor.fetchall()]


def _write(actor: Officer, act: Act, cases: Sequence[Case], records: Sequence[Record], at: dt.datetime) -> None:
    copy_in(cases)
    events = [_event(actor, act, case, record, at) for case, record in zip(cases, records, strict=True)]
    copy_in(events)
    subjects: list[CaseSubject] = []
    for case, record in zip(cases, records, strict=True):
        record.details.case = case  # type: ignore[attr-defined]
        for subject in record.subjects:
            subject.case = case
            subjects.append(subject)
    copy_in([record.details for record in records])
    copy_in(subjects)


def _event(actor: Officer, act: Act, case: Case, record: Record, at: dt.datetime) -> CaseEvent:
    return CaseEvent(
        case=case, sequence=1, act=act.name, source=NEW, target=case.status, actor=actor, happened_at=at,
        recorded_at=at, law=str(act.law), body=canonical({**record.body, "actor_name": actor.name}),
    )  # fmt: skip
