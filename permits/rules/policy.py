"""What the brigade's policy says of an application: longest terms, what approves itself, what is decided together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from permits.rules.vehicles import type_fits

Policy = Mapping[str, Any]


def days_of(first: dt.date, last: dt.date) -> int:
    """Both days belong to a permit."""
    return (last - first).days + 1


def term_of(policy: Policy, first: dt.date, last: dt.date) -> str:
    """The shortest term that holds the days, '' when none does."""
    longest = sorted(policy["longest_days"].items(), key=lambda pair: pair[1])
    return next((term for term, most in longest if days_of(first, last) <= most), "")


def _fits(case: Mapping[str, Any], *, term: str, purpose: str, vehicle_type: str) -> bool:
    return (
        ("terms" not in case or term in case["terms"])
        and ("purposes" not in case or purpose in case["purposes"])
        and ("types" not in case or any(type_fits(prefix, vehicle_type) for prefix in case["types"]))
    )


def approves_itself(policy: Policy, *, term: str, purpose: str, vehicle_type: str) -> bool:
    """Whether the system may approve when every automatic check has passed."""
    told = {"term": term, "purpose": purpose, "vehicle_type": vehicle_type}
    return any(_fits(case, **told) for case in policy["self_approving"])


def decided_together(policy: Policy, *, term: str, vehicle_type: str) -> bool:
    """Whether the leaders decide together: a long term or a heavy vehicle."""
    case = policy["collective"]
    return term in case["terms"] or any(type_fits(prefix, vehicle_type) for prefix in case["types"])


def licence_class(policy: Policy, vehicle_type: str) -> str:
    """The class that a driver of this type needs (驾驶证申领和使用规定 11); '' where the policy names none."""
    return next((needed for prefix, needed in policy["licence_classes"] if vehicle_type.startswith(prefix)), "")


Period = tuple[dt.date, dt.date]


def busiest(period: Period, others: Iterable[Period]) -> int:
    """How many of the others are in use at once on the busiest day of a period."""
    first, last = period
    overlapping = [(max(a, first), min(b, last)) for a, b in others if a <= last and b >= first]
    starts = {first, *(a for a, _b in overlapping)}
    return max(sum(a <= day <= b for a, b in overlapping) for day in starts)
