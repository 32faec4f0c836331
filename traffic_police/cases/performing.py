"""The one door through which a case changes: open_case, perform and perform_series.

Each call is one transaction: lock the case, ask `decide`, check the inputs, let the app change its own row, write
events, move deadlines, number documents last, and leave what follows to `on_commit`. A series of acts is written
together, so a whole on-site operation costs about as many queries as a single act.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _

from traffic_police.accounts.models import Officer, Unit
from traffic_police.cases import deadlines as clocks
from traffic_police.cases import numbers
from traffic_police.cases.deciding import Allowed, Denied, Facts, decide_on, facts_of
from traffic_police.cases.inputs import cleaned
from traffic_police.cases.issuing import IssuedDocument, canonical, signed
from traffic_police.cases.kinds import NEW, STAY, Act, CaseKind, Origin, Stage, kind_of
from traffic_police.cases.models import Case, CaseEvent, CaseSubject, Deadline, Document
from traffic_police.cases.refusals import ActRefused, Overtaken
from traffic_police.cases.signals import after_acts


@dataclass(frozen=True)
class Step:
    """One act of a series: what, with which inputs, when it happened, with whom."""

    act: str
    data: Mapping[str, Any] = field(default_factory=dict)
    happened_at: dt.datetime | None = None
    second: Officer | None = None
    assistants: Sequence[Officer] = ()
    reason: str = ""
    by_system: bool = False  # what the system does as a consequence of the act before it


@dataclass(frozen=True)
class Opening:
    """What a new case starts with. `details` is the unsaved one-to-one row of the app."""

    kind: str
    unit: Unit
    details: models.Model
    title: str
    opened_at: dt.datetime | None = None
    lead: Officer | None = None
    occurred_at: dt.datetime | None = None
    place: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    datum: str = "GCJ02"
    subjects: Sequence[CaseSubject] = ()


@dataclass
class Move:
    """An act in progress, as the app's change function sees it.

    The function may set attributes of `details` and of `case` (title, place, lead, unit), put values into `payload`
    (they go into the event: names and old/new values), and call `issue`. It saves nothing itself.
    """

    case: Case
    kind: CaseKind
    act: Act
    details: Any
    actor: Officer | None
    second: Officer | None
    assistants: Sequence[Officer]
    data: dict[str, Any]
    happened_at: dt.datetime
    at: dt.datetime
    reason: str
    ledger: Ledger
    payload: dict[str, Any] = field(default_factory=dict)

    def issue(self, kind: str, data: dict[str, Any], national_number: str = "") -> IssuedDocument:
        """Sign a document now; it is numbered when the transaction is about to be written."""
        issued = IssuedDocument(self.kind.document(kind), data, national_number)
        self.ledger.documents.append((self, issued))
        return issued

    def documents(self, kind: str) -> list[Document]:
        """Documents of this kind already signed in this case, not voided."""
        return [row for row in self.ledger.existing_documents() if row.kind == kind and row.voided_at is None]

    def touch(self, document: Document) -> None:
        """Have a changed existing document saved with this act."""
        self.ledger.touched.append(document)

    def start(self, rule: str, *, at: dt.datetime | None = None) -> None:
        self.ledger.start(rule, at or self.happened_at)

    def meet(self, rule: str, *, at: dt.datetime | None = None) -> None:
        self.ledger.meet(rule, at or self.happened_at)


@dataclass
class Ledger:
    """Everything one call will write, in memory until `flush`."""

    case: Case
    kind: CaseKind
    details: Any
    facts: Facts
    at: dt.datetime
    opening: bool = False
    subjects: list[CaseSubject] = field(default_factory=list)
    events: list[CaseEvent] = field(default_factory=list)
    running: dict[str, Deadline] = field(default_factory=dict)
    changed_deadlines: list[Deadline] = field(default_factory=list)
    documents: list[tuple[Move, IssuedDocument]] = field(default_factory=list)
    touched: list[Document] = field(default_factory=list)
    _existing: list[Document] | None = None

    def existing_documents(self) -> list[Document]:
        if self._existing is None:
            self._existing = [] if self.opening else list(Document.objects.filter(case=self.case))
        return self._existing

    def start(self, rule: str, at: dt.datetime) -> None:
        deadline = clocks.new(self.case, self.kind.deadline(rule), at)
        self.running[rule] = deadline
        self.changed_deadlines.append(deadline)

    def meet(self, rule: str, at: dt.datetime) -> None:
        deadline = self.running.pop(rule, None)
        if deadline is not None:
            deadline.met_at = at
            self._changed(deadline)

    def cancel(self, rule: str, at: dt.datetime) -> None:
        for code in list(self.running) if rule == "*" else [rule]:
            deadline = self.running.pop(code, None)
            if deadline is not None:
                deadline.cancelled_at = at
                self._changed(deadline)

    def _changed(self, deadline: Deadline) -> None:
        if deadline not in self.changed_deadlines:
            self.changed_deadlines.append(deadline)

    def flush(self) -> None:
        """Write everything: case, own row, subjects, events, deadlines; numbers and documents last."""
        self.case.due_at = clocks.nearest(self.running.values())
        if self.opening:
            self._insert_case()
        CaseEvent.objects.bulk_create(self.events)
        for subject in self.subjects:
            subject.case = self.case
        CaseSubject.objects.bulk_create(self.subjects)
        if not self.opening:
            self.case.save()
            self.details.save()
        self._write_deadlines()
        self._write_documents()
        Document.objects.bulk_update(
            self.touched, ["state", "national_number", "served_at", "voided_at", "void_reason"]
        ) if self.touched else None
        after_acts.send(sender=Case, case=self.case, details=self.details, events=self.events, at=self.at)

    def _insert_case(self) -> None:
        self.case.save(force_insert=True)
        self.details.case = self.case
        self.details.save(force_insert=True)
        for event in self.events:
            event.case = self.case

    def _write_deadlines(self) -> None:
        fresh = [deadline for deadline in self.changed_deadlines if deadline.pk is None]
        for deadline in fresh:
            deadline.case = self.case
        old = [deadline for deadline in self.changed_deadlines if deadline.pk is not None]
        if fresh:
            Deadline.objects.bulk_create(fresh)
        if old:
            Deadline.objects.bulk_update(old, ["met_at", "cancelled_at", "due_at", "earliest_at", "pauses"])

    def _write_documents(self) -> None:
        for move, issued in self.documents:
            issued.row = signed(move, issued)
            # Robust: a broker that does not answer must not turn a finished act into an error.
            transaction.on_commit(partial(_typeset, issued.row.pk), robust=True)


def _typeset(document_id: int) -> None:
    from traffic_police.cases.tasks import render_document

    render_document.delay(document_id)


def open_case(actor: Officer | None, opening: Opening, steps: Sequence[Step], *, at: dt.datetime) -> Case:
    """Open a case by the first step and perform the following ones in the same transaction."""
    kind = kind_of(opening.kind)
    first = kind.act(steps[0].act)
    assert first is not None
    with transaction.atomic():
        case = Case(
            number=numbers.next_case_number(kind.prefix, at),
            kind=kind.code,
            origin=str(first.origin),
            status=NEW,
            stage=Stage.ACCEPTED,
            version=0,
            unit=opening.unit,
            lead=opening.lead,
            opened_at=opening.opened_at or steps[0].happened_at or at,
            occurred_at=opening.occurred_at,
            place=opening.place,
            longitude=opening.longitude,
            latitude=opening.latitude,
            datum=opening.datum,
            title=opening.title[:200],
        )
        facts = Facts.empty(case)
        ledger = Ledger(case, kind, opening.details, facts, at, opening=True, subjects=list(opening.subjects))
        _run(ledger, actor, steps)
    return case


def perform_series(
    actor: Officer | None,
    case: Case,
    steps: Sequence[Step],
    *,
    at: dt.datetime,
    expected_version: int | None = None,
) -> list[CaseEvent]:
    """Perform acts one after the other in one transaction; the loser of a race raises Overtaken."""
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("unit", "lead").get(pk=case.pk)
        if expected_version is not None and locked.version != expected_version:
            raise _overtaken(locked)
        kind = kind_of(locked.kind)
        details = apps.get_model(kind.details).objects.get(pk=locked.pk)
        ledger = Ledger(locked, kind, details, facts_of(locked), at)
        ledger.running = {
            row.rule: row
            for row in Deadline.objects.filter(case=locked, met_at__isnull=True, cancelled_at__isnull=True)
        }
        _run(ledger, actor, steps)
    for name in ("status", "stage", "version", "due_at", "closed_at", "unit_id", "lead_id", "title", "place"):
        setattr(case, name, getattr(locked, name))
    return ledger.events


def perform(
    actor: Officer | None,
    act: str,
    case: Case,
    data: Mapping[str, Any] | None = None,
    *,
    at: dt.datetime,
    happened_at: dt.datetime | None = None,
    second: Officer | None = None,
    assistants: Sequence[Officer] = (),
    reason: str = "",
    expected_version: int | None = None,
) -> CaseEvent:
    """Perform one act; see perform_series."""
    step = Step(act, data or {}, happened_at, second, assistants, reason)
    return perform_series(actor, case, [step], at=at, expected_version=expected_version)[0]


def _overtaken(case: Case) -> Overtaken:
    last = case.events.select_related("actor").order_by("-sequence").first()
    assert last is not None
    act = kind_of(case.kind).act(last.act)
    return Overtaken(
        who=last.actor.name if last.actor else _("the system"),
        when=last.recorded_at,
        what=str(act.label) if act else last.act,
        version=case.version,
    )


def _run(ledger: Ledger, actor: Officer | None, steps: Sequence[Step]) -> None:
    for step in steps:
        _apply(ledger, None if step.by_system else actor, step)
    if ledger.kind.follows is not None:
        for act in ledger.kind.follows(ledger.case.status, ledger.details):
            _apply(ledger, None, Step(act, by_system=True))
    ledger.flush()


def _apply(ledger: Ledger, actor: Officer | None, step: Step) -> None:
    act = ledger.kind.act(step.act)
    happened_at = step.happened_at or ledger.at
    if act is None:
        raise ActRefused(Denied("unknown_act", _("This kind of case has no such act."), ""))
    data = cleaned(act.inputs, step.data)
    verdict = decide_on(
        ledger.facts,
        act,
        actor,
        details=ledger.details,
        data=data,
        at=ledger.at,
        happened_at=happened_at,
        second=step.second,
    )
    if isinstance(verdict, Denied):
        raise ActRefused(verdict)
    assert isinstance(verdict, Allowed)
    move = Move(
        ledger.case,
        ledger.kind,
        act,
        ledger.details,
        actor,
        step.second,
        step.assistants,
        data,
        happened_at,
        ledger.at,
        step.reason or str(data.get("reason", "")),
        ledger,
    )
    source = ledger.case.status
    change = ledger.kind.changes.get(act.name)
    if change is not None:
        change(move)
    _move(ledger, act, happened_at)
    ledger.events.append(_event(move, source))
    ledger.facts.record(act.name, actor, ledger.case)


def _move(ledger: Ledger, act: Act, happened_at: dt.datetime) -> None:
    case = ledger.case
    if act.target != STAY:
        status = ledger.kind.status(act.target)
        case.status, case.stage = status.code, status.stage
        case.closed_at = happened_at if status.stage == Stage.CLOSED else None
    case.version += 1
    for rule in act.cancels:
        ledger.cancel(rule, happened_at)
    for rule in act.meets:
        ledger.meet(rule, happened_at)
    for rule in act.starts:
        ledger.start(rule, happened_at)


def _people(move: Move) -> dict[str, Any]:
    """Names as they are now: sentences must not change when somebody's name does."""
    named = {
        "actor_name": move.actor.name if move.actor else None,
        "second_name": move.second.name if move.second else None,
        "assistant_names": [officer.name for officer in move.assistants],
    }
    return {name: value for name, value in named.items() if value}


def _event(move: Move, source: str) -> CaseEvent:
    values = {**move.data, **move.payload, **_people(move)}
    return CaseEvent(
        case=move.case,
        sequence=move.case.version,
        act=move.act.name,
        source=source,
        target=move.case.status,
        actor=move.actor,
        second=move.second,
        assistants=[officer.pk for officer in move.assistants],
        happened_at=move.happened_at,
        recorded_at=move.at,
        reason=move.reason,
        law=str(move.act.law),
        body=canonical(values),
    )


def is_native(case: Case) -> bool:
    return case.origin == Origin.NATIVE
