"""The entry point: one question, one answer, for every code and every measured family."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from violations.rules import capacity, exemptions, procedure
from violations.rules.articles import (
    AGE,
    HEARING,
    HEARING_SUMS,
    MINOR_ACT,
    NO_PENALTY,
    NO_POINTS_FOR_WARNING,
    ORAL_WARNING,
    WHO_DECIDES,
)
from violations.rules.facts import Answer, Exemption, Procedure, Question, refuse
from violations.rules.families import (
    effective_road,
    find_for_code,
    find_for_family,
    is_measured,
    measured_family,
)
from violations.rules.findings import ZERO, Finding, nothing_found, with_sum
from violations.rules.fines import Band, fixed_sum
from violations.rules.limitation import check_limitation, china_day
from violations.rules.offences import Offence, OffenceTable
from violations.rules.points import points_on, warned_only
from violations.rules.reasons import Reason

PERMIT_CODES = frozenset({"1116", "1344", "6044"})
_ONE_CODE_FAMILIES = {"red_light": ("1625",)}


@dataclass(frozen=True, slots=True)
class _Case:
    question: Question
    offence: Offence | None
    finding: Finding
    measured: bool
    measures: tuple[str, ...]
    optional: tuple[str, ...]
    base: Procedure
    notes: tuple[Reason, ...]


def answer(question: Question, offences: OffenceTable, *, permit_covers: bool | str = False) -> Answer:
    """What the law says to this act. `permit_covers` may be the number of the permit, which is then named.

    Raises Refusal naming the field when a fact is missing, the code is unknown, superseded or does not
    fit the facts, or the limitation has passed.
    """
    harmed = question.circumstances.harm == "real"
    check_limitation(question.occurred_at, question.discovered_at, harmed)
    day = china_day(question.occurred_at)
    offence, finding, measured = _find(question, offences, day)
    if permit_covers and offence is not None and offence.key in PERMIT_CODES:
        finding = _covered(permit_covers)
    if not finding.offends:
        return _no_offence(offence, finding)
    return _settle(_case(question, offence, finding, measured, day))


def _covered(permit: bool | str) -> Finding:
    """A permit leaves no offence; where its number is known, it is named."""
    found = nothing_found("permit_covers")
    return found if permit is True else replace(found, notes=(Reason("permit_named", params={"permit": permit}),))


def _find(question: Question, offences: OffenceTable, day: date) -> tuple[Offence | None, Finding, bool]:
    if question.offence_code:
        return _find_code(question, offences, day)
    family = question.offence_family
    if not family:
        raise refuse("offence_code", "code_or_family")
    if is_measured(family):
        finding = find_for_family(question)
        offence = offences.first_valid(finding.codes, day)
        missing = (Reason("no_code_in_table"),) if offence is None and finding.offends else ()
        return offence, replace(finding, notes=(*finding.notes, *missing)), True
    offence = offences.first_valid(_codes_of_road(family, question), day)
    if offence is None:
        raise refuse("offence_family", "family_names_no_code", family=family)
    return offence, _unmeasured(offence, question), False


def _codes_of_road(family: str, question: Question) -> tuple[str, ...]:
    if family == "seatbelt" and question.road_class is not None:
        if question.road_class == "ordinary":
            return ("1120",)
        return ("O163-12-9", "4204" if question.road_class == "motorway" else "1244")
    return _ONE_CODE_FAMILIES.get(family, ())


def _find_code(question: Question, offences: OffenceTable, day: date) -> tuple[Offence, Finding, bool]:
    offence = offences.require(question.offence_code, day)
    family = question.offence_family
    if family and family != offence.category:
        raise refuse("offence_family", "code_not_of_family", offence=offence.key, family=family)
    finding = find_for_code(question, offence, offences, day)
    if finding is None:
        return offence, _unmeasured(offence, question), bool(measured_family(offence))
    return offence, finding, True


def _unmeasured(offence: Offence, question: Question) -> Finding:
    road = effective_road(offence, question.road_class)
    band = Band(offence.fine_min, offence.fine_max, offence.penalty_basis)
    if offence.procedure == "criminal":
        band = Band(ZERO, ZERO, offence.penalty_basis)
    points_law = (offence.points_basis,) if offence.points_basis else ()
    local = fixed_sum(offence, road)
    if local is None:
        suggested = ZERO if offence.procedure == "criminal" else offence.fine_default
        return Finding((offence.key,), band, suggested, offence.points, (*band.law, *points_law))
    final, suggested, law, notes = with_sum(band, local)
    return Finding((offence.key,), final, suggested, offence.points, (*law, *points_law), notes=notes)


def _case(question: Question, offence: Offence | None, finding: Finding, measured: bool, day: date) -> _Case:
    points = finding.points if offence is None else points_on(offence, finding.points, day)
    firm = _or_of_code(finding.measures, offence.measures if offence else ())
    optional = _or_of_code(finding.optional_measures, offence.optional_measures if offence else ())
    base = procedure.base_procedure(finding.band, firm, offence, measured=measured)
    notes = finding.notes
    if base == "criminal" and "CRIMINAL_TRANSFER" not in firm:
        firm = ("CRIMINAL_TRANSFER", *firm)
    if base == "simple" and points and warned_only(finding.suggested, offence):
        points, notes = 0, (*notes, Reason("written_warning_no_points", NO_POINTS_FOR_WARNING))
    if points == 12 and base != "criminal" and "WITHHOLD_LICENCE" not in firm:
        firm = (*firm, "WITHHOLD_LICENCE")
    if offence is not None and offence.roads and question.road_class and question.road_class not in offence.roads:
        notes = (*notes, Reason("road_differs_from_code"))
    return _Case(question, offence, replace(finding, points=points), measured, firm, optional, base, notes)


def _or_of_code(found: tuple[str, ...] | None, of_code: tuple[str, ...]) -> tuple[str, ...]:
    return of_code if found is None else found


def _settle(case: _Case) -> Answer:
    child = capacity.not_punishable(case.question.party)
    if child is not None:
        return _without_penalty(case, "no_penalty", Exemption(reasons=(child,)), (AGE,))
    if case.question.circumstances.no_fault_proven and case.base != "criminal":
        return _without_penalty(case, "exempt", exemptions.without_fault(), (NO_PENALTY,))
    if case.base != "simple":
        return _penalty(case, Exemption())
    finding = case.finding
    minor = exemptions.minor(case.question, case.offence, finding.points, grave=finding.grave, measured=case.measured)
    if all(reason.met for reason in minor):
        law = tuple(dict.fromkeys(reason.law for reason in minor if reason.law in {exemptions.PARKING_WARNING}))
        return _without_penalty(case, "oral_warning", Exemption("minor", True, minor), (*law, ORAL_WARNING, MINOR_ACT))
    first = exemptions.first_violation(case.question, case.offence, grave=finding.grave)
    if all(reason.met for reason in first):
        return _penalty(case, Exemption("first_violation", True, first))
    return _penalty(case, Exemption(None, False, (*minor, *first)))


def _penalty(case: _Case, exemption: Exemption) -> Answer:
    finding, party = case.finding, case.question.party
    mitigate = capacity.must_mitigate(party)
    suggested = finding.suggested
    if mitigate is not None and suggested and finding.band.low is not None:
        suggested = min(suggested, finding.band.low)
    measures = (*case.measures, *case.optional)
    bodies = procedure.deciding_bodies(case.base, measures, finding.band)
    hearing = procedure.hearing_needed(suggested, case.measures, party.kind)
    detained = capacity.detention_not_executed(party) if "DETENTION" in measures else None
    law = (
        *finding.law,
        procedure.procedure_article(case.base),
        *((WHO_DECIDES,) if bodies != ("brigade",) else ()),
        *((HEARING, HEARING_SUMS) if hearing else ()),
        *((AGE,) if mitigate else ()),
        *((NO_PENALTY,) if exemption.eligible else ()),
    )
    return Answer(
        procedure=case.base,
        offence_code=None if case.offence is None else case.offence.number,
        fine_min=finding.band.low,
        fine_max=finding.band.high,
        fine_suggested=suggested,
        points=finding.points,
        measures=measures,
        exemption=exemption,
        officers_required=procedure.officers_required(case.base, case.measures),
        hearing=hearing,
        decided_by=bodies,
        law=tuple(dict.fromkeys(law)),
        optional_measures=case.optional,
        notes=(*case.notes, *(note for note in (mitigate, detained) if note is not None)),
        may_go_below_min=mitigate is not None,
        warning_allowed=case.offence is not None and case.offence.warning_allowed,
    )


def _without_penalty(case: _Case, kind: Procedure, exemption: Exemption, law: tuple[str, ...]) -> Answer:
    kept = tuple(name for name in case.measures if name in procedure.KEPT_WITHOUT_PENALTY)
    measures = () if kind == "oral_warning" else kept
    found = case.finding
    return Answer(
        procedure=kind,
        offence_code=None if case.offence is None else case.offence.number,
        fine_min=found.band.low,
        fine_max=found.band.high,
        fine_suggested=Decimal(0),
        points=0,
        measures=measures,
        exemption=exemption,
        officers_required=1 if kind == "oral_warning" else procedure.officers_required(case.base, measures),
        hearing=False,
        decided_by=("brigade",),
        law=tuple(dict.fromkeys((*found.law, *law))),
        notes=case.notes,
    )


def _no_offence(offence: Offence | None, finding: Finding) -> Answer:
    return Answer(
        procedure="no_offence",
        offence_code=None if offence is None else offence.number,
        fine_min=ZERO,
        fine_max=ZERO,
        fine_suggested=ZERO,
        points=0,
        measures=(),
        exemption=Exemption(reasons=finding.notes),
        officers_required=1,
        hearing=False,
        decided_by=("brigade",),
        law=(),
        notes=finding.notes,
    )
