"""Writes of violations: the law's answer asked beforehand, the whole on-site operation in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case, CaseEvent, CaseSubject
from traffic_police.cases.performing import Opening, Step, open_case, perform_series
from traffic_police.cases.refusals import InputRefused
from traffic_police.cases.rules.periods import local_day
from traffic_police.registry.rules import plates, resident_id
from violations import asking, queries, registering
from violations.models import Offence, Violation
from violations.onsite import OnSite, checked
from violations.rules import Answer


def preview(actor: Officer, data: Mapping[str, Any], *, at: dt.datetime, place: str = "") -> dict[str, Any]:
    """The law's answer to a question in the API's shape; nothing but the look is saved.

    A party that is left out is looked up by person (`party.id_no`) or plate. Raises InputRefused.
    """
    body = dict(data)
    party = body.get("party")
    if party is None or (isinstance(party, Mapping) and "id_no" in party):
        body["party"] = _known_party(actor, body, at)
    _question, found = asking.ask(body, place=place)
    return found.as_dict()


def _known_party(actor: Officer, body: Mapping[str, Any], at: dt.datetime) -> dict[str, Any]:
    party = dict(body.get("party") or {})
    person = party.pop("id_no", "")
    person = resident_id.normalise(_short(person, 30))
    plate, kind = plates.normalise(_short(body.get("plate"), 20)), _short(body.get("plate_kind"), 2)
    before = _moment(body.get("occurred_at")) or at
    if "prior" not in party:
        facts = queries.look_back(actor, person=person, plate=plate, plate_kind=kind, before=before, at=at)
        party["prior"] = [fact.as_question() for fact in facts]
    if "age" not in party and person and resident_id.check_resident_id(person, local_day(at)) is None:
        party["age"] = resident_id.age(person, local_day(before))
    return party


def _short(value: Any, limit: int) -> str:
    """A text that may be looked up, else nothing: the law's own check names the field afterwards."""
    return value if isinstance(value, str) and len(value) <= limit and value.isprintable() else ""


def _moment(value: Any) -> dt.datetime | None:
    if isinstance(value, str) and len(value) <= 40:
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            return None
    known = isinstance(value, dt.datetime) and value.tzinfo is not None and 1900 < value.year < 2200
    return value if known else None


@dataclass(frozen=True)
class _Operation:
    """What the steps of one operation are made from."""

    told: OnSite
    found: Answer
    offence: Offence
    row: Violation
    at: dt.datetime


def log_on_site(actor: Officer, data: Mapping[str, Any], *, at: dt.datetime) -> Case:
    """Record a whole on-site operation in one transaction and return its case.

    Discovered, identified, informed, heard, then decided and served, released, exempted, or turned to general
    procedure: each its own mark, although one screen did all. Raises InputRefused or ActRefused; then nothing is kept.
    """
    told = checked(data, at)
    _not_in_future(told, at)
    with transaction.atomic():
        prior = queries.look_back(
            actor, person=told.party.id_no, plate=told.plate, plate_kind=told.plate_kind, before=told.occurred_at, at=at
        )
        _question, found = asking.ask(asking.question_of(told, prior), place=told.text("road") or told["place"])
        if found.procedure == "no_offence":
            reasons = " ".join(note.sentence() for note in found.notes)
            raise InputRefused({"facts": ("no_offence", reasons or _("These facts show no offence."))})
        offence = asking.named_offence(found)
        registering.remember(told, at)
        operation = _Operation(told, found, offence, _row(told, found, offence, at), at)
        return open_case(actor, _opening(actor, operation), _steps(operation), at=at)


def _not_in_future(told: OnSite, at: dt.datetime) -> None:
    late = {
        name: moment
        for name, moment in (("occurred_at", told.occurred_at), ("discovered_at", told.discovered_at))
        if moment > at
    }
    if late:
        sentence = _("The violation cannot have happened in the future.")
        raise InputRefused(dict.fromkeys(late, ("future", sentence)))
    if told["ended_at"] is not None and not told.occurred_at <= told["ended_at"] <= told.discovered_at:
        raise InputRefused({"ended_at": ("order", _("The end lies between the act and its discovery."))})


def _row(told: OnSite, found: Answer, offence: Offence, at: dt.datetime) -> Violation:
    party, circumstances = told.party, told["circumstances"] or {}
    return Violation(
        procedure=found.procedure,
        offence=offence,
        occurred_at=told.occurred_at,
        ended_at=told["ended_at"],
        discovered_at=told.discovered_at,
        recorded_at=at,
        limitation_years=5 if circumstances.get("harm") == "real" else 2,
        road_class=told.text("road_class") or "ordinary",
        road=told.text("road"),
        plate=told.plate,
        plate_kind=told.plate_kind,
        vehicle_type=told.text("vehicle_type").upper(),
        use_nature=told.text("use_nature").upper(),
        **_party_columns(told),
        facts=_numbers(told["facts"] or {}),
        circumstances=dict(circumstances),
        **_answer_columns(found, offence, circumstances),
        body_camera=told.text("body_camera"),
        party_role=party.role,
    )


def _party_columns(told: OnSite) -> dict[str, Any]:
    party = told.party
    return {
        "party_kind": "unit" if party.is_unit else "individual",
        "party_name": party.name,
        "party_id_type": party.id_type,
        "party_id_no": party.id_no,
        "party_sex": party.sex,
        "party_born": party.born,
        "party_phone": party.phone,
        "party_address": party.address,
        "licence_class": party.licence_class,
        "file_no": party.file_no,
    }


def _answer_columns(found: Answer, offence: Offence, circumstances: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "answer": asking.kept(found),
        "fine_min": found.fine_min,
        "fine_max": found.fine_max,
        "fine_suggested": found.fine_suggested,
        "penalty_basis": asking.basis_of(found, offence),
        "warning_allowed": found.warning_allowed,
        "oral_warning_allowed": found.procedure == "oral_warning",
        "exemption_grounds": asking.exemption_grounds(found, circumstances),
    }


def _numbers(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) for name, value in facts.items() if value is not None}


def _opening(actor: Officer, operation: _Operation) -> Opening:
    told, offence = operation.told, operation.offence
    return Opening(
        kind="violation",
        unit=actor.unit,
        details=operation.row,
        title=offence.short_name,
        opened_at=told.discovered_at,
        lead=actor,
        occurred_at=told.occurred_at,
        place=told["place"],
        longitude=told["longitude"],
        latitude=told["latitude"],
        datum=told["datum"] or "GCJ02",
        subjects=_subjects(told, offence),
    )


def _subjects(told: OnSite, offence: Offence) -> list[CaseSubject]:
    about = {"topic": offence.key, "occurred_at": told.occurred_at}
    party = told.party
    roles = {"driver": CaseSubject.Role.DRIVER, "owner": CaseSubject.Role.OWNER, "unit": CaseSubject.Role.COMPANY}
    subjects = [
        CaseSubject(
            role=roles.get(party.role, CaseSubject.Role.PARTY), person_key=party.id_no, name=party.name, **about
        )
    ]
    if told.plate:
        vehicle = CaseSubject(role=CaseSubject.Role.VEHICLE, plate=told.plate, plate_kind=told.plate_kind, **about)
        subjects.insert(0, vehicle)
    return subjects


def _steps(operation: _Operation) -> list[Step]:
    told = operation.told
    outcome = told["outcome"] or _usual_outcome(operation.found)
    begun = [
        ("discover", {}, told.discovered_at),
        ("identify", {"licence_checked": told["licence_checked"]}, operation.at),
    ]
    rest = {"penalty": _penalised, "oral_warning": _released, "exempt": _exempted, "general": _general}[outcome]
    steps = [*begun, *((act, data, operation.at) for act, data in rest(operation))]
    return [Step(act, data, happened, told.second, told.assistants) for act, data, happened in steps]


def _usual_outcome(found: Answer) -> str:
    usual = {"simple": "penalty", "oral_warning": "oral_warning", "exempt": "exempt", "no_penalty": "exempt"}
    return usual.get(found.procedure, "general")


_Act = tuple[str, dict[str, Any]]


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def _informed_and_heard(operation: _Operation) -> list[_Act]:
    """Informing and hearing, said explicitly: no decision without them (处罚法 44, 45, 62)."""
    told, errors = operation.told, {}
    if told["informed"] is not True:
        errors["informed"] = ("required", _("Confirm that facts, basis, penalty and rights were told."))
    if not told["statement"]:
        errors["statement"] = ("required", _("Say whether the party made a statement or waived it."))
    if errors:
        raise InputRefused(errors, law="行政处罚法 第44条、第45条、第62条")
    heard = _given(
        statement=told["statement"], statement_text=told["statement_text"], statement_reply=told["statement_reply"]
    )
    accepted = {} if told["statement_accepted"] is None else {"accepted": told["statement_accepted"]}
    return [("inform", {}), ("hear", heard | accepted)]


def _penalised(operation: _Operation) -> list[_Act]:
    told, found = operation.told, operation.found
    penalty = told["penalty"] or ("fine" if found.fine_suggested else "warning")
    fine = told["fine"] if told["fine"] is not None else found.fine_suggested if penalty == "fine" else None
    decided = _given(penalty=penalty, fine=fine, deviation_reason=told["deviation_reason"])
    acts = [*_informed_and_heard(operation), ("decide", decided)]
    if told["service"]:
        acts.append(("serve", _given(manner=told["service"], refusal_note=told["refusal_note"])))
        if told["national_number"]:
            acts.append(("file", {"national_number": told["national_number"]}))
    return acts


def _released(operation: _Operation) -> list[_Act]:
    told = operation.told
    heard = _informed_and_heard(operation) if told["statement"] else []
    corrected = (told["circumstances"] or {}).get("corrected_at_once")
    return [*heard, ("release", _given(corrected=bool(corrected), education=told["education"]))]


def _exempted(operation: _Operation) -> list[_Act]:
    told = operation.told
    grounds = operation.row.exemption_grounds
    ground = told["exemption_ground"] or (grounds[0] if grounds else "first_violation")
    data = _given(ground=ground, education=told["education"], manner=told["service"], refusal_note=told["refusal_note"])
    return [*_informed_and_heard(operation), ("exempt", data)]


def _general(operation: _Operation) -> list[_Act]:
    """General procedure, transfer and referral are not carried out here: the case stops with the law's answer."""
    found = operation.found
    bodies = "、".join(found.decided_by)
    reason = f"{found.procedure}: {'；'.join(found.law)} ({bodies})"
    return [("to_general", {"reason": (operation.told.text("deviation_reason") or reason)[:500]})]


def perform_act(
    actor: Officer,
    case: Case,
    act: str,
    data: Mapping[str, Any] | None = None,
    *,
    at: dt.datetime,
    happened_at: dt.datetime | None = None,
    second: Officer | None = None,
    expected_version: int | None = None,
) -> list[CaseEvent]:
    """Perform one act; what the system does at once (closing) follows in the same transaction.

    Raises ActRefused, Overtaken or InputRefused.
    """
    step = Step(act, data or {}, happened_at, second)
    return perform_series(actor, case, [step], at=at, expected_version=expected_version)


def fill_code(actor: Officer, offence: Offence, code: str) -> Offence:
    """Put the national code into a row that has none (administrators). Raises InputRefused."""
    code = code.strip()
    if not (code.isascii() and code.isdigit() and 4 <= len(code) <= 5):
        raise InputRefused({"code": ("format", _("A national code has four or five digits."))})
    with transaction.atomic():
        row = Offence.objects.select_for_update().get(pk=offence.pk)
        if row.code:
            sentence = _("This offence already has the code %(code)s.") % {"code": row.code}
            raise InputRefused({"code": ("filled", sentence)})
        if Offence.objects.filter(code=code).exists():
            raise InputRefused({"code": ("taken", _("This national code already belongs to another offence."))})
        row.code = code
        row.save(update_fields=["code"])
    return row
