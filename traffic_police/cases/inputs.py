"""Check the inputs of an act against its declaration: one place for pages, API and services."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from traffic_police.accounts.models import Officer
from traffic_police.cases.kinds import Input
from traffic_police.cases.refusals import InputRefused
from traffic_police.cases.rules.periods import SHANGHAI


class _Bad(ValueError):
    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


# Control characters, and the marks that turn the direction of a text: neither belongs into a record.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def clean_text(value: Any, *, limit: int) -> str:
    """A text without surrounding space; control characters and overlong texts are refused."""
    if not isinstance(value, str):
        raise _Bad("not_text", _("Write text here."))
    text = value.strip().replace("\r\n", "\n")
    if len(text) > limit:
        raise _Bad(
            "too_long", _("At most %(limit)s characters; these are %(length)s.") % {"limit": limit, "length": len(text)}
        )
    if UNPRINTABLE.search(text):
        raise _Bad("unprintable", _("There are invisible control characters in this text; type it again."))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _Bad("unprintable", _("There are invisible control characters in this text; type it again.")) from error
    return text


def _text(spec: Input, value: Any) -> str:
    text = clean_text(value, limit=spec.max_length)
    if text and len(text) < spec.min_length:
        raise _Bad("too_short", _("Write at least %(count)s characters.") % {"count": spec.min_length})
    if text and spec.pattern and not re.fullmatch(spec.pattern, text, re.ASCII):
        raise _Bad("format", str(spec.help) or _("This is not in the expected form."))
    return text


def _choice(spec: Input, value: Any) -> str:
    if not isinstance(value, str) or value not in {code for code, _label in spec.choices}:
        raise _Bad("choice", _("Choose one of the values offered."))
    return value


def _boolean(_spec: Input, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in {"true", "on", "1", "yes"}:
        return True
    if isinstance(value, str) and value in {"false", "off", "0", "no"}:
        return False
    raise _Bad("boolean", _("Answer yes or no."))


def _decimal(_spec: Input, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal) or len(str(value)) > 20:
        raise _Bad("number", _("Write a number."))
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise _Bad("number", _("Write a number.")) from error
    if not number.is_finite() or abs(number) > 10**9:
        raise _Bad("number", _("Write a number."))
    return number


def _money(spec: Input, value: Any) -> Decimal:
    number = _decimal(spec, value)
    if number < 0 or number != number.quantize(Decimal("0.01")):
        raise _Bad("money", _("Write an amount in yuan, with at most two decimals."))
    return number.quantize(Decimal("0.01"))


def _date(_spec: Input, value: Any) -> dt.date:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    try:
        day = parse_date(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None:
        raise _Bad("date", _("Write a date such as 2026-11-23."))
    return day


def moment(value: Any) -> dt.datetime:
    """A time from RFC 3339 or from a page's local input (then Asia/Shanghai)."""
    try:
        parsed = value if isinstance(value, dt.datetime) else parse_datetime(value) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        parsed = None
    if parsed is None or not 1900 <= parsed.year <= 2200:
        raise _Bad("datetime", _("Write a date and time such as 2026-11-23 14:35."))
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=SHANGHAI)


def _officer(_spec: Input, value: Any) -> Officer:
    """An officer in service, as an object or by police number."""
    if isinstance(value, Officer):
        return value
    number = value.strip() if isinstance(value, str) else ""
    found = (
        Officer.objects.select_related("unit").filter(police_number=number, is_active=True).first()
        if (re.fullmatch(r"[0-9A-Z]{4,8}", number))
        else None
    )
    if found is None:
        raise _Bad("officer", _("No officer in service has this police number."))
    return found


def _passed(_spec: Input, value: Any) -> Any:
    return value


PARSERS: dict[str, Callable[[Input, Any], Any]] = {
    "text": _text,
    "long_text": _text,
    "choice": _choice,
    "boolean": _boolean,
    "number": _decimal,
    "money": _money,
    "date": _date,
    "datetime": lambda _spec, value: moment(value),
    "officer": _officer,
    "object": _passed,  # already checked by the service that calls perform
}


def parsed(spec: Input, value: Any) -> Any:
    """One value; raises InputRefused naming the field."""
    try:
        return PARSERS[spec.kind](spec, value)
    except _Bad as bad:
        raise InputRefused({spec.name: (bad.code, str(bad))}) from bad


def cleaned(specs: Iterable[Input], raw: Mapping[str, Any]) -> dict[str, Any]:
    """The values by name, parsed; raises InputRefused naming every wrong, missing or unknown field."""
    specs = tuple(specs)
    errors: dict[str, tuple[str, str]] = {
        str(name)[:60]: ("unknown_field", _("This field is not known here."))
        for name in raw
        if name not in {spec.name for spec in specs}
    }
    values: dict[str, Any] = {}
    for spec in specs:
        value = raw.get(spec.name)
        if value is None or value == "":
            if spec.required:
                errors[spec.name] = ("required", _("“%(field)s” is needed.") % {"field": spec.label})
            continue
        try:
            values[spec.name] = PARSERS[spec.kind](spec, value)
        except _Bad as bad:
            errors[spec.name] = (bad.code, str(bad))
    if errors:
        raise InputRefused(errors)
    return values
