"""The benchmarks run to their end on a small brigade. Time is for the benchmark itself, not for a test."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command

from tests.benchmarks import measuring
from tests.benchmarks.rollups import unequal
from tests.benchmarks.running import measured, seeded
from traffic_police.reports.rolling import rolled

CASES = 2_000


@pytest.mark.slow
@pytest.mark.urls("tests.benchmarks.urls")
@pytest.mark.usefixtures("committed_db")
def test_every_measurement_comes_to_its_end_and_roll_ups_equal_the_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "ROUNDS", 2)
    call_command("sync_reference", verbosity=0)
    at = dt.datetime.now(dt.UTC)
    seeded(CASES, at, print)
    lines = {line.name: line for line in measured(["queries", "pages", "operation", "rollups"], CASES, at, print)}
    assert len(lines) > 20
    assert lines["on-site operation, statements"].ok
    assert unequal(at) == 0
    assert rolled(dt.date(2000, 1, 1), dt.date(2100, 1, 1))
    assert lines["figures of a year that differ"].ok


def test_a_missed_limit_says_so() -> None:
    slow = measuring.Line("list", "9 ms", "1 ms", 9, 5)
    fast = measuring.Line("roll-ups", "1 ms", "300 ms", 300, 100, more=True)
    assert not slow.ok
    assert fast.ok
    table = measuring.shown([slow, fast])
    assert "NOT" in table.splitlines()[1]
    assert table.splitlines()[2].endswith("OK")
