"""A brigade with many cases, written by COPY past the triggers and then checked: the chains hold, the figures add up.

Everything is invented and the same for equal sizes; times end at the moment that is passed in.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, transaction

from tests.benchmarks.rows import Table, chunks
from traffic_police.accounts.models import Officer, Unit
from traffic_police.cases import deadlines as clocks
from traffic_police.cases.chains import SEPARATOR
from traffic_police.cases.kinds import kind_of
from traffic_police.cases.models import Case, CaseEvent, CaseSubject, Deadline, DemoMarker
from traffic_police.demo.brigade import build_blocks, build_people, build_units
from traffic_police.registry.rules.resident_id import check_character
from violations.models import Offence, Violation

YEARS = 3
CHUNK = 20_000
PASSWORD = "not-a-secret-of-anybody"
LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰"
PLACES = ("人民路与黄海三路路口", "坪上镇驻地", "S224省道K42+575", "团林镇横沟村口", "临港大道北段", "朱芦镇集市")
TABLES = ("cases_case", "violations_violation", "cases_casesubject", "cases_caseevent", "cases_deadline")


@dataclass(frozen=True)
class Course:
    """How a case went: its acts with minutes since the discovery, and where it stands."""

    acts: tuple[tuple[str, str, int], ...]  # act, status after it, minutes
    outcome: str = ""

    @property
    def status(self) -> str:
        return self.acts[-1][1]


DAY = 1440
BEGUN = (("discover", "discovered", 0), ("identify", "identified", 2), ("inform", "informed", 5), ("hear", "heard", 8))
SERVED = (*BEGUN, ("decide", "decided", 10), ("serve", "served", 12))
PAID = Course((*SERVED, ("file", "served", DAY), ("pay", "served", 5 * DAY), ("close", "closed", 5 * DAY)), "penalty")
RELEASED = Course((BEGUN[0], ("release", "released", 6)), "oral_warning")
EXEMPTED = Course((*BEGUN, ("exempt", "exempted", 10)), "exempt")
WITHDRAWN = Course((BEGUN[0], ("withdraw", "withdrawn", 9)), "withdrawn")
IMPORTED = Course((("import", "imported", 0),))
CLOSED = (*[PAID] * 17, *[RELEASED] * 17, *[EXEMPTED] * 5, *[IMPORTED] * 10, WITHDRAWN)  # of fifty
OPEN = (Course(BEGUN[:1]), Course(BEGUN[:2]), Course(BEGUN[:3]), Course(BEGUN), *[Course(SERVED[:5], "penalty")] * 4,
        *[Course(SERVED, "penalty")] * 10, Course((*BEGUN[:1], ("to_general", "general", 9))))  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """What the rows refer to."""

    squads: tuple[tuple[int, tuple[Officer, ...]], ...]  # unit id, its police
    administrator: Officer
    offences: tuple[Offence, ...]


def ground(at: dt.datetime) -> Ground:
    """Units, people, number blocks; the offences must have been synced."""
    DemoMarker.objects.get_or_create(pk=1)
    units = build_units()
    people = build_people(units, PASSWORD, at.date(), must_change=False)
    build_blocks(units, people["137030"], at)
    squads = [unit for unit in units.values() if unit.kind == "squad"]
    serving = [one for one in people.values() if one.is_police]
    police = {unit.pk: tuple(one for one in serving if one.unit_id == unit.pk) for unit in squads}
    wanted = Offence.objects.filter(valid_to=None, procedure="simple", fine_min__lte=200).exclude(code="")
    key = Offence.objects.filter(category__in=["drink_driving", "speeding", "overload_goods"], valid_to=None)[:6]
    offences = (*wanted.order_by("key")[:24], *key)
    return Ground(tuple(police.items()), people["137030"], offences)


@lru_cache(maxsize=20_000)
def _deadline(rule: str, day: dt.datetime) -> tuple[Any, Any, Any]:
    made = clocks.new(Case(pk=0, kind="violation"), kind_of("violation").deadline(rule), day)
    return made.due_at, made.earliest_at, made.missing_year


def _null(value: Any) -> Any:
    return r"\N" if value is None else value


class Seeder:
    """Makes the rows of all tables case by case, in the order of time."""

    def __init__(self, count: int, at: dt.datetime) -> None:
        self.count, self.at, self.ground = count, at, ground(at)
        self.begin = at - dt.timedelta(days=365 * YEARS)
        # The newest open case was stopped an hour ago.
        self.step = (dt.timedelta(days=365 * YEARS) - dt.timedelta(hours=1)) / count
        self.fleet = count // 5 + 1
        self.rules = {rule.code: rule for rule in kind_of("violation").deadlines}
        self.laws = {act.name: str(act.law) for act in kind_of("violation").acts}
        self._tables()

    def _tables(self) -> None:
        self.cases = Table(
            Case,
            ("id", "number", "origin", "status", "stage", "version", "unit_id", "lead_id", "opened_at", "occurred_at",
             "due_at", "closed_at", "place", "title"),
            kind="violation",
        )  # fmt: skip
        self.violations = Table(
            Violation,
            ("case_id", "channel", "procedure", "offence_id", "occurred_at", "discovered_at", "recorded_at", "plate",
             "party_name", "party_id_no", "statement", "penalty", "fine", "points", "outcome", "exemption_ground",
             "exemption_grounds", "handled_at", "filed_at", "served_at", "paid_on", "paid_amount", "receipt"),
            plate_kind="02", vehicle_type="K33", use_nature="A",
        )  # fmt: skip
        self.subjects = Table(CaseSubject, ("case_id", "role", "plate", "plate_kind", "person_key", "name", "topic",
                                            "occurred_at"))  # fmt: skip
        self.events = Table(
            CaseEvent,
            ("case_id", "sequence", "act", "source", "target", "actor_id", "happened_at", "recorded_at", "law", "body",
             "previous_hash", "hash"),
        )  # fmt: skip
        self.deadlines = Table(
            Deadline,
            ("case_id", "rule", "amount", "unit", "roll_forward", "law", "started_at", "due_at", "earliest_at",
             "missing_year", "met_at", "cancelled_at"),
        )  # fmt: skip
        self.tables = (self.cases, self.violations, self.subjects, self.events, self.deadlines)

    def course(self, number: int) -> Course:
        """The newest 1.5 % and every 200th before are open; small brigades have one of each too."""
        if number > self.count * 0.985 or number % 200 == 0:
            return OPEN[number % len(OPEN)]
        return CLOSED[number * 7 % len(CLOSED)]

    def add(self, number: int) -> None:
        course = self.course(number)
        opened = self.begin + self.step * number
        unit, police = self.ground.squads[number % len(self.ground.squads)]
        lead = police[number // 7 % len(police)]
        times = {act: opened + dt.timedelta(minutes=minutes) for act, _status, minutes in course.acts}
        self._events(number, course, times, lead)
        due = self._deadlines(number, times)
        offence = self.ground.offences[number * 11 % len(self.ground.offences)]
        car = number * 2_654_435_761 % self.fleet
        status = kind_of("violation").status(course.status)
        ended = times[course.acts[-1][0]] if status.stage == "closed" else None
        plate = plate_of(car)
        self.cases.add(
            id=number, number=f"LG-W-{opened.year}{number:07d}", origin="imported" if course is IMPORTED else "native",
            status=course.status, stage=str(status.stage), version=len(course.acts), unit_id=unit, lead_id=lead.pk,
            opened_at=opened, occurred_at=opened, due_at=_null(due), closed_at=_null(ended),
            place=PLACES[number % len(PLACES)], title=f"{plate[:2]}·{plate[2:]} {offence.short_name}",
        )  # fmt: skip
        self._violation(number, course, times, offence, car)
        about = {"topic": offence.key, "occurred_at": opened}
        self.subjects.add(case_id=number, role="vehicle", plate=plate, plate_kind="02", person_key="", name="", **about)
        self.subjects.add(case_id=number, role="driver", plate="", plate_kind="", person_key=person_of(car),
                          name=name_of(car), **about)  # fmt: skip

    def _events(self, number: int, course: Course, times: dict[str, dt.datetime], lead: Officer) -> None:
        before, source = "", ""
        for sequence, (act, target, _minutes) in enumerate(course.acts, 1):
            actor = "" if act == "close" else str(self.ground.administrator.pk if act == "import" else lead.pk)
            moment, law = times[act], self.laws[act]
            body = f'{{"actor_name":"{lead.name}","place":"{PLACES[number % len(PLACES)]}"}}'
            if act == "exempt":
                body = '{"education":"told why"}'
            utc = moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
            text = SEPARATOR.join((before, str(number), str(sequence), act, source, target, actor, "", "", utc, utc, "",
                                   law, body))  # fmt: skip
            digest = hashlib.sha256(text.encode()).hexdigest()
            self.events.add(
                case_id=number, sequence=sequence, act=act, source=source, target=target, actor_id=actor or r"\N",
                happened_at=moment, recorded_at=moment, law=law, body=body, previous_hash=before, hash=digest,
            )  # fmt: skip
            before, source = digest, target

    def _deadlines(self, number: int, times: dict[str, dt.datetime]) -> dt.datetime | None:
        """The deadlines that the acts start, meet and cancel; the nearest running one."""
        running = []
        for rule, starts, meets, cancels in (("filing", "decide", "file", ""), ("payment", "serve", "pay", ""),
                                             ("reconsideration", "serve", "", "close")):  # fmt: skip
            begun = times.get(starts)
            if begun is None:
                continue
            named = self.rules[rule]
            due, earliest, missing = _deadline(rule, begun.replace(hour=4, minute=0, second=0, microsecond=0))
            met, cancelled = times.get(meets), times.get(cancels)
            if met is None and cancelled is None:
                running.append(due or earliest)
            self.deadlines.add(
                case_id=number, rule=rule, amount=named.amount, unit=str(named.unit),
                roll_forward="t" if named.roll_forward else "f", law=named.law, started_at=begun, due_at=_null(due),
                earliest_at=earliest, missing_year=_null(missing), met_at=_null(met), cancelled_at=_null(cancelled),
            )  # fmt: skip
        return min(running, default=None)

    def _violation(
        self, number: int, course: Course, times: dict[str, dt.datetime], offence: Offence, car: int
    ) -> None:
        fined, paid = "decide" in times, times.get("pay")
        handled = next((times[act] for act in ("decide", "release", "exempt") if act in times), None)
        exempt = course.outcome == "exempt"
        self.violations.add(
            case_id=number, channel="imported" if course is IMPORTED else "on_site", procedure="simple",
            offence_id=r"\N" if course is IMPORTED else offence.pk, occurred_at=times[course.acts[0][0]],
            discovered_at=times[course.acts[0][0]], recorded_at=times[course.acts[0][0]], plate=plate_of(car),
            party_name=name_of(car), party_id_no=person_of(car), statement="waived" if "hear" in times else "",
            penalty="fine" if fined else "", fine=(50, 100, 200)[number % 3] if fined else 0,
            points=offence.points if fined else 0, outcome=course.outcome,
            exemption_ground="first_violation" if exempt else "",
            exemption_grounds="{first_violation}" if exempt else "{}",
            handled_at=_null(handled), filed_at=_null(times.get("file")), served_at=_null(times.get("serve")),
            paid_on=_null(paid and paid.date()), paid_amount=(50, 100, 200)[number % 3] if paid else r"\N",
            receipt=f"R{number:08d}" if paid else "",
        )  # fmt: skip


@lru_cache(maxsize=300_000)
def plate_of(car: int) -> str:
    return f"鲁Q{LETTERS[car // 1000 % 34]}{LETTERS[car // 34_000 % 34]}{car % 1000:03d}"


@lru_cache(maxsize=300_000)
def person_of(car: int) -> str:
    born = dt.date(1962, 1, 1) + dt.timedelta(days=car * 31 % 15_000)
    stem = f"371327{born:%Y%m%d}{car % 999:03d}"
    return stem + check_character(stem)


def name_of(car: int) -> str:
    return SURNAMES[car % 16] + GIVEN[car // 16 % 20] + GIVEN[car // 320 % 20]


@contextmanager
def _past_the_triggers(cursor: Any, *, indexes: bool) -> Iterator[None]:
    """Without triggers and foreign keys; for many rows also without the indexes, which are made afterwards."""
    cursor.execute("SET LOCAL session_replication_role = replica")
    made: list[str] = []
    if indexes:
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
            "WHERE i.indrelid = ANY(%s::regclass[]) "
            "AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
            [list(TABLES)],
        )
        for name, definition in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")
            made.append(definition)
    yield
    for definition in made:
        cursor.execute(definition)
    cursor.execute("SET LOCAL session_replication_role = origin")


def seed(count: int, at: dt.datetime, *, report: Any = None) -> None:
    """COUNT cases of three years until AT, with their violations, subjects, events and deadlines; then ANALYZE."""
    seeder = Seeder(count, at)
    many = count > CHUNK
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        with _past_the_triggers(cursor, indexes=many):
            for numbers in chunks(count, CHUNK):
                for number in numbers:
                    seeder.add(number)
                for table in seeder.tables:
                    table.write(cursor)
                if report:
                    report(numbers[-1])
        for table, column in (("cases_case", "id"),):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), {count})")
        cursor.execute("SELECT setval('cases_case_number', %s)", [count])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        for table in TABLES if many else ():
            cursor.execute(f"VACUUM {table}")


def squad_with(count: int) -> Unit:
    """The unit that holds the case of this number, when COUNT cases were seeded."""
    return Case.objects.select_related("unit").get(pk=count).unit
