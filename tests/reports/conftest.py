"""A small brigade and a way to move its cases: each move writes event, case and row as the kernel's flush does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from traffic_police.accounts.models import Officer, PersonKind, Qualification, Role, Unit, UnitKind
from traffic_police.cases import deadlines as clocks
from traffic_police.cases.kinds import kind_of
from traffic_police.cases.models import Case, CaseEvent, Deadline, DemoMarker
from traffic_police.cases.signals import after_acts
from traffic_police.cases.syncing import load_calendar_year, sync_transitions
from violations.models import Offence, Violation

SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment(day: str, clock: str = "10:00") -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=SHANGHAI)


class Brigade:
    """Units, officers and offences; `stop`, `decide` … move cases at times that are passed in."""

    def __init__(self) -> None:
        DemoMarker.objects.create()
        sync_transitions()
        for year in (2024, 2025, 2026):
            load_calendar_year(year, "test", [])
        self.brigade = Unit.objects.create(code="B", name="Brigade", short_name="大队", kind=UnitKind.BRIGADE, order=1)
        self.first = self._squad("S1", "一中队", 10)
        self.second = self._squad("S2", "二中队", 20)
        self.officer = self.person("100001", self.first, Role.OFFICER)
        self.other = self.person("100002", self.second, Role.OFFICER)
        self.leader = self.person("100003", self.brigade, Role.BRIGADE_LEADER)
        self.offences = {
            category: Offence.objects.create(
                key=f"T{index}",
                short_name=category,
                description=category,
                category=category,
                legal_basis="法",
                penalty_basis="法",
                procedure="simple",
                confidence="test",
            )
            for index, category in enumerate(("other", "drink_driving", "speeding"))
        }
        self._number = 0

    def _squad(self, code: str, name: str, order: int) -> Unit:
        return Unit.objects.create(
            code=code, name=name, short_name=name, kind=UnitKind.SQUAD, parent=self.brigade, order=order
        )

    def person(self, number: str, unit: Unit, *roles: str) -> Officer:
        officer = Officer.objects.create(
            police_number=number,
            name=f"警{number}",
            kind=PersonKind.POLICE,
            unit=unit,
            roles=list(roles),
            must_change_password=False,
        )
        Qualification.objects.create(
            officer=officer, certificate=number, valid_from=dt.date(2020, 1, 1), valid_to=dt.date(2030, 1, 1)
        )
        return officer

    def stop(self, unit: Unit, at: dt.datetime, category: str = "other", **more: Any) -> Case:
        self._number += 1
        imported = more.get("channel") == "imported"
        with transaction.atomic():
            case = Case.objects.create(
                number=f"T{self._number:06}",
                kind="violation",
                origin="imported" if imported else "native",
                status="imported" if imported else "discovered",
                stage="closed" if imported else "accepted",
                version=1,
                unit=unit,
                lead=self.officer,
                opened_at=at,
                occurred_at=at,
                closed_at=at if imported else None,
                title="T",
            )
            row = Violation.objects.create(
                case=case,
                offence=None if imported else self.offences[category],
                occurred_at=at,
                discovered_at=at,
                recorded_at=at,
                **more,
            )
            event = self._event(case, "import" if imported else "discover", "", at, at)
            after_acts.send(sender=Case, case=case, details=row, events=[event], at=at)
        return case

    def move(
        self,
        case: Case,
        act: str,
        at: dt.datetime,
        *,
        recorded: dt.datetime | None = None,
        body: str = "{}",
        **changes: Any,
    ) -> None:
        """Perform ACT: the row takes CHANGES, deadlines move as the table says."""
        kind = kind_of("violation")
        row_of_table = kind.act(act)
        assert row_of_table is not None
        with transaction.atomic():
            case.refresh_from_db()
            source = case.status
            target = source if row_of_table.target == "=" else row_of_table.target
            case.version += 1
            case.status, case.stage = target, str(kind.status(target).stage)
            case.closed_at = (at if row_of_table.target != "=" else case.closed_at) if case.stage == "closed" else None
            if "unit" in changes:
                case.unit = changes.pop("unit")
            row = Violation.objects.get(case=case)
            for name, value in changes.items():
                setattr(row, name, value)
            event = self._event(case, act, source, at, recorded or at, body)
            for rule in row_of_table.starts:
                clocks.new(case, kind.deadline(rule), at).save()
            if act == "serve" and row.penalty == "fine":
                clocks.new(case, kind.deadline("payment"), at).save()
            running = Deadline.objects.filter(case=case, met_at=None, cancelled_at=None)
            running.filter(rule__in=row_of_table.meets).update(met_at=at)
            if "*" in row_of_table.cancels:
                running.update(cancelled_at=at)
            case.save()
            row.save()
            after_acts.send(sender=Case, case=case, details=row, events=[event], at=recorded or at)

    def _event(
        self, case: Case, act: str, source: str, at: dt.datetime, recorded: dt.datetime, body: str = "{}"
    ) -> CaseEvent:
        person = {"close": None, "annul": self.leader}.get(act, self.officer)
        return CaseEvent.objects.create(
            case=case,
            sequence=case.version,
            act=act,
            source=source,
            target=case.status,
            actor=person,
            happened_at=at,
            recorded_at=recorded,
            body=body,
        )

    # What the tests say.

    def heard(self, unit: Unit, at: dt.datetime, category: str = "other", **more: Any) -> Case:
        case = self.stop(unit, at, category, **more)
        for act in ("identify", "inform"):
            self.move(case, act, at)
        self.move(case, "hear", at, statement="waived")
        return case

    def fined(self, unit: Unit, at: dt.datetime, fine: int = 50, category: str = "other", **more: Any) -> Case:
        case = self.heard(unit, at, category, **more)
        self.move(case, "decide", at, penalty="fine", fine=Decimal(fine), points=1, outcome="penalty", handled_at=at)
        self.move(case, "serve", at, served_at=at)
        return case

    def exempted(self, unit: Unit, at: dt.datetime) -> Case:
        case = self.heard(unit, at, exemption_grounds=["first_violation"])
        self.move(
            case,
            "exempt",
            at,
            outcome="exempt",
            exemption_ground="first_violation",
            handled_at=at,
            body='{"education":"told why"}',
        )
        return case

    def file(self, case: Case, at: dt.datetime) -> None:
        self.move(case, "file", at, filed_at=at)

    def pay(self, case: Case, on: str, at: dt.datetime) -> None:
        row = Violation.objects.get(case=case)
        self.move(case, "pay", at, paid_on=dt.date.fromisoformat(on), paid_amount=row.fine, receipt="R0001")

    def annul(self, case: Case, at: dt.datetime) -> None:
        self.move(case, "annul", at, outcome="annulled")

    def hand_over(self, case: Case, unit: Unit, at: dt.datetime) -> None:
        self.move(case, "hand_over", at, unit=unit)


@pytest.fixture
def brigade(db: Any) -> Brigade:
    return Brigade()


@pytest.fixture
def at() -> Callable[..., dt.datetime]:
    return moment
