"""The filters of the case lists: one set of names for the pages' URLs and the API's parameters."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from traffic_police.cases.inputs import UNPRINTABLE
from traffic_police.cases.kinds import Stage, all_kinds
from traffic_police.cases.refusals import InputRefused
from traffic_police.cases.rules.periods import SHANGHAI

Bad = tuple[str, str]
LONGEST_SEARCH = 60
OPEN = "open"  # a stage of its own: every stage but the last


@dataclass(frozen=True)
class CaseFilter:
    """What a list is narrowed to. Empty values narrow nothing; `unit` is a unit's code, `officer` a police number."""

    kind: str = ""
    stage: str = ""
    status: str = ""
    unit: str = ""
    officer: str = ""
    overdue: bool | None = None
    q: str = ""
    opened_after: dt.datetime | None = None
    opened_before: dt.datetime | None = None

    def query(self, **changes: Any) -> str:
        """The query string of this filter, with changes (None takes a name out)."""
        values = {field.name: getattr(self, field.name) for field in fields(self)} | changes
        return urlencode({name: _written(value) for name, value in values.items() if value not in (None, "")})


NAMES = tuple(field.name for field in fields(CaseFilter))


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.astimezone(SHANGHAI).isoformat() if isinstance(value, dt.datetime) else str(value)


def _day_or_moment(text: str) -> dt.datetime | None:
    """A time, or the first moment of a day, in Asia/Shanghai when it names no zone."""
    try:
        # An unescaped "+08:00" arrives as a space.
        moment = parse_datetime(re.sub(r" (\d\d:\d\d)$", r"+\1", text) if text.count(":") > 1 else text)
        day = parse_date(text) if moment is None else None
        if day is not None:
            moment = dt.datetime.combine(day, dt.time(), SHANGHAI)
        if moment is None or not 1900 <= moment.year <= 2200:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
    except (ValueError, OverflowError):
        return None


def _moment(text: str) -> dt.datetime | Bad:
    return _day_or_moment(text) or ("datetime", _("Write a date and time such as 2026-11-23 14:35."))


def _flag(text: str) -> bool | Bad:
    known = {"true": True, "1": True, "on": True, "false": False, "0": False}
    return known[text] if text in known else ("boolean", _("Answer yes or no."))


def _known(values: set[str]) -> Any:
    def check(text: str) -> str | Bad:
        return text if text in values else ("choice", _("Choose one of the values offered."))

    return check


def _form(pattern: str) -> Any:
    def check(text: str) -> str | Bad:
        return text if re.fullmatch(pattern, text) else ("format", _("This is not in the expected form."))

    return check


def _search(text: str) -> str | Bad:
    if len(text) < 2:
        return "too_short", _("Write at least %(count)s characters.") % {"count": 2}
    return text


def _checks() -> dict[str, Any]:
    return {
        "kind": _known({kind.code for kind in all_kinds()}),
        "stage": _known({*Stage.values, OPEN}),
        "status": _known({status.code for kind in all_kinds() for status in kind.statuses}),
        "unit": _form(r"[0-9A-Za-z]{1,12}"),
        "officer": _form(r"[0-9A-Z]{4,8}"),
        "overdue": _flag,
        "q": _search,
        "opened_after": _moment,
        "opened_before": _moment,
    }


def _checked(check: Any, text: str) -> Any:
    if len(text) > LONGEST_SEARCH:
        return "too_long", _("At most %(limit)s characters; these are %(length)s.") % {
            "limit": LONGEST_SEARCH,
            "length": len(text),
        }
    if UNPRINTABLE.search(text) or not text.isprintable():
        return "unprintable", _("There are invisible control characters in this text; type it again.")
    return check(text)


def parse(params: Mapping[str, str], *, others: tuple[str, ...] = ("cursor",)) -> CaseFilter:
    """The filter of a query string; raises InputRefused naming every unknown or unreadable parameter."""
    checks, errors, values = _checks(), {}, {}
    for name in params:
        text = (params[name] or "").strip()
        if name in others or (name in checks and not text):
            continue
        if name not in checks:
            errors[str(name)[:60]] = ("unknown_parameter", _("This filter is not known here."))
            continue
        value = _checked(checks[name], text)
        if isinstance(value, tuple):
            errors[name] = value
        else:
            values[name] = value
    if errors:
        raise InputRefused(errors)
    return CaseFilter(**values)
