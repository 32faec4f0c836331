"""Lists, search and board: their queries against bare psycopg2, their pages against an empty one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client

from tests.benchmarks.measuring import Bare, Line, against, in_turns, milliseconds, statements
from tests.benchmarks.seeding import plate_of
from traffic_police.accounts.models import Officer
from traffic_police.cases.filters import CaseFilter
from traffic_police.cases.models import Case
from traffic_police.cases.paging import PAGE, _cursor, page
from traffic_police.cases.queries import capped_count, filtered, find, listed, open_cases, progress

QUERIES, PAGES, ALIKE, READ = 5, 4, 1.5, 0.05
DEEP = 1000  # the page that must cost what the first one costs


class Reads:
    """What is read, by whom, of how many cases."""

    def __init__(self, cases: int, at: dt.datetime) -> None:
        self.cases, self.at = cases, at
        self.leader = Officer.objects.get(police_number="137001")
        self.officer = Officer.objects.get(police_number="137102")
        self.unit = self.officer.unit
        self.closed = CaseFilter(unit=self.unit.code, status="closed")
        car = cases // 11
        self.fragment = plate_of(car)[2:6]
        self.bare = Bare()
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(self.leader)

    def deep(self, wanted: CaseFilter) -> str:
        """The cursor of the thousandth page; of the last whole one where there are fewer."""
        rows = filtered(self.leader, wanted, at=self.at).order_by("-opened_at", "-pk")
        number = min(DEEP, max(rows.count() // PAGE, 2))
        before = rows[(number - 1) * PAGE - 1]
        return _cursor(before, "n")

    def list_page(self, officer: Officer, wanted: CaseFilter, cursor: str = "") -> list[Case]:
        return page(listed(filtered(officer, wanted, at=self.at)), cursor).rows

    def board(self, officer: Officer) -> list[Case]:
        return list(open_cases(officer, at=self.at)[:100])


def queries(cases: int, at: dt.datetime) -> Iterator[Line]:
    """The application's queries against the same SQL through psycopg2."""
    reads = Reads(cases, at)
    deep, everywhere = reads.deep(reads.closed), reads.deep(CaseFilter())
    search = CaseFilter(q=reads.fragment)
    work: dict[str, Callable[[], Any]] = {
        "list, unit and status": partial(reads.list_page, reads.leader, reads.closed),
        "list, unit and status, page 1000": partial(reads.list_page, reads.leader, reads.closed, deep),
        "list, all": partial(reads.list_page, reads.leader, CaseFilter()),
        "list, all, page 1000": partial(reads.list_page, reads.leader, CaseFilter(), everywhere),
        "list, own squad": partial(reads.list_page, reads.officer, CaseFilter()),
        "search, plate fragment, brigade": partial(reads.list_page, reads.leader, search),
        "search, plate fragment, squad": partial(reads.list_page, reads.officer, search),
        "search box": lambda: find(reads.officer, reads.fragment),
        "count, capped": lambda: capped_count(filtered(reads.leader, reads.closed, at=at)),
        "board, rows": partial(reads.board, reads.leader),
        "progress counts": lambda: progress(reads.leader, at=at),
        "progress counts, squad": lambda: progress(reads.officer, at=at),
    }
    for name, function in work.items():
        with statements() as same:
            function()
        yield against(f"queries: {name}", function, partial(reads.bare.run, same), QUERIES, note=f"{len(same)} queries")
    reads.bare.close()


def pages(cases: int, at: dt.datetime) -> Iterator[Line]:
    """Whole pages against the empty one; none reads more than a twentieth of the cases."""
    reads = Reads(cases, at)
    filters = f"unit={reads.unit.code}&status=closed"
    first, deep = f"/cases/?{filters}", f"/cases/?{filters}&cursor={reads.deep(reads.closed)}"
    addresses = {
        "list, unit and status": first,
        "list, unit and status, page 1000": deep,
        "list, all": "/cases/",
        "search, plate fragment": f"/cases/?q={reads.fragment}",
        "board": "/board/",
        "home": "/",
    }
    get = partial(_got, reads.client)
    for name, address in addresses.items():
        with statements() as sent:
            get(address)
        yield against(f"page: {name}", partial(get, address), partial(get, "/benchmark/empty/"), PAGES,
                      note=f"{len(sent)} queries")  # fmt: skip
    thousandth, one = in_turns(partial(get, deep), partial(get, first))
    yield Line("page 1000 against page 1", milliseconds(thousandth), milliseconds(one), thousandth / one, ALIKE)
    for name, address in addresses.items():
        with statements() as sent:
            get(address)
        read = reads.bare.rows_read(sent)
        yield Line(f"rows read: {name}", f"{read:,}", f"{cases:,}", read / cases, max(READ, 2000 / cases))
    reads.bare.close()


def _got(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def plans(cases: int, at: dt.datetime) -> Iterator[str]:
    """For looking into a missed limit: every statement of the list's pages with its plan."""
    reads = Reads(cases, at)
    for address in (f"/cases/?q={reads.fragment}", "/board/", "/", "/cases/"):
        with statements() as sent:
            _got(reads.client, address)
        yield f"== {address}"
        for sql, params in sent:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params)
                plan = "\n".join(f"    {row[0]}" for row in cursor.fetchall())
            yield f"{sql}\n{plan}"
