"""Reading a question from data: strict, naming the field that is wrong, with a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from violations.rules.facts import (
    HARMS,
    PARTY_KINDS,
    ROAD_CLASSES,
    Circumstances,
    Facts,
    Party,
    Prior,
    Question,
    refuse,
)

_TOP: Final = (
    "offence_code", "offence_family", "occurred_at", "discovered_at", "plate", "plate_kind", "vehicle_type",
    "use_nature", "road_class", "party", "facts", "circumstances",
)  # fmt: skip
_FLAGS: Final = ("corrected_at_once", "traffic_affected", "caused_accident", "no_fault_proven")
_RANGES: Final[dict[str, tuple[Decimal, Decimal]]] = {
    "speed_measured": (Decimal(0), Decimal(500)),
    "speed_limit": (Decimal(1), Decimal(200)),
    "alcohol_mg_per_100ml": (Decimal(0), Decimal(1000)),
    "load_kg": (Decimal(0), Decimal(2_000_000)),
    "approved_load_kg": (Decimal(1), Decimal(2_000_000)),
    "gross_mass_kg": (Decimal(0), Decimal(2_000_000)),
    "max_gross_mass_kg": (Decimal(1), Decimal(2_000_000)),
    "seats_actual": (Decimal(0), Decimal(500)),
    "seats_approved": (Decimal(1), Decimal(500)),
}
_WHOLE: Final = frozenset({"seats_actual", "seats_approved"})
_MAX_PRIOR: Final = 1000


def question_from(data: Mapping[str, Any]) -> Question:
    """Read the body of the preview. Unknown fields are refused by name.

    Raises Refusal with the dotted path of the field, e.g. `facts.speed_limit`.
    """
    body = _object(data, "")
    _known(body, _TOP, "")
    road = _choice(body, "road_class", ROAD_CLASSES)
    return Question(
        offence_code=_text(body, "offence_code", 20),
        offence_family=_text(body, "offence_family", 40),
        occurred_at=_moment(body.get("occurred_at"), "occurred_at"),
        discovered_at=None if body.get("discovered_at") is None else _moment(body["discovered_at"], "discovered_at"),
        plate=_text(body, "plate", 20),
        plate_kind=_text(body, "plate_kind", 2),
        vehicle_type=_text(body, "vehicle_type", 3).upper(),
        use_nature=_text(body, "use_nature", 1).upper(),
        road_class=next((known for known in ROAD_CLASSES if known == road), None),
        party=_party(body.get("party")),
        facts=_facts(body.get("facts")),
        circumstances=_circumstances(body.get("circumstances")),
    )


def _party(value: object) -> Party:
    if value is None:
        return Party()
    body = _object(value, "party")
    _known(body, ("kind", "age", "prior"), "party.")
    kind = _choice(body, "kind", PARTY_KINDS, "party.")
    age = body.get("age")
    years = None if age is None else int(_number(age, "party.age", Decimal(0), Decimal(130), whole=True))
    return Party("unit" if kind == "unit" else "individual", years, _prior_list(body.get("prior")))


def _prior_list(value: object) -> tuple[Prior, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or len(value) > _MAX_PRIOR:
        raise refuse("party.prior", "not_a_list")
    return tuple(_prior(item, f"party.prior.{index}") for index, item in enumerate(value))


def _prior(value: object, where: str) -> Prior:
    body = _object(value, where)
    _known(body, ("offence_code", "occurred_at", "exempted"), f"{where}.")
    code = _text(body, "offence_code", 20, f"{where}.")
    if not code:
        raise refuse(f"{where}.offence_code", "field_required")
    return Prior(code, _moment(body.get("occurred_at"), f"{where}.occurred_at"), _flag(body, "exempted", f"{where}."))


def _facts(value: object) -> Facts:
    if value is None:
        return Facts()
    body = _object(value, "facts")
    _known(body, _RANGES, "facts.")
    given = {
        name: _number(body[name], f"facts.{name}", low, high, whole=name in _WHOLE)
        for name, (low, high) in _RANGES.items()
        if body.get(name) is not None
    }
    return Facts(**given)


def _circumstances(value: object) -> Circumstances:
    if value is None:
        return Circumstances()
    body = _object(value, "circumstances")
    _known(body, (*_FLAGS, "harm"), "circumstances.")
    harm = _choice(body, "harm", HARMS, "circumstances.") or "none"
    flags = {name: _flag(body, name, "circumstances.") for name in _FLAGS}
    return Circumstances(harm=next(known for known in HARMS if known == harm), **flags)


def _object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise refuse(where, "not_an_object")
    return value


def _known(body: Mapping[str, Any], names: Collection[str], prefix: str) -> None:
    for name in body:
        if name not in names:
            raise refuse(f"{prefix}{str(name)[:60]}", "unknown_field", name=str(name)[:60])


def _text(body: Mapping[str, Any], name: str, limit: int, prefix: str = "") -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > limit or not value.isprintable():
        raise refuse(f"{prefix}{name}", "not_text", limit=limit)
    return value.strip()


def _choice(body: Mapping[str, Any], name: str, choices: Collection[str], prefix: str = "") -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or value not in choices:
        raise refuse(f"{prefix}{name}", "not_a_choice", choices=", ".join(choices))
    return value


def _flag(body: Mapping[str, Any], name: str, prefix: str) -> bool:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise refuse(f"{prefix}{name}", "not_a_boolean")
    return bool(value)


def _number(value: object, where: str, low: Decimal, high: Decimal, *, whole: bool = False) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise refuse(where, "not_a_number")
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except (InvalidOperation, ValueError) as error:
        raise refuse(where, "not_a_number") from error
    if not number.is_finite():
        raise refuse(where, "not_a_number")
    if not low <= number <= high:
        raise refuse(where, "out_of_range", low=low, high=high)
    if whole and number != number.to_integral_value():
        raise refuse(where, "not_a_whole_number")
    return number


def _moment(value: object, where: str) -> datetime:
    if value is None:
        raise refuse(where, "field_required")
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise refuse(where, "not_a_moment") from error
    if not isinstance(value, datetime) or value.tzinfo is None or not 1900 < value.year < 9000:
        raise refuse(where, "not_a_moment")
    return value
