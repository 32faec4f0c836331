"""How things are measured: floor and measured one in turns, their lower quartiles, one line of the table each."""

from __future__ import annotations

import gc
import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg2
from django.db import connection

Statement = tuple[str, Any]
ROUNDS = 15
# What belongs to the connection and not to the work.
NOT_WORK = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET ", "SELECT 1")


@dataclass(frozen=True)
class Line:
    """One row of the table. `more` turns the limit round: at least so many times."""

    name: str
    measured: str
    floor: str
    ratio: float
    limit: float
    more: bool = False
    note: str = ""

    @property
    def ok(self) -> bool:
        return self.ratio >= self.limit if self.more else self.ratio <= self.limit


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.2f} ms"


def in_turns(measured: Callable[[], Any], floor: Callable[[], Any], rounds: int = 1) -> tuple[float, float]:
    """The lower quartiles of both in seconds, of ROUNDS times `rounds`.

    In turns, so that a busy moment of the machine meets both alike.
    """
    both: tuple[list[float], list[float]] = ([], [])
    for function in (measured, floor, measured, floor):  # warm
        function()
    gc.collect()
    for _round in range(ROUNDS * rounds):
        for function, times in zip((measured, floor), both, strict=True):
            began = time.perf_counter()
            function()
            times.append(time.perf_counter() - began)
    one, other = (statistics.quantiles(times, n=4)[0] for times in both)
    return one, other


def against(name: str, measured: Callable[[], Any], floor: Callable[[], Any], limit: float, note: str = "") -> Line:
    """A line that says how many times the floor it takes."""
    one, other = in_turns(measured, floor)
    return Line(name, milliseconds(one), milliseconds(other), one / other, limit, note=note)


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """The statements that Django sends meanwhile, with their parameters."""
    found: list[Statement] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(NOT_WORK):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        yield found


class Bare:
    """psycopg2 alone on a connection of its own to the same database."""

    def __init__(self) -> None:
        params = connection.get_connection_params()
        self.line = psycopg2.connect(**{name: params[name] for name in params if name != "cursor_factory"})
        self.line.autocommit = True
        with self.line.cursor() as cursor:
            cursor.execute("SET TIME ZONE 'UTC'")

    def run(self, wanted: list[Statement]) -> None:
        for sql, params in wanted:
            with self.line.cursor() as cursor:
                cursor.execute(sql, params)
                if cursor.description is not None:
                    cursor.fetchall()

    def rows_read(self, wanted: list[Statement]) -> int:
        """How many rows the plans of these statements touch at their leaves."""
        return sum(self._leaves(sql, params) for sql, params in wanted if sql.startswith("SELECT"))

    def _leaves(self, sql: str, params: Any) -> int:
        with self.line.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
            (plan,) = cursor.fetchone() or ([],)
        return _touched((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])

    def close(self) -> None:
        self.line.close()


def _touched(node: dict[str, Any]) -> int:
    below = node.get("Plans", [])
    if "Relation Name" in node:
        removed = sum(node.get(f"Rows Removed by {what}", 0) for what in ("Filter", "Index Recheck"))
        return round((node["Actual Rows"] + removed) * node["Actual Loops"])
    return sum(_touched(one) for one in below)


def shown(lines: list[Line]) -> str:
    """The table as text."""
    rows = [("name", "measured", "floor", "ratio", "limit", "")]
    rows += [
        (line.name, line.measured, line.floor, f"{line.ratio:,.2f}", f"{'≥' if line.more else '≤'} {line.limit:g}",
         ("OK" if line.ok else "NOT") + (f"  {line.note}" if line.note else ""))
        for line in lines
    ]  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *(row[column].rjust(widths[column]) for column in range(1, 5)), row[5]])
        for row in rows
    )
