"""The question put to the law, and the answer: plain values, no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal

from violations.rules.reasons import Reason
from violations.rules.sentences import FACT_LABELS

RoadClass = Literal["ordinary", "urban_expressway", "motorway"]
PartyKind = Literal["individual", "unit"]
Harm = Literal["none", "slight", "real"]
Procedure = Literal["no_offence", "no_penalty", "oral_warning", "exempt", "simple", "general", "criminal"]
ExemptionKind = Literal["minor", "first_violation"]

ROAD_CLASSES: Final[tuple[RoadClass, ...]] = ("ordinary", "urban_expressway", "motorway")
PARTY_KINDS: Final[tuple[PartyKind, ...]] = ("individual", "unit")
HARMS: Final[tuple[Harm, ...]] = ("none", "slight", "real")


class Refusal(Exception):
    """The question cannot be answered: `field` says where, `reason` says why and what to do."""

    def __init__(self, where: str, reason: Reason) -> None:
        super().__init__(where, reason.code)
        self.field = where
        self.reason = reason

    @property
    def code(self) -> str:
        return self.reason.code

    @property
    def law(self) -> str:
        return self.reason.law

    @property
    def sentence(self) -> str:
        """The refusal in the language of the reader."""
        return self.reason.sentence()


def refuse(where: str, code: str, law: str = "", **params: object) -> Refusal:
    """Build the typed refusal of one field."""
    return Refusal(where, Reason(code=code, law=law, met=False, params=params))


@dataclass(frozen=True, slots=True)
class Prior:
    """An earlier violation of this driver or vehicle."""

    offence_code: str
    occurred_at: datetime
    exempted: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """Who is answerable. `age` in completed years on the day of the act; None is taken as adult."""

    kind: PartyKind = "individual"
    age: int | None = None
    prior: tuple[Prior, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Measured values: km/h, mg of alcohol in 100 ml of blood, kg, seats (persons)."""

    speed_measured: Decimal | None = None
    speed_limit: Decimal | None = None
    alcohol_mg_per_100ml: Decimal | None = None
    load_kg: Decimal | None = None
    approved_load_kg: Decimal | None = None
    gross_mass_kg: Decimal | None = None
    max_gross_mass_kg: Decimal | None = None
    seats_actual: Decimal | None = None
    seats_approved: Decimal | None = None

    def need(self, name: str) -> Decimal:
        """The value of a fact, or the refusal that asks for it."""
        value: Decimal | None = getattr(self, name)
        if value is None:
            raise refuse(f"facts.{name}", "fact_required", name=FACT_LABELS[name])
        return value


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the officer saw. Nothing is assumed in the party's favour unless it was said."""

    corrected_at_once: bool = False
    harm: Harm = "none"
    traffic_affected: bool = False
    caused_accident: bool = False
    no_fault_proven: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One act on one day. Either `offence_code` or `offence_family` is given."""

    occurred_at: datetime
    offence_code: str = ""
    offence_family: str = ""
    plate: str = ""
    plate_kind: str = ""
    vehicle_type: str = ""
    use_nature: str = ""
    road_class: RoadClass | None = None
    discovered_at: datetime | None = None
    party: Party = field(default_factory=Party)
    facts: Facts = field(default_factory=Facts)
    circumstances: Circumstances = field(default_factory=Circumstances)


@dataclass(frozen=True, slots=True)
class Exemption:
    """Whether the act may or must go unpunished (处罚法 33), with every condition that was looked at."""

    kind: ExemptionKind | None = None
    eligible: bool = False
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The law's answer. Money in yuan; None where the law names no fixed band (e.g. twice a premium)."""

    procedure: Procedure
    offence_code: str | None
    fine_min: Decimal | None
    fine_max: Decimal | None
    fine_suggested: Decimal | None
    points: int
    measures: tuple[str, ...]
    exemption: Exemption
    officers_required: int
    hearing: bool
    decided_by: tuple[str, ...]
    law: tuple[str, ...]
    optional_measures: tuple[str, ...] = ()
    notes: tuple[Reason, ...] = ()
    may_go_below_min: bool = False
    warning_allowed: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Exactly the shape of the preview in the API."""
        return {
            "procedure": self.procedure,
            "offence_code": self.offence_code,
            "fine_min": money(self.fine_min),
            "fine_max": money(self.fine_max),
            "fine_suggested": money(self.fine_suggested),
            "points": self.points,
            "measures": list(self.measures),
            "exemption": {
                "kind": self.exemption.kind,
                "eligible": self.exemption.eligible,
                "reasons": [reason.as_dict() for reason in self.exemption.reasons],
            },
            "officers_required": self.officers_required,
            "hearing": self.hearing,
            "decided_by": list(self.decided_by),
            "law": list(self.law),
        }


def money(amount: Decimal | None) -> str | None:
    """Yuan as text with two decimals."""
    return None if amount is None else f"{amount:.2f}"
