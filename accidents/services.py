"""Writes of accidents from the desk: report, answers, liability, evidence, the violation that follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accidents import changes, intake
from accidents.intake import LETTERS, Report
from accidents.models import Accident, AccidentParty, Shot
from accidents.rules.eligibility import Eligibility, eligibility
from accidents.rules.questions import Answers
from accidents.slots import slot_of
from traffic_police.accounts.models import Officer
from traffic_police.cases.evidencing import record as keep_access
from traffic_police.cases.models import Case, CaseEvent, CaseSubject, Evidence
from traffic_police.cases.performing import Opening, Step, open_case, perform_series
from traffic_police.cases.refusals import InputRefused
from traffic_police.cases.rules.periods import SHANGHAI

BAD_WEATHER = {"5", "7", "8"}  # fog, sand, hail
BAD_LIGHT = {"3"}  # night without street lamps
CONDITIONS = ("weather", "visibility", "light", "surface", "road_type", "section", "form", "collision")


def video_window() -> tuple[dt.time, dt.time]:
    """The hours of the video desk, Asia/Shanghai: configuration, since no national text fixes them."""
    start, end = getattr(settings, "ACCIDENT_VIDEO_HOURS", ("07:00", "19:00"))
    return dt.time.fromisoformat(start), dt.time.fromisoformat(end)


def in_window(at: dt.datetime) -> bool:
    start, end = video_window()
    return start <= at.astimezone(SHANGHAI).time() < end


def good_visibility(weather: str, visibility: str, light: str) -> bool | None:
    """From the code tables; None where nothing was told."""
    if weather in BAD_WEATHER or visibility == "1" or light in BAD_LIGHT:
        return False
    return True if weather or visibility or light else None


def asked(data: Mapping[str, Any]) -> Eligibility:
    """Which procedure, from answers alone; nothing is saved. Raises InputRefused."""
    answers: Answers = changes.answers_checked(dict(data))
    return eligibility(answers)


def report(actor: Officer, data: Mapping[str, Any], *, at: dt.datetime, queue: bool = True) -> Case:
    """Take a report: reported, registered, the procedure chosen, and queued when the video desk may handle it.

    Raises InputRefused or ActRefused; then nothing is kept.
    """
    told = intake.checked(data, at)
    answers = _answers(told, at)
    found = asked(answers)
    steps = [Step("report"), Step("register"), Step("triage", {"answers": answers})]
    if found.video and queue:
        steps.append(Step("queue"))
    with transaction.atomic():
        case = open_case(actor, _opening(actor, told), steps, at=at)
        AccidentParty.objects.bulk_create(_parties(case, told))
    return case


def _answers(told: Report, at: dt.datetime) -> dict[str, Any]:
    answers = {"roles": [one["role"] for one in told.parties], "in_window": in_window(at), **told.answers}
    if answers.get("good_visibility") is None:
        answers["good_visibility"] = good_visibility(told.text("weather"), told.text("visibility"), told.text("light"))
    return answers


def _opening(actor: Officer, told: Report) -> Opening:
    names = [one["plate"] or one["name"] for one in told.parties]
    return Opening(
        kind="accident", unit=actor.unit, details=_row(told), title=" · ".join(names), opened_at=told.reported_at,
        lead=actor, occurred_at=told.occurred_at, place=told.text("place"), longitude=told.values.get("longitude"),
        latitude=told.values.get("latitude"), datum=told.text("datum") or "GCJ02", subjects=_subjects(told),
    )  # fmt: skip


def _row(told: Report) -> Accident:
    return Accident(
        channel=told.text("channel") or "phone", occurred_at=told.occurred_at, reported_at=told.reported_at,
        reporter=told.text("reporter"), reporter_phone=told.text("reporter_phone"),
        late_report=bool(told.values.get("late_report")), letters=LETTERS[: len(told.parties)],
        loss_estimate=told.values.get("loss_estimate"), **{name: told.text(name) for name in CONDITIONS},
    )  # fmt: skip


def _parties(case: Case, told: Report) -> list[AccidentParty]:
    return [
        AccidentParty(case=case, letter=letter, **{name: value or "" for name, value in one.items()})
        for letter, one in zip(LETTERS, told.parties, strict=False)
    ]


def _subjects(told: Report) -> list[CaseSubject]:
    rows: list[CaseSubject] = []
    for one in told.parties:
        if one["plate"]:
            rows.append(CaseSubject(role=CaseSubject.Role.VEHICLE, plate=one["plate"], plate_kind=one["plate_kind"],
                                    topic="accident", occurred_at=told.occurred_at))  # fmt: skip
        role = CaseSubject.Role.DRIVER if one["role"] == "motor" else CaseSubject.Role.PARTY
        rows.append(CaseSubject(role=role, person_key=one.get("id_no", ""), name=one["name"], topic="accident",
                                occurred_at=told.occurred_at))  # fmt: skip
    return rows


def reassess(actor: Officer, case: Case, answers: Mapping[str, Any], *, at: dt.datetime) -> list[CaseEvent]:
    """Answer again at the desk: one disqualifying answer moves the case on with its reason; nothing typed is lost."""
    return perform_series(actor, case, [Step("reassess", {"answers": dict(answers)})], at=at)


def fix_evidence(actor: Officer, case: Case, *, at: dt.datetime, expected_version: int | None = None) -> None:
    """Find the photos sufficient: they become evidence of the case as they came."""
    with transaction.atomic():
        perform_series(actor, case, [Step("fix_evidence")], at=at, expected_version=expected_version)
        kept = set(Evidence.objects.filter(case=case).values_list("sha256", flat=True))
        for shot in Shot.objects.filter(case=case).exclude(sha256__in=kept):
            row = _evidence(shot, actor, at)
            row.save(force_insert=True)
            keep_access(row, actor, "added", at)


def _evidence(shot: Shot, actor: Officer, at: dt.datetime) -> Evidence:
    slot = slot_of(shot.slot)
    return Evidence(
        case_id=shot.case_id, kind=Evidence.Kind.AUDIOVISUAL, title=str(slot.label) if slot else shot.slot,
        original_name=f"{shot.slot}.jpg", content_type="image/jpeg", size=shot.size, sha256=shot.sha256,
        captured_at=shot.taken_at, longitude=shot.longitude, latitude=shot.latitude, added_by=actor, added_at=at,
        derived={name: getattr(shot, name) for name in ("width", "height", "sharpness", "brightness")},
    )  # fmt: skip


def levels_text(levels: Mapping[str, str]) -> str:
    return ",".join(f"{letter}:{level}" for letter, level in sorted(levels.items()))


def determine(
    actor: Officer,
    case: Case,
    levels: Mapping[str, str],
    *,
    facts: str,
    cause: str,
    law: str,
    at: dt.datetime,
    assistants: Sequence[Officer] = (),
    expected_version: int | None = None,
) -> list[CaseEvent]:
    """Determine liability: by a police officer alone (146号令 第5条、第24条). Raises ActRefused or InputRefused."""
    data = {"liability": levels_text(levels), "facts": facts, "cause": cause, "law": law}
    step = Step("determine", data, assistants=assistants)
    return perform_series(actor, case, [step], at=at, expected_version=expected_version)


def negotiate(actor: Officer, case: Case, levels: Mapping[str, str], *, facts: str, at: dt.datetime) -> list[CaseEvent]:
    """Draw up what the parties agreed; they sign it on their phones."""
    return perform_series(actor, case, [Step("negotiate", {"liability": levels_text(levels), "facts": facts})], at=at)


def open_violation(actor: Officer, case: Case, letter: str, data: Mapping[str, Any], *, at: dt.datetime) -> Case:
    """A violation case from this accident: time, place, vehicle and party are carried over.

    Raises InputRefused or ActRefused; then neither case changes.
    """
    from violations.services import log_on_site

    party = AccidentParty.objects.filter(case=case, letter=letter).first()
    if party is None:
        raise InputRefused({"letter": ("party", _("This party does not belong to the accident."))})
    with transaction.atomic():
        violation = log_on_site(actor, {**carried(case, party), **data}, at=at)
        perform_series(actor, case, [Step("open_violation", {"number": violation.number})], at=at)
    return violation


def carried(case: Case, party: AccidentParty) -> dict[str, Any]:
    """What an accident tells about a party, in the shape of an on-site violation."""
    roles = {"motor": "driver", "non_motor": "non_motor", "pedestrian": "pedestrian"}
    told: dict[str, Any] = {
        "occurred_at": case.occurred_at, "place": case.place, "plate": party.plate, "plate_kind": party.plate_kind,
        "vehicle_type": party.vehicle_type, "longitude": case.longitude, "latitude": case.latitude, "datum": case.datum,
        "circumstances": {"caused_accident": True, "harm": "real"},
        "party": {"role": roles[party.role], "name": party.name, "id_no": party.id_no, "phone": party.phone},
    }  # fmt: skip
    return {name: value for name, value in told.items() if value not in ("", None)}
