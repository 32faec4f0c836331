"""Reads of violations, limited to what the officer may see; and the narrow look-back over the whole brigade."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from traffic_police.accounts.models import Officer
from traffic_police.cases.inputs import UNPRINTABLE
from traffic_police.cases.models import Case, CaseSubject
from traffic_police.cases.queries import case_for, visible_cases
from traffic_police.cases.refusals import InputRefused
from traffic_police.cases.rules.periods import SHANGHAI
from traffic_police.registry.rules import plates
from violations.models import Offence, Violation

# What counts as an earlier violation: established and not taken back.
ESTABLISHED = ("decided", "served", "closed", "released", "exempted")
LOOK_BACK = dt.timedelta(days=3 * 366)
MOST_PRIOR = 200


@dataclass(frozen=True)
class PriorFact:
    """An earlier violation as a bare fact: no case, no party, no officer."""

    offence_code: str
    occurred_at: dt.datetime
    exempted: bool

    def as_question(self) -> dict[str, Any]:
        return {"offence_code": self.offence_code, "occurred_at": self.occurred_at, "exempted": self.exempted}


def look_back(
    actor: Officer, *, person: str = "", plate: str = "", plate_kind: str = "", before: dt.datetime, at: dt.datetime
) -> list[PriorFact]:
    """Earlier violations of this person or this vehicle anywhere in the brigade, newest first; the look is logged."""
    about = Q(person_key=person) if person else Q()
    if plate and plate_kind not in plates.WITHOUT_IDENTITY:
        about |= Q(plate=plate, plate_kind=plate_kind)
    if not about:
        return []
    rows = (
        CaseSubject.objects.filter(
            about, ~Q(topic=""), case__kind="violation", case__origin="native", case__status__in=ESTABLISHED,
            occurred_at__lt=before, occurred_at__gte=before - LOOK_BACK,
        )
        .order_by("-occurred_at")
        .values_list("case_id", "topic", "occurred_at", "case__status")[:MOST_PRIOR]
    )  # fmt: skip
    found = {case: PriorFact(topic, when, status == "exempted") for case, topic, when, status in rows if when}
    _log_look(actor, "person" if person else "vehicle", person or f"{plate_kind} {plate}", at)
    return list(found.values())


_LOG_LOOK = """
INSERT INTO registry_reveallog (actor_id, subject_kind, subject_key, field, reason, at)
SELECT %(actor)s, %(kind)s, %(key)s, 'earlier_violations', '行政处罚法 第33条', %(at)s WHERE NOT EXISTS (
    SELECT 1 FROM registry_reveallog WHERE actor_id = %(actor)s AND subject_kind = %(kind)s AND subject_key = %(key)s
      AND field = 'earlier_violations' AND at > %(at)s - interval '10 minutes')
"""


def _log_look(actor: Officer, kind: str, key: str, at: dt.datetime) -> None:
    """Written down once in ten minutes: a form that asks again with every field is one look."""
    with connection.cursor() as cursor:
        cursor.execute(_LOG_LOOK, {"actor": actor.pk, "kind": kind, "key": key, "at": at})


def visible(actor: Officer) -> QuerySet[Case]:
    """The cases of violations that the officer sees, each with its own row."""
    cases = visible_cases(actor).filter(kind="violation")
    return cases.select_related("unit", "lead", "violation__offence")


def violation_for(actor: Officer, number: str) -> Case:
    """The case of a violation by its number; Http404 for a stranger, as if it did not exist."""
    case = case_for(actor, number)
    if case.kind != "violation":
        raise Http404
    return visible(actor).get(pk=case.pk)


@dataclass(frozen=True)
class ViolationFilter:
    """What the list is narrowed to; the names are those of the pages' URLs and of the API."""

    status: str = ""
    stage: str = ""
    unit: str = ""
    officer: str = ""
    offence: str = ""
    plate: str = ""
    unpaid: bool | None = None
    exempted: bool | None = None
    occurred_after: dt.datetime | None = None
    occurred_before: dt.datetime | None = None
    opened_after: dt.datetime | None = None
    opened_before: dt.datetime | None = None


_EQUAL = {"status": "status", "stage": "stage", "unit": "unit__code", "officer": "lead__police_number"}
_RANGE = {
    "occurred_after": "occurred_at__gte",
    "occurred_before": "occurred_at__lt",
    "opened_after": "opened_at__gte",
    "opened_before": "opened_at__lt",
}
_FLAGS = {"true": True, "1": True, "on": True, "false": False, "0": False}
_EXEMPTED = Q(status__in=["released", "exempted"])
_UNPAID = Q(status="served", violation__penalty="fine", violation__paid_on__isnull=True)


def _bad(name: str, text: str) -> tuple[str, str] | None:
    if len(text) > 60 or not text.isprintable() or UNPRINTABLE.search(text):
        return "format", _("This is not in the expected form.")
    if name == "plate" and len(plates.normalise(text)) < 2:
        return "too_short", _("Write at least %(count)s characters.") % {"count": 2}
    return None


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(re.sub(r" (\d\d:\d\d)$", r"+\1", text) if text.count(":") > 1 else text)
    except ValueError:
        return None
    if not 1900 <= moment.year <= 2200:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def _read(name: str, text: str) -> Any:
    """The value of a filter, or a tuple (code, sentence) that refuses it."""
    if bad := _bad(name, text):
        return bad
    if name in _RANGE:
        return _moment(text) or ("datetime", _("Write a date and time such as 2026-11-23 14:35."))
    if name in {"unpaid", "exempted"}:
        return _FLAGS.get(text, ("boolean", _("Answer yes or no.")))
    return text


def parse_filter(params: Mapping[str, str], others: tuple[str, ...] = ("cursor", "page_size")) -> ViolationFilter:
    """The filter of a query string. Raises InputRefused naming every unknown or unreadable parameter."""
    names = {one.name for one in fields(ViolationFilter)}
    errors: dict[str, tuple[str, str]] = {}
    values: dict[str, Any] = {}
    for name in params:
        text = (params[name] or "").strip()
        if name in others or (name in names and not text):
            continue
        if name not in names:
            errors[str(name)[:60]] = ("unknown_parameter", _("This filter is not known here."))
            continue
        value = _read(name, text)
        (errors if isinstance(value, tuple) else values)[name] = value
    if errors:
        raise InputRefused(errors)
    return ViolationFilter(**values)


def filtered(actor: Officer, wanted: ViolationFilter) -> QuerySet[Case]:
    """The visible violations that the filter names; `paging.page` puts them in order."""
    cases = visible(actor)
    same = {path: getattr(wanted, name) for name, path in {**_EQUAL, **_RANGE}.items()}
    cases = cases.filter(**{path: value for path, value in same.items() if value})
    if wanted.offence:
        keys = Offence.objects.filter(Q(key=wanted.offence) | Q(code=wanted.offence)).values("pk")
        cases = cases.filter(violation__offence__in=keys)
    if wanted.plate:
        plate = plates.normalise(wanted.plate)
        subjects = CaseSubject.objects.filter(plate__contains=plate).order_by()
        cases = cases.filter(pk__in=subjects.values("case_id"))
    if wanted.unpaid is not None:
        cases = cases.filter(_UNPAID) if wanted.unpaid else cases.exclude(_UNPAID)
    if wanted.exempted is not None:
        cases = cases.filter(_EXEMPTED) if wanted.exempted else cases.exclude(_EXEMPTED)
    return cases


def offences_on(day: dt.date) -> QuerySet[Offence]:
    """The codes in force on a day."""
    return Offence.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )


@dataclass(frozen=True)
class Superseded:
    """A code that was asked for and is no longer in force, and what took its place."""

    code: str
    short_name: str
    valid_to: dt.date
    replaced_by: tuple[str, ...]


@dataclass(frozen=True)
class OffencesFound:
    """Codes in force; `next` is the key after which the next page begins, empty at the end."""

    rows: list[Offence]
    left_out: list[Superseded]
    next: str = ""


def _meant(text: str) -> Q:
    lower = text.lower()
    match = Q(key__istartswith=text) | Q(code__startswith=text) | Q(short_name__contains=text)
    match |= Q(description__contains=text) | Q(name_en__icontains=text)
    if re.fullmatch(r"[\u4e00-\u9fff]{2,8}", text):
        match |= Q(short_name__regex=".*".join(text)) | Q(description__regex=".*".join(text))  # 醉驾: 醉酒驾驶
    if re.fullmatch(r"[a-z0-9]{2,20}", lower):
        match |= Q(pinyin__contains=lower)
    return match


def find_offences(
    text: str = "", *, on: dt.date, category: str = "", limit: int = 50, after: str = ""
) -> OffencesFound:
    """Codes in force on a day by code, words or pinyin initials; a superseded one is named with its replacements."""
    text = text.strip()
    rows = offences_on(on)
    if category:
        rows = rows.filter(category=category)
    if not text:
        listed = list(rows.filter(key__gt=after)[: limit + 1])
        return OffencesFound(listed[:limit], [], listed[limit - 1].key if len(listed) > limit else "")
    hits = sorted(rows.filter(_meant(text)), key=lambda row: _rank(row, text))[:limit]
    gone = Offence.objects.filter(_meant(text), valid_to__lt=on)
    if category:
        gone = gone.filter(category=category)
    return OffencesFound(hits, [_superseded(row) for row in gone[:limit]])


def plain_text(name: str, text: str) -> str:
    """A query parameter as text that a database can take. Raises InputRefused naming it."""
    text = text.strip()
    if bad := _bad("", text):
        raise InputRefused({name: bad})
    return text


def _superseded(row: Offence) -> Superseded:
    assert row.valid_to is not None
    return Superseded(row.shown_code, row.short_name, row.valid_to, tuple(row.replaced_by.split()))


def _rank(row: Offence, text: str) -> tuple[int, str]:
    """The code itself first, then the beginning of the name or its initials, then the rest."""
    lower = text.lower()
    if lower in (row.key.lower(), row.code):
        return 0, row.key
    starts = row.short_name.startswith(text) or lower in row.pinyin.split()
    if starts or any(word.startswith(lower) for word in row.pinyin.split()):
        return 1, row.key
    return 2, row.key


def most_used(
    unit_ids: frozenset[int] | set[int], *, since: dt.datetime, on: dt.date, limit: int = 10
) -> list[Offence]:
    """The codes that these units used most since a moment, still in force on a day; most used first."""
    counted = dict(
        Violation.objects.filter(case__unit_id__in=unit_ids, case__opened_at__gte=since, offence__isnull=False)
        .values_list("offence_id")
        .annotate(times=Count("pk"))
        .order_by("-times")
        .values_list("offence_id", "times")[: limit * 3]
    )
    rows = offences_on(on).filter(pk__in=counted)
    return sorted(rows, key=lambda row: (-counted[row.pk], row.key))[:limit]
