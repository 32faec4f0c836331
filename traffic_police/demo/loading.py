"""Walk the invented brigade through real acts at past times: every row of the demo went through the same doors as real work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from traffic_police.cases.models import DemoMarker
from traffic_police.demo import brigade


def load(password: str, *, at: dt.datetime) -> Iterator[str]:
    """Units, people and blocks; then (once) the cases. Yields a line for each step."""
    DemoMarker.objects.get_or_create(pk=1)
    units = brigade.build_units()
    people = brigade.build_people(units, password, at.date(), must_change=False)
    brigade.build_blocks(units, people["137030"], at)
    yield f"{len(units)} units, {len(people)} people"
