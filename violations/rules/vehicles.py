"""Classes of vehicle that the law tells apart, read from vehicle type (GA 24.4) and use (使用性质)."""

from __future__ import annotations

from typing import Final, Literal

SpeedClass = Literal["light", "school", "dangerous", "passenger", "goods"]
SeatClass = Literal["coach", "school", "car", "goods_cab", "other"]

SCHOOL_USES: Final = frozenset("OPQS")
DANGEROUS_USE: Final = "R"
COACH_USES: Final = frozenset("BE")
COMMERCIAL_PASSENGER_USES: Final = frozenset("BCDE")
# 营运: road, bus, taxi and tourist passengers, goods, hire, training, dangerous goods (GA 802, recalled).
COMMERCIAL_USES: Final = frozenset("BCDEFGNR")


def speed_class(vehicle_type: str, use_nature: str) -> SpeedClass:
    """School bus, dangerous goods, medium and larger passenger or goods vehicle, or any other (163 arts. 8-12)."""
    if use_nature in SCHOOL_USES:
        return "school"
    if use_nature == DANGEROUS_USE:
        return "dangerous"
    if vehicle_type[:2] in {"K1", "K2"}:
        return "passenger"
    return "goods" if vehicle_type[:2] in {"H1", "H2", "Q1", "Q2"} else "light"


def seat_class(vehicle_type: str, use_nature: str) -> SeatClass:
    """Road and tourist coach, school bus, other passenger vehicle, lorry cab, any other motor vehicle."""
    if use_nature in SCHOOL_USES:
        return "school"
    if vehicle_type[:1] in {"H", "Q"}:
        return "goods_cab"
    if vehicle_type and vehicle_type[:1] not in {"K", "D"}:
        return "other"
    return "coach" if use_nature in COACH_USES else "car"


def is_commercial(use_nature: str) -> bool:
    """Whether the vehicle is in commercial operation (营运机动车, 法 91)."""
    return use_nature in COMMERCIAL_USES


def carries_passengers_commercially(use_nature: str) -> bool:
    """客运机动车 of the motorway regulation (鲁高条 52)."""
    return use_nature in COMMERCIAL_PASSENGER_USES
