"""Which vehicles a rule is about: type, mass, length, load, cargo and traits, bounds inclusive or exclusive.

What is not known stays unknown; the type itself says something about mass and length (GA 802: a light lorry is shorter
than 6 m and lighter than 4.5 t, a heavy one weighs 12 t or more), so much is decided without measuring.
"""

from __future__ import annotations

from dataclasses import dataclass

from permits.rules.logic import Known, every

INFINITE = 10**9
QUANTITIES = ("gross_mass_kg", "load_kg", "length_mm")

# GA 802: what a type says by itself: quantity → (at least, at most), in whole kilograms and millimetres.
BY_TYPE: dict[str, dict[str, tuple[int, int]]] = {
    "H1": {"gross_mass_kg": (12_000, INFINITE)},
    "H2": {"gross_mass_kg": (0, 11_999)},
    "H3": {"gross_mass_kg": (0, 4_499), "length_mm": (0, 5_999)},
    "H4": {"gross_mass_kg": (0, 1_800), "length_mm": (0, 3_500)},
}


@dataclass(frozen=True, slots=True)
class Vehicle:
    """What is known of a vehicle: kilograms and millimetres, None where unknown.

    `cargo` and `traits` (new_energy, city_delivery, below_emission_standard …) are what somebody said for certain: what
    nobody said neither restricts nor exempts.
    """

    plate: str
    plate_kind: str
    vehicle_type: str = ""
    gross_mass_kg: int | None = None
    load_kg: int | None = None
    length_mm: int | None = None
    cargo: str = ""
    traits: frozenset[str] = frozenset()

    def span(self, quantity: str) -> tuple[int, int]:
        """Between which values a quantity certainly lies."""
        value = getattr(self, quantity)
        if value is not None:
            return value, value
        return BY_TYPE.get(self.vehicle_type[:2], {}).get(quantity, (0, INFINITE))


@dataclass(frozen=True, slots=True)
class Bound:
    """`≥ 4500 kg`, `> 5000 kg`, `≤ 6000 mm`, `< …`: inclusive and exclusive are not the same."""

    quantity: str
    sign: str
    value: int

    def __post_init__(self) -> None:
        if self.quantity not in QUANTITIES or self.sign not in {">=", ">", "<=", "<"}:
            raise ValueError(f"unknown bound {self.quantity} {self.sign}")

    def holds(self, vehicle: Vehicle) -> Known:
        low, high = vehicle.span(self.quantity)
        if self.sign in {"<=", "<"}:
            low, high, value = -high, -low, -self.value
        else:
            value = self.value
        strict = self.sign in {">", "<"}
        if low > value or (low == value and not strict):
            return True
        return False if high < value or (high == value and strict) else None


def type_fits(pattern: str, vehicle_type: str) -> bool:
    """A prefix of the type (H1), in which ? stands for any letter (H?2 is every box lorry)."""
    return len(vehicle_type) >= len(pattern) and all(
        wanted in {"?", found} for wanted, found in zip(pattern, vehicle_type, strict=False)
    )


@dataclass(frozen=True, slots=True)
class Clause:
    """One kind of vehicle of a rule: every part of it has to hold. Parts left out ask for nothing."""

    label: str = ""
    types: tuple[str, ...] = ()
    not_types: tuple[str, ...] = ()
    bounds: tuple[Bound, ...] = ()
    cargo: tuple[str, ...] = ()
    not_cargo: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    not_traits: tuple[str, ...] = ()
    except_for: tuple[Clause, ...] = ()

    def holds(self, vehicle: Vehicle) -> Known:
        return every(self._parts(vehicle))

    def _parts(self, vehicle: Vehicle) -> list[Known]:
        parts: list[Known] = [bound.holds(vehicle) for bound in self.bounds]
        if self.types or self.not_types:
            parts.append(self._type(vehicle.vehicle_type))
        if self.cargo:
            parts.append(vehicle.cargo in self.cargo)
        if self.not_cargo:
            parts.append(vehicle.cargo not in self.not_cargo)
        parts += [trait in vehicle.traits for trait in self.traits]
        parts += [trait not in vehicle.traits for trait in self.not_traits]
        parts += [_not(clause.holds(vehicle)) for clause in self.except_for]
        return parts

    def _type(self, vehicle_type: str) -> Known:
        if not vehicle_type:
            return None
        if self.types and not any(type_fits(pattern, vehicle_type) for pattern in self.types):
            return False
        return not any(type_fits(pattern, vehicle_type) for pattern in self.not_types)

    def unknowns(self, vehicle: Vehicle) -> set[str]:
        """The names of what would have to be known to decide."""
        names = {bound.quantity for bound in self.bounds if bound.holds(vehicle) is None}
        if (self.types or self.not_types) and not vehicle.vehicle_type:
            names.add("vehicle_type")
        for clause in self.except_for:
            if clause.holds(vehicle) is None:
                names |= clause.unknowns(vehicle)
        return names


def _not(answer: Known) -> Known:
    return None if answer is None else not answer
