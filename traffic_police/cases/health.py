"""What operators ask: is the database there, does the worker work, does the scheduler tick."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db import connection

BEAT = "cases.health.beat"  # written by a task that beat sends and a worker runs: one sign of both
STALE = dt.timedelta(minutes=3)


def heartbeat(at: dt.datetime) -> None:
    cache.set(BEAT, at.isoformat(), 24 * 3600)


def ready() -> dict[str, Any]:
    return {"database": _database(), "cache": _cache()}


def _database() -> dict[str, Any]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM cases_transition")
            (rows,) = cursor.fetchone()
    except DatabaseError as error:
        return {"ok": False, "why": type(error).__name__}
    return {"ok": rows > 0} | ({} if rows else {"why": "run manage.py sync_reference"})


def _cache() -> dict[str, Any]:
    try:
        cache.set("cases.health.probe", "1", 10)
        return {"ok": cache.get("cases.health.probe") == "1"}
    except Exception as error:  # the client's own errors differ by driver; operators need an answer in any case
        return {"ok": False, "why": type(error).__name__}


def work(at: dt.datetime) -> dict[str, Any]:
    try:
        text = cache.get(BEAT)
    except Exception as error:
        return {"worker": {"ok": False, "why": type(error).__name__}}
    if not text:
        return {"worker": {"ok": False, "why": "no sign of worker and scheduler yet"}}
    seen = dt.datetime.fromisoformat(text)
    return {"worker": {"ok": at - seen <= STALE, "seen": text}}
