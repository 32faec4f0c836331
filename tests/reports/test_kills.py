"""A worker that dies in the middle, and two that work at once: the report is made once, whole."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from traffic_police.reports import freezing
from traffic_police.reports.models import Report, ReportFigure

from .conftest import Brigade, moment

AT = "2026-11-23T08:00:00+08:00"
WORK = f"""
import datetime as dt, django
django.setup()
from traffic_police.reports.freezing import make_due
make_due(at=dt.datetime.fromisoformat("{AT}"), minute=dt.time(7, 30))
"""


def worker() -> subprocess.Popen[bytes]:
    """A process that makes the due reports of this test's database."""
    options = connection.settings_dict
    url = f"postgresql://{options['USER']}@/{options['NAME']}?host={quote(options['HOST'])}&port={options['PORT']}"
    env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "CRITICAL"}
    return subprocess.Popen([sys.executable, "-c", WORK], cwd=settings.ROOT, env=env, stderr=subprocess.DEVNULL)


@contextmanager
def line() -> Iterator[Any]:
    options = connection.settings_dict
    opened = psycopg2.connect(dbname=options["NAME"], user=options["USER"], host=options["HOST"], port=options["PORT"])
    try:
        with opened.cursor() as cursor:
            yield cursor
    finally:
        opened.close()


def wait_until_somebody_waits_for(table: str) -> None:
    with line() as cursor:
        for _ in range(300):
            cursor.execute("SELECT 1 FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [table])
            if cursor.fetchone():
                return
            cursor.connection.rollback()
            time.sleep(0.1)
    pytest.fail("the worker never came to the middle of its report")


def wait_until_alone() -> None:
    """The killed worker's server process rolls back on its own; wait until it is gone."""
    with line() as cursor:
        for _ in range(300):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = 7310201")
            if cursor.fetchone()[0] == 0:
                return
            cursor.connection.rollback()
            time.sleep(0.1)
    pytest.fail("the killed worker's transaction stayed")


def expected() -> int:
    days = 3  # 20 to 22 November: three days and one week, for three units
    return (days + 1) * 3


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_makes_it_once(committed_db: str) -> None:
    brigade = Brigade()
    brigade.fined(brigade.first, moment("2026-11-20"))
    with line() as cursor:
        cursor.execute("LOCK TABLE reports_reportfigure IN EXCLUSIVE MODE")
        doomed = worker()
        wait_until_somebody_waits_for("reports_reportfigure")
        doomed.send_signal(signal.SIGKILL)
        doomed.wait(30)
        cursor.connection.rollback()
    wait_until_alone()
    before = Report.objects.count()  # of the squad without cases, made whole before the worker came to the locked table
    assert not Report.objects.exclude(unit=brigade.second).exists()
    assert freezing.make_due(at=dt.datetime.fromisoformat(AT), minute=dt.time(7, 30)) == expected() - before
    kept = ReportFigure.objects.get(report__unit=brigade.brigade, report__kind="daily", figure="handled")
    assert kept.value == 1


def test_two_workers_at_once_make_every_report_exactly_once(committed_db: str) -> None:
    brigade = Brigade()
    brigade.fined(brigade.first, moment("2026-11-20"))
    workers = [worker(), worker()]
    assert [one.wait(90) for one in workers] == [0, 0]
    assert Report.objects.count() == expected()
    kept = ReportFigure.objects.filter(report__unit=brigade.brigade, report__kind="daily", figure="handled")
    assert [row.value for row in kept] == [1]
