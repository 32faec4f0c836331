"""Conditions of the acts of a permit, judged on plain values."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from permits.policy import load_policy
from permits.rules.policy import decided_together
from permits.rules.windows import local
from traffic_police.cases.kinds import Refusal, Situation


def complete(situation: Situation) -> Refusal | None:
    row = situation.details
    if not row.drivers:
        return Refusal("drivers_needed", _("Name at least one driver before you submit."), "行政许可法 第31条")
    if row.last_day < local(situation.at)[0]:
        return Refusal("period_over", _("The days asked for have passed; change them."))
    return None


def deciding(situation: Situation) -> Refusal | None:
    """A long term or a heavy vehicle is decided by the leaders together; the record of it belongs to the decision."""
    row = situation.details
    if row.last_day < local(situation.at)[0]:
        return Refusal("period_over", _("The days asked for have passed; change them."))
    together = decided_together(load_policy(), term=row.term, vehicle_type=row.vehicle_type)
    if situation.inputs_given and together and not situation.data.get("collective"):
        return Refusal("collective", _("This is decided by the leaders together; write down their decision."))
    return None


def by_policy(situation: Situation) -> Refusal | None:
    if situation.details.self_approving:
        return None
    return Refusal("policy", _("The policy does not approve this by itself."))


def in_force(situation: Situation) -> Refusal | None:
    if situation.details.last_day < local(situation.at)[0]:
        return Refusal("period_over", _("The permit has expired already."))
    return None


def over(situation: Situation) -> Refusal | None:
    if situation.details.last_day < local(situation.at)[0]:
        return None
    return Refusal("still_valid", _("The last day of the permit has not passed."))
