"""decide: the only place where "may this person do this now" is answered."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from traffic_police.accounts.models import Officer, PersonKind
from traffic_police.cases.kinds import NEW, Act, CaseKind, Origin, Person, Situation, kind_of
from traffic_police.cases.models import Case, CaseEvent
from traffic_police.cases.rules.periods import local_day


@dataclass(frozen=True)
class Allowed:
    """The act may be done."""

    allowed: bool = True


@dataclass(frozen=True)
class Denied:
    """The act may not be done: a stable code, a sentence, the article."""

    code: str
    sentence: str
    law: str = ""
    allowed: bool = False


Verdict = Allowed | Denied


@dataclass
class Facts:
    """What is known about a case when acts are judged: one read for all acts of a page."""

    case: Case
    done: set[str] = field(default_factory=set)
    actors: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def empty(cls, case: Case) -> Facts:
        return cls(case)

    def record(self, act: str, actor: Officer | None, case: Case) -> None:
        self.case = case
        self.done.add(act)
        if actor is not None:
            self.actors[act].add(actor.pk)


def facts_of(case: Case) -> Facts:
    facts = Facts(case)
    for act, actor, second in CaseEvent.objects.filter(case=case).values_list("act", "actor_id", "second_id"):
        facts.done.add(act)
        facts.actors[act] |= {person for person in (actor, second) if person is not None}
    return facts


def qualified(officer: Officer, day: dt.date) -> bool:
    """Whether the officer's enforcement qualification covers the day; read once per officer object."""
    cached = getattr(officer, "_qualified_ranges", None)
    if cached is None:
        cached = list(officer.qualifications.values_list("valid_from", "valid_to"))
        officer._qualified_ranges = cached  # type: ignore[attr-defined]
    return any(start <= day <= end for start, end in cached)


def _person(act: Act, actor: Officer | None, day: dt.date, which: str) -> Denied | None:
    if actor is None:
        return Denied("actor_needed", _("A person has to do this."))
    if not actor.is_active:
        return Denied("inactive", _("%(name)s is no longer in service.") % {"name": actor.name})
    if act.person is not Person.POLICE:
        return None
    if actor.kind != PersonKind.POLICE:
        return Denied(
            "not_police",
            _("Only a police officer may do this; auxiliaries and civilians may assist."),
            "交通警察道路执勤执法工作规范 第5条",
        )
    if not qualified(actor, day):
        return Denied(
            "unqualified",
            _("The enforcement qualification of %(name)s does not cover %(day)s.") % {"name": actor.name, "day": day},
            "行政强制法 第17条；行政处罚法 第42条",
        )
    return None


def _who(facts: Facts, act: Act, actor: Officer | None, second: Officer | None, day: dt.date) -> Denied | None:
    if act.person is Person.SYSTEM:
        return None if actor is None else Denied("system_only", _("Only the system does this, when it is due."))
    denied = _person(act, actor, day, "actor")
    if denied is not None:
        return denied
    assert actor is not None
    if act.roles and not actor.has(*act.roles):
        return Denied("role", _("Your roles do not include this act."))
    if not _within(actor, facts.case):
        return Denied("unit", _("The case belongs to another unit."))
    before: set[int] = set().union(*(facts.actors.get(name, set()) for name in act.not_by)) if act.not_by else set()
    if actor.pk in before:
        return Denied("same_person", _("You handled this case yourself; somebody else has to do this."), act.law)
    return None


def _second(act: Act, actor: Officer, second: Officer | None, day: dt.date) -> Denied | None:
    if second is None and act.officers < 2:
        return None
    if second is None:
        return Denied("second_needed", _("Two police officers are needed; name the second one."), act.law)
    if second.pk == actor.pk:
        return Denied("second_same", _("The second officer has to be somebody else."), act.law)
    return _person(act, second, day, "second")


def _within(actor: Officer, case: Case) -> bool:
    from traffic_police.accounts.queries import visible_unit_ids

    return case.unit_id in visible_unit_ids(actor)


def decide_on(
    facts: Facts,
    act: Act,
    actor: Officer | None,
    *,
    details: Any,
    at: dt.datetime,
    happened_at: dt.datetime | None = None,
    data: dict[str, Any] | None = None,
    second: Officer | None = None,
) -> Verdict:
    """Judge one act on known facts. Without `data` only what does not depend on the inputs is judged."""
    case = facts.case
    happened = happened_at or at
    if happened > at:
        return Denied("future", _("An act cannot happen in the future."))
    if case.status not in act.sources:
        return _wrong_status(case, act)
    if case.status != NEW and case.origin != act.origin:
        return Denied("imported", _("This record was imported for reference; it is not a case of ours."))
    day = local_day(happened)
    denied = _who(facts, act, actor, second, day)
    if denied is None and data is not None and actor is not None:
        denied = _second(act, actor, second, day)
    if denied is not None:
        return denied
    if act.guard is not None:
        situation = Situation(
            status=case.status,
            details=details,
            data=data or {},
            at=at,
            happened_at=happened,
            done=frozenset(facts.done),
            actors={name: frozenset(ids) for name, ids in facts.actors.items()},
            actor_id=actor.pk if actor else None,
            actor_unit_id=actor.unit_id if actor else None,
            case_unit_id=case.unit_id,
            second_id=second.pk if second else None,
            people=tuple(person for person in (actor, second) if person is not None),
            inputs_given=data is not None,
        )
        refusal = act.guard(situation)
        if refusal is not None:
            return Denied(refusal.code, str(refusal.sentence), refusal.law or str(act.law))
    return Allowed()


def _wrong_status(case: Case, act: Act) -> Denied:
    kind = kind_of(case.kind)
    if case.status == NEW:
        return Denied("status", _("This does not open a case."))
    return Denied(
        "status",
        _("Not in the status “%(status)s”.") % {"status": kind.status(case.status).label},
        str(act.law),
    )


def details_of(case: Case) -> Any:
    """The app's own row of the case."""
    return apps.get_model(kind_of(case.kind).details).objects.get(pk=case.pk)


def decide(actor: Officer | None, act_name: str, case: Case, *, at: dt.datetime, details: Any = None) -> Verdict:
    """May ACTOR do ACT to CASE at AT, apart from its inputs?"""
    act = kind_of(case.kind).act(act_name)
    if act is None:
        return Denied("unknown_act", _("This kind of case has no such act."))
    return decide_on(facts_of(case), act, actor, details=details or details_of(case), at=at)


@dataclass(frozen=True)
class Choice:
    """One act as a page or the API offers it."""

    act: Act
    verdict: Verdict

    @property
    def allowed(self) -> bool:
        return self.verdict.allowed


def choices(actor: Officer, case: Case, *, at: dt.datetime, details: Any = None) -> list[Choice]:
    """Every act a person could do in this kind of case, allowed ones first, with the reasons of the others.

    Acts that belong to quite another status are left out unless they are next: a button that could not be pressed
    for many steps yet would only be noise.
    """
    kind: CaseKind = kind_of(case.kind)
    facts = facts_of(case)
    details = details or details_of(case)
    found = [
        Choice(act, decide_on(facts, act, actor, details=details, at=at))
        for act in kind.acts
        if act.offered
        and act.person is not Person.SYSTEM
        and NEW not in act.sources
        and act.origin is Origin(case.origin)
    ]
    return sorted(found, key=lambda choice: (not choice.allowed, choice.act.weight))
