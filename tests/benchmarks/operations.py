"""One whole on-site operation through the service against its bare INSERTs with the same triggers and commit."""

from __future__ import annotations

import datetime as dt
import itertools
import secrets
from collections.abc import Iterator
from typing import Any

from psycopg2.extras import Json

from tests.benchmarks.measuring import Bare, Line, in_turns, milliseconds, statements
from tests.benchmarks.seeding import name_of, person_of, plate_of
from tests.factories import on_site
from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case
from violations import services

STATEMENTS, TIMES = 25, 10
# The tables that an operation adds rows to, the events before what they allow.
WRITTEN = ("cases_caseevent", "violations_violation", "cases_casesubject", "cases_deadline", "cases_document",
           "reports_casechange")  # fmt: skip


class Operations:
    """Operations one after the other, each with another vehicle and driver."""

    def __init__(self, cases: int) -> None:
        self.cars = itertools.count(cases // 7)
        self.fleet = cases // 5 + 1
        self.actor = Officer.objects.select_related("unit").get(police_number="137102")

    def log(self) -> Case:
        at, car = dt.datetime.now(dt.UTC), next(self.cars) % self.fleet
        party = {"role": "driver", "name": name_of(car), "id_no": person_of(car), "phone": "13812342216",
                 "address": "山东省临沂市坪上镇大山前村", "licence_class": "C1", "file_no": "371300123456"}  # fmt: skip
        return services.log_on_site(self.actor, on_site(at, plate=plate_of(car), party=party), at=at)


class Bones:
    """The rows of one operation, written again for another case by one INSERT for each table."""

    def __init__(self, bare: Bare, case: Case) -> None:
        self.line, self.serial = bare.line, itertools.count(1)
        self.case = self._rows("cases_case", "id", case.pk)[0]
        self.rows = {table: self._rows(table, "case_id", case.pk) for table in WRITTEN}

    def _rows(self, table: str, column: str, case: int) -> list[dict[str, Any]]:
        with self.line.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table} WHERE {column} = %s ORDER BY 1", [case])
            names = [described.name for described in cursor.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        for row in rows:
            row.pop("id", None)
        return rows

    def insert(self) -> None:
        """BEGIN, the INSERTs, COMMIT: nothing is read, nothing is decided."""
        self.line.autocommit = False
        with self.line, self.line.cursor() as cursor:
            number = f"LG-W-1999{next(self.serial):06d}"
            pk = self._insert(cursor, "cases_case", [self.case | {"number": number}], " RETURNING id")
            for table, rows in self.rows.items():
                fresh = [row | {"case_id": pk} for row in rows]
                if table == "cases_document":
                    once = {"serial": None, "number": "", "national_number": ""}
                    fresh = [row | once | {"verification": secrets.token_urlsafe(12)} for row in fresh]
                if fresh:
                    self._insert(cursor, table, fresh)
        self.line.autocommit = True

    def _insert(self, cursor: Any, table: str, rows: list[dict[str, Any]], more: str = "") -> int:
        columns = ", ".join(f'"{name}"' for name in rows[0])
        one = "(" + ", ".join(["%s"] * len(rows[0])) + ")"
        values = [Json(value) if isinstance(value, dict) else value for row in rows for value in row.values()]
        values = [Json([]) if name == "pauses" else value
                  for name, value in zip(itertools.cycle(rows[0]), values, strict=False)]  # fmt: skip
        cursor.execute(f"INSERT INTO {table} ({columns}) VALUES {', '.join([one] * len(rows))}{more}", values)
        return int(cursor.fetchone()[0]) if more else 0


def operation(cases: int, at: dt.datetime) -> Iterator[Line]:
    """Statements sent, and time against the bare INSERTs."""
    operations = Operations(cases)
    operations.log()  # calendars and code tables are read once per process
    with statements() as sent:
        case = operations.log()
    acts = case.events.count()
    yield Line("on-site operation, statements", str(len(sent)), f"{acts} acts", len(sent), STATEMENTS)
    bare = Bare()
    bones = Bones(bare, case)
    one, floor = in_turns(operations.log, bones.insert, 3)
    yield Line("on-site operation, time", milliseconds(one), milliseconds(floor), one / floor, TIMES)
    bare.close()
