"""The question to the law, put together from what was told and what is known; the answer as it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from permits import services as permits
from traffic_police.cases.refusals import InputRefused
from traffic_police.cases.rules.periods import local_day
from traffic_police.registry.rules import plates
from violations import queries
from violations.models import Offence
from violations.onsite import OnSite
from violations.rules import PERMIT_CODES, Answer, Question, Refusal, answer, load_table, question_from

_COPIED = ("offence_family", "vehicle_type", "use_nature", "road_class", "facts", "circumstances")


def refused(refusal: Refusal) -> InputRefused:
    """The law's refusal in the shape that pages and API show."""
    return InputRefused({refusal.field: (refusal.code, refusal.sentence)}, law=refusal.law)


def key_of(code: str) -> str:
    """The key of the table for a code; a code that somebody filled into a blank row leads to that row."""
    if not code or load_table().find(code) is not None:
        return code
    if len(code) > 6 or not code.isprintable():
        return code
    return Offence.objects.filter(code=code).values_list("key", flat=True).first() or code


def ask(data: Mapping[str, Any], *, place: str = "") -> tuple[Question, Answer]:
    """Put a question in the API's shape to the law. Raises InputRefused naming the field.

    PLACE is where it happened, as far as it is known: a permit that is valid there and then leaves no offence of
    entering a restricted road (鲁办法 56).
    """
    body = dict(data)
    if isinstance(body.get("offence_code"), str):
        body["offence_code"] = key_of(body["offence_code"])
    try:
        question = question_from(body)
        covered = covering(question, place) if place else None
        return question, answer(question, load_table(), permit_covers=covered or False)
    except Refusal as refusal:
        raise refused(refusal) from refusal


def covering(question: Question, place: str) -> str | None:
    """The permit that covers the vehicle of a question at a place, asked only where a permit can matter."""
    about = question.offence_code in PERMIT_CODES or question.offence_family == "restricted_area"
    if not question.plate or not about:
        return None
    return permits.covers(plates.normalise(question.plate), question.plate_kind, place, question.occurred_at)


def question_of(told: OnSite, prior: list[queries.PriorFact]) -> dict[str, Any]:
    """The question of an on-site operation."""
    age = told.party.age_on(local_day(told.occurred_at))
    party = {
        "kind": "unit" if told.party.is_unit else "individual",
        "age": age,
        "prior": [fact.as_question() for fact in prior],
    }
    copied = {name: told[name] for name in _COPIED if told[name] not in (None, "")}
    return copied | {
        "offence_code": told.text("offence_code"),
        "occurred_at": told.occurred_at,
        # A continuing act counts from its end (处罚法 36): the guard of `discover` checks that one.
        "discovered_at": told.discovered_at if told["ended_at"] is None else told.occurred_at,
        "plate": told.plate,
        "plate_kind": told.plate_kind,
        "party": party,
    }


def named_offence(found: Answer) -> Offence:
    """The row of the database for the answer's code. Raises InputRefused where no code exists."""
    offence = Offence.objects.filter(key=found.offence_code or "").first()
    if offence is None:
        raise InputRefused(
            {"offence_code": ("unknown_offence", _("No code of the table fits these facts; name the code yourself."))}
        )
    return offence


_NOT_THE_PENALTY = (
    "道路交通安全违法行为处理程序规定", "道路交通安全违法行为记分管理办法", "行政处罚法", "公安机关办理",
)  # fmt: skip


def basis_of(found: Answer, offence: Offence) -> str:
    """The articles on which the penalty itself rests, as the answer names them."""
    articles = [article for article in found.law if not article.startswith(_NOT_THE_PENALTY)]
    return ("；".join(articles) or offence.penalty_basis)[:300]


def kept(found: Answer) -> dict[str, Any]:
    """The answer as the case keeps it: the API's shape with the remarks and what only the desk needs."""
    return found.as_dict() | {
        "notes": [note.as_dict() for note in found.notes],
        "optional_measures": list(found.optional_measures),
        "may_go_below_min": found.may_go_below_min,
        "warning_allowed": found.warning_allowed,
    }


def exemption_grounds(found: Answer, circumstances: Mapping[str, Any]) -> list[str]:
    """The grounds of 处罚法 30, 31 and 33 that the answer bears out."""
    grounds = []
    if found.procedure == "no_penalty":
        grounds.append("capacity")
    if found.procedure == "exempt":
        grounds.append("no_fault" if circumstances.get("no_fault_proven") else "minor")
    if found.exemption.eligible and found.exemption.kind is not None and found.procedure in {"simple", "oral_warning"}:
        grounds.append(found.exemption.kind)
    return grounds
