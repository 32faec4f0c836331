"""Writes of permits: an application begun, filled in, submitted; permits that have run out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from permits import application
from permits.checking import check, covers
from permits.models import Permit
from permits.signing import link_token
from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case, CaseSubject
from traffic_police.cases.performing import Opening, Step, open_case, perform_series
from traffic_police.cases.refusals import InputRefused
from traffic_police.cases.rules.periods import local_day
from traffic_police.registry import queries as register
from traffic_police.registry.rules import plates

__all__ = ["apply", "apply_by_link", "check", "covers", "expire_due", "fill", "link_token"]


def apply(actor: Officer, data: Mapping[str, Any], *, at: dt.datetime) -> Case:
    """Begin an application and, unless `submit` is false, submit it. Raises InputRefused or ActRefused."""
    body = dict(data)
    submit = _boolean(body.pop("submit", True))
    values = _values(body, at)
    row = Permit(**values)
    steps = [Step("open"), *([Step("submit")] if submit else [])]
    return open_case(actor, _opening(actor, row, at), steps, at=at)


def _boolean(value: Any) -> bool:
    if value in {True, "true", "on", "1"}:
        return True
    if value in {False, "false", "", "0"}:
        return False
    raise InputRefused({"submit": ("boolean", _("Answer yes or no."))})


def _values(data: Mapping[str, Any], at: dt.datetime) -> dict[str, Any]:
    values = application.read(data, today=local_day(at))
    if not values["vehicle_type"]:
        known = register.vehicle(values["plate"], values["plate_kind"])
        values["vehicle_type"] = known.vehicle_type if known else ""
    return values


def _opening(actor: Officer, row: Permit, at: dt.datetime) -> Opening:
    return Opening(
        kind="permit",
        unit=actor.unit,
        details=row,
        title=f"{plates.printed(row.plate)} {row.zone.name}",
        opened_at=at,
        lead=actor,
        place=row.zone.name,
        subjects=_subjects(row, at),
    )


def _subjects(row: Permit, at: dt.datetime) -> list[CaseSubject]:
    about = {"topic": "permit", "occurred_at": at}
    role = CaseSubject.Role.COMPANY if len(row.applicant_name) > 4 else CaseSubject.Role.PARTY
    vehicle = CaseSubject(role=CaseSubject.Role.VEHICLE, plate=row.plate, plate_kind=row.plate_kind, **about)
    return [vehicle, CaseSubject(role=role, person_key=row.applicant_code, name=row.applicant_name, **about)]


def _refuse_other_vehicle(row: Permit, values: Mapping[str, Any]) -> None:
    if (row.plate, row.plate_kind) != (values["plate"], values["plate_kind"]):
        sentence = _("The vehicle of an application does not change; begin another one.")
        raise InputRefused({"plate": ("fixed", sentence)})


def fill(actor: Officer, case: Case, data: Mapping[str, Any], *, at: dt.datetime, submit: bool = False) -> None:
    """Change an application that was not submitted or came back. Raises InputRefused, ActRefused or Overtaken."""
    values = _values(data, at)
    _refuse_other_vehicle(Permit.objects.get(pk=case.pk), values)
    steps = [Step("fill", {"told": values}), *([Step("submit")] if submit else [])]
    perform_series(actor, case, steps, at=at)


def apply_by_link(case: Case, data: Mapping[str, Any], *, at: dt.datetime) -> None:
    """The applicant fills in and submits: no account, the signed link says which case. Raises the same."""
    values = _values(data, at)
    _refuse_other_vehicle(Permit.objects.get(pk=case.pk), values)
    steps = [Step("fill_by_link", {"told": values}, by_system=True), Step("submit_by_link", by_system=True)]
    perform_series(None, case, steps, at=at)


def expire_due(*, at: dt.datetime, limit: int = 500) -> int:
    """Let permits whose last day has passed expire, oldest first; how many."""
    due = Permit.objects.filter(state__in=("active", "suspended"), last_day__lt=local_day(at))
    rows = list(due.select_related("case").order_by("last_day", "pk")[:limit])
    for row in rows:
        perform_series(None, row.case, [Step("expire", by_system=True)], at=at)
    return len(rows)
