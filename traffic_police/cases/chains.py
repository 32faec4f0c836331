"""Verify the hash chains: recompute every event's hash in Python, independent of the trigger that wrote it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Max, QuerySet

from traffic_police.cases.models import Case, CaseEvent

SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Break:
    """A place where a chain does not hold."""

    case_id: int
    sequence: int
    why: str  # hash | link | gap | tail | empty


def _moment(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def digest(event: CaseEvent) -> str:
    """The SHA-256 an event must carry: the same canonical text as in triggers.EVENT_TEXT."""
    parts = [
        event.previous_hash, event.case_id, event.sequence, event.act, event.source, event.target,
        event.actor_id or "", event.second_id or "", ",".join(map(str, event.assistants)),
        _moment(event.happened_at), _moment(event.recorded_at), event.reason, event.law, event.body,
    ]  # fmt: skip
    return hashlib.sha256(SEPARATOR.join(map(str, parts)).encode()).hexdigest()


def verify(case_ids: list[int] | None = None) -> Iterator[Break]:
    """Yield every break; walks the events once, in order, without holding them in memory."""
    events = CaseEvent.objects.order_by("case_id", "sequence")
    cases = Case.objects.all()
    if case_ids is not None:
        events, cases = events.filter(case_id__in=case_ids), cases.filter(pk__in=case_ids)
    before: CaseEvent | None = None
    for event in events.iterator(chunk_size=5000):
        same = before is not None and before.case_id == event.case_id
        if event.sequence != (before.sequence + 1 if same and before else 1):
            yield Break(event.case_id, event.sequence, "gap")
        if event.previous_hash != (before.hash if same and before else ""):
            yield Break(event.case_id, event.sequence, "link")
        if event.hash != digest(event):
            yield Break(event.case_id, event.sequence, "hash")
        before = event
    yield from _tails(cases)


def _tails(cases: QuerySet[Case]) -> Iterator[Break]:
    rows = cases.annotate(last=Max("events__sequence")).values_list("pk", "version", "last")
    for pk, version, last in rows.iterator(chunk_size=5000):
        if last is None:
            yield Break(pk, 0, "empty")
        elif last != version:
            yield Break(pk, last, "tail")


def heads_digest() -> str:
    """One SHA-256 over the heads of all chains: anchored in the frozen daily report, so a cut tail shows."""
    total = hashlib.sha256()
    # The head is the event that the case points at; where it was cut away, it is missing here and the sum differs.
    heads = CaseEvent.objects.filter(sequence=F("case__version")).order_by("case_id")
    rows = heads.values_list("case_id", "sequence", "hash")
    for case_id, sequence, value in rows.iterator(chunk_size=5000):
        total.update(f"{case_id}:{sequence}:{value}\n".encode())
    return total.hexdigest()
