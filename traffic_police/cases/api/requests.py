"""Reading the body of an act: version, time, people; everything else is an input of the act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from traffic_police.accounts.models import Officer
from traffic_police.cases.inputs import parsed
from traffic_police.cases.kinds import Input
from traffic_police.cases.refusals import InputRefused

PEOPLE_LIMIT = 10


@dataclass
class ActCall:
    data: dict[str, Any] = field(default_factory=dict)
    version: int | None = None
    happened_at: dt.datetime | None = None
    second: Officer | None = None
    assistants: list[Officer] = field(default_factory=list)


def _version(value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**31:
        raise InputRefused({"version": ("number", _("Write a number."))})
    return value


def _officers(value: Any) -> list[Officer]:
    if not isinstance(value, list) or len(value) > PEOPLE_LIMIT:
        raise InputRefused({"assistants": ("list", _("Write a list of police numbers, at most ten."))})
    return [parsed(Input("assistants", "", "officer"), one) for one in value]


READERS: dict[str, Callable[[Any], Any]] = {
    "version": _version,
    "happened_at": lambda value: parsed(Input("happened_at", "", "datetime"), value),
    "second": lambda value: parsed(Input("second", "", "officer"), value),
    "assistants": _officers,
}


def read_call(body: Any) -> ActCall:
    """Raises InputRefused naming every field that cannot be read."""
    if not hasattr(body, "items"):
        raise InputRefused({"body": ("object", _("Send a JSON object."))})
    call = ActCall()
    errors: dict[str, tuple[str, str]] = {}
    for name, value in body.items():
        if name not in READERS:
            call.data[name] = value
        elif value not in (None, "", []):
            try:
                setattr(call, name, READERS[name](value))
            except InputRefused as refused:
                errors |= refused.errors
    if errors:
        raise InputRefused(errors)
    return call
