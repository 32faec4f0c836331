"""What a kind of case is: its statuses, its acts (one row each), its deadlines and documents. Plain data, no database.

Every app describes its kind in `states.py` with these dataclasses and registers it in its AppConfig. Buttons, API,
tests, the state diagram and the database triggers are all made from the same rows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from traffic_police.cases.performing import Move

    Label = Any  # a str or a lazy translation


class Stage(TextChoices):
    """The five stages of every kind of case, as the board shows them."""

    ACCEPTED = "accepted", _("Acceptance")
    HANDLING = "handling", _("Handling")
    REVIEW = "review", _("Review")
    EXECUTION = "execution", _("Execution")
    CLOSED = "closed", _("Closed")


class Person(StrEnum):
    """Who may perform an act at all; roles narrow it further."""

    POLICE = "police"  # a police officer whose qualification covers the day of the act (执勤规范 5, 强制法 17)
    STAFF = "staff"  # anybody of the brigade who holds one of the roles
    SYSTEM = "system"  # the system alone; no person can post it


class Origin(StrEnum):
    NATIVE = "native"
    IMPORTED = "imported"


class Unit(StrEnum):
    """Units in which the law counts a period."""

    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    MONTH = "month"


NEW = ""  # the source of an act that opens a case
STAY = "="  # the target of an act that leaves the status as it is


@dataclass(frozen=True)
class Input:
    """One input of an act: forms and API serializers are built from it."""

    name: str
    label: Label
    kind: str = "text"  # text | long_text | choice | boolean | date | datetime | money | number | officer
    required: bool = True
    choices: tuple[tuple[str, Label], ...] = ()
    min_length: int = 0
    max_length: int = 500
    pattern: str = ""
    help: Label = ""


@dataclass(frozen=True)
class DeadlineRule:
    """A period of law: how much of which unit from the act that starts it."""

    code: str
    label: Label
    amount: int
    unit: Unit
    law: str
    roll_forward: bool = False  # a last day that is not a working day moves to the next one
    blocks_closing: bool = False


@dataclass(frozen=True)
class Refusal:
    """Why an act may not be done: a stable code, a sentence for people, the article."""

    code: str
    sentence: Label
    law: str = ""


@dataclass(frozen=True)
class Situation:
    """What a guard may know: plain values, nothing that reads a database or a clock."""

    status: str
    details: Any
    data: Mapping[str, Any]
    at: dt.datetime
    happened_at: dt.datetime
    done: frozenset[str]
    actors: Mapping[str, frozenset[int]]
    actor_id: int | None
    actor_unit_id: int | None
    case_unit_id: int
    second_id: int | None = None
    people: tuple[Any, ...] = ()  # the acting officers themselves, for refusals by kinship with the party
    inputs_given: bool = True  # False when only the button is judged, before anything was typed


Guard = Callable[[Situation], Refusal | None]


@dataclass(frozen=True)
class Act:
    """One row of a transition table."""

    name: str
    label: Label
    sources: tuple[str, ...]
    target: str
    law: str
    sentence: Label  # for the timeline: "{actor} informed …", with the names of stored values in braces
    roles: frozenset[str] = frozenset()
    person: Person = Person.POLICE
    officers: int = 1
    guard: Guard | None = None
    inputs: tuple[Input, ...] = ()
    starts: tuple[str, ...] = ()
    meets: tuple[str, ...] = ()
    cancels: tuple[str, ...] = ()  # "*" cancels every running one
    issues: str = ""
    not_by: tuple[str, ...] = ()  # acts of this case whose actors may not perform this one
    origin: Origin = Origin.NATIVE
    note: Label = ""
    weight: int = 50  # order of the buttons
    key: bool = False  # a milestone of the timeline
    offered: bool = True  # False: part of a larger operation, not a button of its own

    def pairs(self) -> Iterator[tuple[str, str]]:
        for source in self.sources:
            yield source, (source if self.target == STAY else self.target)


@dataclass(frozen=True)
class Status:
    code: str
    label: Label
    stage: Stage


@dataclass(frozen=True)
class DocumentKind:
    """A kind of official document (文书): template, whether it takes an own number and a national one."""

    code: str
    title: str
    template: str  # path of the typst file, e.g. "violations/documents/simple_decision.typ"
    letter: str = ""  # the word in its own number, e.g. "决" in 临港公交决字〔2026〕1号; empty: no own number
    national: str = ""  # 文书类别 of the national number: 1 简易程序处罚决定书, 3 强制措施凭证, 6 违法处理通知书


Change = Callable[["Move"], None]
Follow = Callable[[str, Any], tuple[str, ...]]  # status and own row → acts the system does at once


@dataclass
class CaseKind:
    """A kind of case. `changes` is filled by the app's services: what each act changes beside the status."""

    code: str
    label: Label
    prefix: str  # in the case number, e.g. W
    details: str  # app_label.Model of the one-to-one row
    statuses: tuple[Status, ...]
    acts: tuple[Act, ...]
    deadlines: tuple[DeadlineRule, ...] = ()
    documents: tuple[DocumentKind, ...] = ()
    sections: Callable[..., Any] | None = None  # (case, details, officer, at) → sections of the case page
    changes: dict[str, Change] = field(default_factory=dict)
    follows: Follow | None = None

    def __post_init__(self) -> None:
        codes = {status.code for status in self.statuses}
        rules = {rule.code for rule in self.deadlines}
        for act in self.acts:
            for source, target in act.pairs():
                if source not in codes | {NEW} or target not in codes:
                    raise ValueError(f"{self.code}.{act.name}: {source!r} → {target!r} names an unknown status")
            unknown = {*act.starts, *act.meets, *act.cancels} - rules - {"*"}
            if unknown:
                raise ValueError(f"{self.code}.{act.name}: unknown deadlines {sorted(unknown)}")
        if len({act.name for act in self.acts}) != len(self.acts):
            raise ValueError(f"{self.code}: an act stands twice")

    def act(self, name: str) -> Act | None:
        return next((act for act in self.acts if act.name == name), None)

    def status(self, code: str) -> Status:
        return next(status for status in self.statuses if status.code == code)

    def deadline(self, code: str) -> DeadlineRule:
        return next(rule for rule in self.deadlines if rule.code == code)

    def document(self, code: str) -> DocumentKind:
        return next(document for document in self.documents if document.code == code)

    def on(self, act: str) -> Callable[[Change], Change]:
        """Register what an act changes: `@VIOLATION.on("decide")`."""

        def register_change(change: Change) -> Change:
            if self.act(act) is None or act in self.changes:
                raise ValueError(f"{self.code}: {act!r} is unknown or registered twice")
            self.changes[act] = change
            return change

        return register_change

    def transitions(self) -> list[dict[str, Any]]:
        """The rows of the protected table of transitions that the database triggers read."""
        return [
            {
                "kind": self.code,
                "act": act.name,
                "source": source,
                "target": target,
                "stage": str(self.status(target).stage),
                "person": str(act.person),
                "officers": act.officers,
                "origin": str(act.origin),
            }
            for act in self.acts
            for source, target in act.pairs()
        ]


_kinds: dict[str, CaseKind] = {}


def register(kind: CaseKind) -> CaseKind:
    if kind.code in _kinds and _kinds[kind.code] is not kind:
        raise ValueError(f"the kind {kind.code!r} is registered twice")
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> CaseKind:
    return _kinds[code]


def all_kinds() -> tuple[CaseKind, ...]:
    return tuple(_kinds.values())


def transitions_digest() -> str:
    """SHA-256 over every registered transition: compared with the table by a system check."""
    rows = sorted((row for kind in all_kinds() for row in kind.transitions()), key=lambda row: json.dumps(row))
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()
