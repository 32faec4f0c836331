"""Reference data that comes from the code and its `reference/` files; `manage.py sync_reference` may run again."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction

from traffic_police.cases.deadlines import forget_calendar, settle_year
from traffic_police.cases.kinds import all_kinds
from traffic_police.cases.models import CalendarDay, CalendarYear, Deadline, Transition

Syncer = Callable[[], str]
_syncers: dict[str, Syncer] = {}
REFERENCE = Path(__file__).parent / "reference"


def register_syncer(name: str, syncer: Syncer) -> None:
    """Add a syncer: it returns one line that says what it did."""
    _syncers[name] = syncer


def sync_all() -> list[str]:
    return [f"{name}: {syncer()}" for name, syncer in _syncers.items()]


@transaction.atomic
def sync_transitions() -> str:
    """Make the protected table equal to the registered transition tables."""
    wanted = [Transition(**row) for kind in all_kinds() for row in kind.transitions()]
    fields = ("kind", "act", "source", "target", "stage", "person", "officers", "origin")
    current = set(Transition.objects.values_list(*fields))
    if current == {tuple(getattr(row, name) for name in fields) for row in wanted}:
        return "unchanged"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('traffic_police.sync_transitions', 'on', true)")
        Transition.objects.all().delete()
        Transition.objects.bulk_create(wanted)
        cursor.execute("SELECT set_config('traffic_police.sync_transitions', '', true)")
    return f"{len(wanted)} rows"


def load_calendar_year(year: int, source: str, days: list[tuple[dt.date, bool, str]]) -> int:
    """Load one year's notice of the State Council; returns how many waiting deadlines it settled."""
    with transaction.atomic():
        CalendarYear.objects.update_or_create(year=year, defaults={"source": source})
        CalendarDay.objects.filter(notice_id=year).delete()
        CalendarDay.objects.bulk_create(
            [CalendarDay(day=day, notice_id=year, works=works, name=name) for day, works, name in days],
            update_conflicts=True,
            unique_fields=["day"],
            update_fields=["notice", "works", "name"],
        )
        forget_calendar()
        # Another process may have read the old days while this transaction was open.
        transaction.on_commit(forget_calendar)
        return settle_year(year) if Deadline.objects.filter(missing_year=year).exists() else 0


Day = tuple[dt.date, bool, str]


def read_calendar(path: Path) -> dict[int, tuple[str, list[Day]]]:
    """Years of a CSV (year, day, works 0/1, name, source): year of the notice → source and its days."""
    years: dict[int, tuple[str, list[Day]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            days = years.setdefault(int(row["year"]), (row["source"], []))[1]
            days.append((dt.date.fromisoformat(row["day"]), row["works"] == "1", row["name"]))
    return years


def sync_calendar() -> str:
    """Load reference/calendar.csv; years already loaded are kept as they are."""
    known = set(CalendarYear.objects.values_list("year", flat=True))
    fresh = {year: rest for year, rest in read_calendar(REFERENCE / "calendar.csv").items() if year not in known}
    for year, (source, days) in sorted(fresh.items()):
        load_calendar_year(year, source, days)
    return f"{len(fresh)} years loaded" if fresh else "unchanged"


register_syncer("transitions", sync_transitions)
register_syncer("calendar", sync_calendar)
