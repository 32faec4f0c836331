"""Reads of accidents, limited to what the officer may see; and the figures beside the desk's queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accidents.models import Accident, AccidentParty, Shot, Signature
from accidents.rules import clock
from accidents.states import ON_VIDEO
from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case, CaseSubject
from traffic_police.cases.queries import case_for, visible_cases
from traffic_police.cases.refusals import InputRefused
from traffic_police.cases.rules.periods import SHANGHAI, local_day
from traffic_police.registry.rules import plates

KIND = "accident"
PARAMETERS = ("status", "stage", "plate", "occurred_after", "occurred_before")


def visible(actor: Officer) -> QuerySet[Case]:
    cases = visible_cases(actor).filter(kind=KIND).select_related("unit", "lead", "accident")
    return cases.prefetch_related("accident_parties")


def accident_for(actor: Officer, number: str) -> Case:
    """The case of an accident by its number; Http404 for a stranger, as if it did not exist."""
    case = case_for(actor, number)
    if case.kind != KIND:
        raise Http404
    return visible(actor).get(pk=case.pk)


def filtered(actor: Officer, params: Mapping[str, str]) -> QuerySet[Case]:
    """The visible accidents that the parameters name. Raises InputRefused naming what is unknown or unreadable."""
    unknown = {name: ("unknown_parameter", _("This filter is not known here.")) for name in params
               if name not in (*PARAMETERS, "cursor", "page_size")}  # fmt: skip
    if unknown:
        raise InputRefused({str(name)[:60]: pair for name, pair in unknown.items()})
    cases = visible(actor)
    for name in ("status", "stage"):
        if told := _plain(params, name):
            cases = cases.filter(**{name: told})
    for name, path in (("occurred_after", "occurred_at__gte"), ("occurred_before", "occurred_at__lt")):
        if told := _plain(params, name):
            cases = cases.filter(**{path: _moment(name, told)})
    if told := _plain(params, "plate"):
        subjects = CaseSubject.objects.filter(plate__contains=plates.normalise(told)).order_by()
        cases = cases.filter(pk__in=subjects.values("case_id"))
    return cases


def _plain(params: Mapping[str, str], name: str) -> str:
    text = (params.get(name) or "").strip()
    if len(text) > 40 or not text.isprintable():
        raise InputRefused({name: ("format", _("This is not in the expected form."))})
    return text


def _moment(name: str, text: str) -> dt.datetime:
    try:
        found: dt.datetime | None = dt.datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or not 1900 <= found.year <= 2200:
        raise InputRefused({name: ("datetime", _("Write a date and time such as 2026-11-23 14:35."))})
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def queue(actor: Officer) -> list[Case]:
    """What waits for or is at the video desk, oldest first."""
    return list(visible(actor).filter(status__in=(*ON_VIDEO, "determined")).order_by("opened_at", "pk")[:100])


def parties(case: Case) -> list[AccidentParty]:
    return list(AccidentParty.objects.filter(case=case))


def shots(case: Case) -> list[Shot]:
    return list(Shot.objects.filter(case=case).select_related("party"))


def shot_for(actor: Officer, shot_id: int) -> Shot:
    """A photo of a case the officer sees; Http404 otherwise."""
    rows = Shot.objects.filter(case__in=visible_cases(actor).order_by())
    row = rows.filter(pk=shot_id).first() if shot_id < 2**63 else None
    if row is None:
        raise Http404
    return row


def signatures(case: Case) -> dict[str, Signature]:
    """The signatures on the document that stands, by the party's letter."""
    rows = Signature.objects.filter(case=case, document__voided_at__isnull=True).select_related("party")
    return {row.party.letter: row for row in rows}


@dataclass(frozen=True)
class Spans:
    """Quick-handled accidents of a unit in a period. Times in seconds; None where nothing was determined."""

    unit: str
    handled: int
    in_ten: int
    mean: float | None
    median: float | None
    ninth: float | None

    @property
    def share(self) -> str:
        return f"{100 * self.in_ten / self.handled:.1f}%" if self.handled else "—"


def spans(actor: Officer, start: dt.date, end: dt.date) -> list[Spans]:
    """Share within ten minutes, mean, median and P90 by squad, the brigade's sum last; days of the determination."""
    low = dt.datetime.combine(start, dt.time(0), SHANGHAI)
    high = dt.datetime.combine(end + dt.timedelta(days=1), dt.time(0), SHANGHAI)
    rows = Accident.objects.filter(
        Q(case__in=visible_cases(actor).order_by()), case__origin="native", connected_at__isnull=False,
        determined_at__gte=low, determined_at__lt=high,
    )  # fmt: skip
    by_unit: dict[str, list[dt.timedelta]] = {}
    for unit, connected, determined in rows.values_list("case__unit__short_name", "connected_at", "determined_at"):
        if connected is not None and determined is not None:
            by_unit.setdefault(unit, []).append(determined - connected)
    found = [_spans(unit, times) for unit, times in sorted(by_unit.items())]
    return [*found, _spans(_("All"), [one for times in by_unit.values() for one in times])]


def _spans(unit: str, times: list[dt.timedelta]) -> Spans:
    seconds = sorted(one.total_seconds() for one in times)
    mean = sum(seconds) / len(seconds) if seconds else None
    in_ten = sum(one <= clock.TARGET for one in times)
    return Spans(unit, len(seconds), in_ten, mean, _rank(seconds, 50), _rank(seconds, 90))


def _rank(ordered: list[float], percent: int) -> float | None:
    """Nearest rank: the smallest value that PERCENT of all do not exceed."""
    return ordered[-(-len(ordered) * percent // 100) - 1] if ordered else None


def today(at: dt.datetime) -> tuple[dt.date, dt.date]:
    return local_day(at), local_day(at)
