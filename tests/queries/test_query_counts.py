"""A page or list asks as many queries for fifty rows as for one, and no more than it did before.

The counts stand in counts.json. When one changes on purpose: `QUERY_COUNTS=write python3 manage.py test tests/queries`,
and look at the difference before it is committed. A difference prints the queries.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.queries.rows import fill
from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case

COUNTS = Path(__file__).with_name("counts.json")
WRITE = os.environ.get("QUERY_COUNTS") == "write"
FEW, MANY = 1, 50
# {number} and {status}: of the newest case; {plate}: of its vehicle.
PAGES = {
    "leader": ("/", "/board/", "/board/?overdue=true", "/cases/", "/cases/?status={status}", "/cases/?stage=open",
               "/cases/?q=%E9%B2%81Q", "/cases/{number}/", "/cases/{number}/evidence/", "/cases/export/",
               "/subjects/vehicles/02/{plate}/", "/reports/", "/api/v1/cases/", "/api/v1/cases/?q=%E9%B2%81Q",
               "/api/v1/cases/{number}/", "/api/v1/cases/{number}/timeline/", "/api/v1/cases/{number}/deadlines/",
               "/api/v1/cases/{number}/documents/", "/api/v1/cases/{number}/evidence/", "/api/v1/cases/{number}/acts/",
               "/api/v1/reports/", "/api/v1/violations/", "/api/v1/violations/{number}/", "/api/v1/offences/?q=cs"),
    "officer": ("/", "/board/", "/cases/", "/cases/{number}/", "/violations/log/", "/api/v1/cases/",
                "/api/v1/violations/", "/api/v1/vehicles/02/{plate}/"),
    "administrator": ("/people/", "/registry/imports/"),
}  # fmt: skip
CASES = [(role, address) for role, addresses in PAGES.items() for address in addresses]


@contextmanager
def brigade(count: int) -> Iterator[Case]:
    """A brigade of COUNT rows, gone afterwards."""
    point = transaction.savepoint()
    try:
        yield fill(count, dt.datetime.now(dt.UTC))
    finally:
        transaction.savepoint_rollback(point)


def who(role: str, case: Case) -> Officer:
    if role == "officer":
        assert case.lead is not None
        return case.lead
    return Officer.objects.get(police_number={"leader": "137001", "administrator": "137030"}[role])


def asked(role: str, address: str, case: Case) -> list[str]:
    """The queries of one request, the second one: caches of the process are warm."""
    client = Client()
    client.force_login(who(role, case))
    plate = quote(case.subjects.exclude(plate="").order_by("pk")[0].plate)
    path = address.format(number=case.number, plate=plate, status=case.status)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
        b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    assert answer.status_code == 200, (path, answer.status_code)
    return [str(one["sql"]) for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]


@pytest.fixture(scope="module")
def found() -> Iterator[dict[str, int]]:
    counts: dict[str, int] = {}
    yield counts
    if WRITE:
        kept = json.loads(COUNTS.read_text(encoding="utf-8")) if COUNTS.exists() else {}
        COUNTS.write_text(json.dumps(dict(sorted((kept | counts).items())), indent=1) + "\n", encoding="utf-8")


@pytest.mark.django_db
@pytest.mark.xdist_group("query counts")
@pytest.mark.parametrize(("role", "address"), CASES, ids=[f"{role} {address}" for role, address in CASES])
def test_fifty_rows_cost_the_queries_of_one(role: str, address: str, found: dict[str, int]) -> None:
    cache.clear()
    queries = []
    for count in (FEW, MANY):
        with brigade(count) as case:
            queries.append(asked(role, address, case))
    few, many = queries
    shown = "\n".join(f"  {sql[:300]}" for sql in many)
    assert len(many) == len(few), f"{len(few)} queries for one row and {len(many)} for fifty:\n{shown}"
    found[f"{role} {address}"] = len(many)
    if not WRITE:
        wanted = json.loads(COUNTS.read_text(encoding="utf-8")).get(f"{role} {address}")
        assert len(many) == wanted, f"{len(many)} queries instead of {wanted}:\n{shown}"


@pytest.mark.skipif(WRITE, reason="they are just being written")
def test_every_count_belongs_to_a_page() -> None:
    assert set(json.loads(COUNTS.read_text(encoding="utf-8"))) == {f"{role} {address}" for role, address in CASES}
