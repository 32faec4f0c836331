"""The guided photographs: which, in which order, and what is told at each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Slot:
    code: str
    label: str | Promise
    hint: str | Promise
    required: bool = True


SLOTS = (
    Slot("front", _("Front view"),
         _("Stand ten steps in front of both vehicles: vehicles, lane marks and junction in the picture.")),
    Slot("rear", _("Rear view"), _("Now from ten steps behind, with the road ahead.")),
    Slot("contact", _("Point of contact"), _("Go near: where the vehicles touched, both in one picture.")),
    Slot("plates", _("Plates"), _("Both plates, sharp enough to read.")),
    Slot("papers", _("Licence and insurance"),
         _("Driving licence, vehicle licence and insurance beside each other."), False),
)  # fmt: skip
REQUIRED = tuple(slot.code for slot in SLOTS if slot.required)
CODES = tuple(slot.code for slot in SLOTS)


def slot_of(code: str) -> Slot | None:
    return next((slot for slot in SLOTS if slot.code == code), None)
