"""By which procedure, by whom, with what right to a hearing, and what may be collected on the spot."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from violations.rules.articles import CASES, LAW, MOTORWAYS, PENALTIES, PROCEDURE, SIMPLE_PROCEDURE
from violations.rules.facts import Answer, PartyKind, Procedure
from violations.rules.fines import Band
from violations.rules.offences import Offence
from violations.rules.reasons import Reason

SIMPLE_FINE_LIMIT: Final = Decimal(200)
HEARING_FROM: Final[dict[PartyKind, Decimal]] = {"individual": Decimal(2000), "unit": Decimal(10000)}
HEAVY_PENALTIES: Final = frozenset({"SUSPEND_LICENCE", "REVOKE_LICENCE", "DETENTION"})
COERCIVE: Final = frozenset({"IMPOUND_VEHICLE", "WITHHOLD_LICENCE", "CONFISCATE", "TEST"})
# What stays when nobody is penalised: the unlawful state is still ended.
KEPT_WITHOUT_PENALTY: Final = frozenset({"IMPOUND_VEHICLE", "CONFISCATE", "TEST"})
REASON_LENGTH: Final = 10
MOTORWAY_ON_THE_SPOT: Final = Decimal(200)
SMALL_FINE: Final = Decimal(100)

Payer = Literal["pedestrian", "passenger", "non_motor", "driver"]


def base_procedure(
    band: Band, measures: Collection[str], offence: Offence | None, *, measured: bool
) -> Literal["simple", "general", "criminal"]:
    """Simple up to 200 yuan without heavier penalties, else general; crimes are transferred (105 arts. 13, 43)."""
    if "CRIMINAL_TRANSFER" in measures or (offence is not None and offence.procedure == "criminal"):
        return "criminal"
    too_much = band.high is None or band.high > SIMPLE_FINE_LIMIT
    by_code = not measured and offence is not None and offence.procedure == "general"
    return "general" if too_much or by_code or HEAVY_PENALTIES & set(measures) else "simple"


def officers_required(procedure: str, measures: Collection[str]) -> int:
    """One officer for simple procedure, two for general and for any coercive measure (105 arts. 44, 48; 强制法 18)."""
    alone = procedure in {"simple", "oral_warning"} and not COERCIVE & set(measures)
    return 1 if alone else 2


def deciding_bodies(procedure: str, measures: Collection[str], band: Band) -> tuple[str, ...]:
    """Fine, warning, suspension: brigade; revocation: detachment; detention: bureau (105 art. 6; 法 111)."""
    bodies = []
    fined = band.high is None or band.high > 0
    if procedure != "criminal" and (fined or "SUSPEND_LICENCE" in measures):
        bodies.append("brigade")
    if "REVOKE_LICENCE" in measures:
        bodies.append("detachment")
    if "DETENTION" in measures:
        bodies.append("bureau")
    return tuple(bodies) or ("brigade",)


def hearing_needed(fine: Decimal | None, measures: Collection[str], kind: PartyKind = "individual") -> bool:
    """Whether the party must be told of the right to a hearing (处罚法 63; 办案规定 123).

    A fine of 2000 yuan and more on an individual, 10000 on a unit, or a revocation.
    """
    return "REVOKE_LICENCE" in measures or (fine is not None and fine >= HEARING_FROM[kind])


def simple_procedure_limits(answer: Answer, fine: Decimal) -> tuple[Reason, ...]:
    """The conditions of simple procedure for this fine (yuan), each met or not."""
    firm = set(answer.measures) - set(answer.optional_measures)
    return (
        Reason("simple_fine_limit", SIMPLE_PROCEDURE, met=fine <= SIMPLE_FINE_LIMIT),
        Reason("simple_no_heavier_penalty", SIMPLE_PROCEDURE, met=not HEAVY_PENALTIES & firm),
        Reason("simple_procedure_of_code", SIMPLE_PROCEDURE, met=answer.procedure == "simple"),
    )


@dataclass(frozen=True, slots=True)
class FineCheck:
    """Whether a fine may be imposed. `reasons` name what is missing."""

    permitted: bool
    needs_reviewer: bool
    reasons: tuple[Reason, ...] = ()


def permitted_fine(answer: Answer, fine: Decimal, reason: str = "", *, reviewed: bool = False) -> FineCheck:
    """Check a fine (yuan) against the band and the suggested sum (处罚法 34; 105 art. 3).

    A deviation from the suggested sum needs a reason of at least 10 characters and a reviewer.
    """
    if answer.procedure not in {"simple", "general"}:
        return FineCheck(fine == 0, False, () if fine == 0 else (Reason("no_fine_here", met=False),))
    outside = _outside_band(answer, fine)
    if outside is not None:
        return FineCheck(False, False, (outside,))
    if fine == answer.fine_suggested:
        return FineCheck(True, False)
    missing = []
    if len(reason.strip()) < REASON_LENGTH:
        missing.append(
            Reason("reason_for_deviation", f"{PENALTIES} 第34条", False, {"suggested": answer.fine_suggested})
        )
    if not reviewed:
        missing.append(Reason("reviewer_for_deviation", f"{PENALTIES} 第34条", met=False))
    return FineCheck(not missing, True, tuple(missing))


def _outside_band(answer: Answer, fine: Decimal) -> Reason | None:
    low, high = answer.fine_min, answer.fine_max
    if low is None or high is None:
        return Reason("fine_not_fixed", met=False)
    warned = fine == 0 and answer.warning_allowed
    below = fine < low and not warned and not (answer.may_go_below_min and fine >= 0)
    if below or fine > high:
        return Reason("fine_outside_band", met=False, params={"low": low, "high": high})
    return None


@dataclass(frozen=True, slots=True)
class PaymentOnTheSpot:
    """What is known when somebody wants to pay on the spot."""

    payer: Payer
    fine: Decimal
    objects: bool = False
    motorway: bool = False
    asks_for_it: bool = False
    bank_is_hard: bool = False
    remote: bool = False
    fixed_residence: bool = True
    hard_to_enforce_later: bool = False


def may_collect_on_the_spot(known: PaymentOnTheSpot) -> Reason:
    """Whether the fine may be collected on the spot, and under which article; drivers pay through the bank.

    法 108, 105 art. 59, 办案规定 214, 鲁高条 60, 处罚法 68. The answer's `met` is the permission.
    """
    if known.payer != "driver" and (not known.objects or known.fine <= SMALL_FINE):
        law = f"{LAW} 第108条" if not known.objects else f"{PENALTIES} 第68条"
        return Reason("collect_foot_and_cycle", law)
    asked = known.asks_for_it and known.bank_is_hard
    if known.motorway and asked and known.fine <= MOTORWAY_ON_THE_SPOT:
        return Reason("collect_motorway", f"{MOTORWAYS} 第60条")
    if known.remote and asked:
        return Reason("collect_remote", f"{CASES} 第214条第1款第(三)项")
    if not known.fixed_residence and known.hard_to_enforce_later:
        return Reason("collect_no_residence", f"{CASES} 第214条第1款第(四)项")
    if known.hard_to_enforce_later and known.fine <= SIMPLE_FINE_LIMIT:
        return Reason("collect_hard_to_enforce", f"{PENALTIES} 第68条第(二)项")
    return Reason("collect_through_bank", f"{LAW} 第108条", met=False)


def procedure_article(procedure: Procedure) -> str:
    """The article of the procedure order behind a procedure that ends in a penalty."""
    return f"{PROCEDURE} 第13条" if procedure == "criminal" else SIMPLE_PROCEDURE
