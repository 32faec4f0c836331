"""Blocks of national document numbers: loaded as the platform allotted them, never minted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from traffic_police.accounts.models import Officer, Role, Unit
from traffic_police.cases.inputs import cleaned
from traffic_police.cases.kinds import Input
from traffic_police.cases.models import NationalBlock
from traffic_police.cases.refusals import InputRefused

# 文书类别 of the platform's interface; the words are Chinese data.
CATEGORIES = (("1", "1 简易程序处罚决定书"), ("3", "3 行政强制措施凭证"), ("6", "6 违法行为处理通知书"))
FIFTEEN = gettext_lazy("Fifteen digits, as allotted by the platform.")


def inputs(units: list[Unit]) -> tuple[Input, ...]:
    """The inputs of a new block, with the units to choose from."""
    return (
        Input("category", gettext_lazy("Kind of document"), "choice", choices=CATEGORIES),
        Input("unit", gettext_lazy("Unit"), "choice", choices=tuple((unit.code, unit.name) for unit in units)),
        Input("first", gettext_lazy("First number"), max_length=15, pattern=r"\d{15}", help=FIFTEEN),
        Input("last", gettext_lazy("Last number"), max_length=15, pattern=r"\d{15}", help=FIFTEEN),
    )


def load(actor: Officer, data: Mapping[str, Any], *, at: dt.datetime) -> NationalBlock:
    """Load one allotted block. Raises PermissionDenied, or InputRefused naming the field."""
    if not actor.has(Role.ADMINISTRATOR):
        raise PermissionDenied
    units = list(Unit.objects.filter(active=True))
    told = cleaned(inputs(units), data)
    first, last = int(told["first"]), int(told["last"])
    if not re.fullmatch(r"[1-9]\d{14}", told["first"]):
        raise InputRefused({"first": ("format", str(FIFTEEN))})
    if last < first:
        raise InputRefused({"last": ("order", _("The last number is smaller than the first."))})
    with transaction.atomic():
        # One loader at a time: two overlapping blocks would give the same number twice.
        taken = NationalBlock.objects.select_for_update().filter(first__lte=last, last__gte=first).first()
        if taken is not None:
            sentence = _("These numbers overlap with the block %(block)s.") % {"block": taken}
            raise InputRefused({"first": ("overlap", sentence)})
        unit = next(unit for unit in units if unit.code == told["unit"])
        return NationalBlock.objects.create(
            category=told["category"], unit=unit, first=first, last=last, next=first, loaded_by=actor, loaded_at=at
        )
