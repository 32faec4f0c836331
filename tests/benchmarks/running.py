"""What is measured, by name, and the run of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from tests.benchmarks import lists, memory, operations, rollups
from tests.benchmarks.measuring import Line
from tests.benchmarks.seeding import seed
from traffic_police.cases.chains import verify
from traffic_police.cases.models import Case

Measurement = Callable[[int, dt.datetime], Iterator[Line]]
MEASUREMENTS: dict[str, Measurement] = {
    "queries": lists.queries,
    "pages": lists.pages,
    "operation": operations.operation,
    "rollups": rollups.rollups,
    "memory": memory.memory,
}
SAMPLE = 200


def seeded(cases: int, at: dt.datetime, say: Callable[[str], None]) -> None:
    """The brigade with its cases; refuses to measure one whose chains do not hold."""
    seed(cases, at, report=lambda done: say(f"  {done:,} cases") if done % 200_000 == 0 else None)
    sample = list(range(1, cases + 1, max(1, cases // SAMPLE)))
    broken = list(verify(sample))
    if broken or Case.objects.count() != cases:
        raise RuntimeError(f"The seeded cases are not whole: {broken[:3]}")


def measured(names: Sequence[str], cases: int, at: dt.datetime, say: Callable[[str], None]) -> list[Line]:
    """The lines of the measurements named (all, when none is)."""
    lines: list[Line] = []
    for name, measurement in MEASUREMENTS.items():
        if not names or name in names:
            say(f"  measuring {name} ...")
            lines += measurement(cases, at)
    return lines
