"""Settle what acts left behind: roll-ups, corrections, and the stocks of the day that ended."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from traffic_police.reports import rolling
from traffic_police.reports.correcting import record_corrections
from traffic_police.reports.freezing import first_day
from traffic_police.reports.models import CaseChange


def settle(*, at: dt.datetime) -> int:
    """Settle all waiting changes, each batch in its own transaction; returns how many day figures moved."""
    moved = 0
    while CaseChange.objects.exists():
        with transaction.atomic():
            rolling.hold()
            count, stale = rolling.settle_batch()
            record_corrections(stale, at=at)
        moved += len(stale)
        if not count:
            break
    if first_day(at) is not None:
        rolling.take_last_stocks(at)
    return moved
