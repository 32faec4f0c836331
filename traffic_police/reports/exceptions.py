"""What a reader must see first: late cases, near deadlines, broken chains, waiting calendars, corrections.

Each is frozen as a code with numbers and case ids; its sentence is made when it is shown, in the reader's language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from traffic_police.cases.chains import verify
from traffic_police.cases.kinds import all_kinds, kind_of
from traffic_police.cases.models import Case, CaseEvent, Deadline
from traffic_police.reports.models import Correction
from traffic_police.reports.periods import Kind, Period, end_moment, start_moment

NEAR = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Watch:
    """A deadline whose passing is an exception. What only the party may miss is amber; what we must keep is red."""

    kind: str
    rule: str
    late: str = "red"
    near: bool = True


_watches: dict[tuple[str, str], Watch] = {}


def register_watches(*watches: Watch) -> None:
    for watch in watches:
        _watches[watch.kind, watch.rule] = watch


def notable(period: Period, units: Sequence[int], since: dt.datetime | None, at: dt.datetime) -> list[dict[str, Any]]:
    """The exceptions of these units at AT, the gravest first; SINCE is when the report before was frozen."""
    found = [*_broken(period, units), *_of_deadlines(units, at), *_undetermined(units), *_corrected(units, since, at)]
    return sorted(found, key=lambda row: row["level"] != "red")


def _broken(period: Period, units: Sequence[int]) -> list[dict[str, Any]]:
    """Chains that do not hold among the cases that moved that day; a week or a month was verified day by day."""
    if period.kind is not Kind.DAILY:
        return []
    # Naming the acts lets the index on (act, recorded_at) answer.
    acts = {act.name for kind in all_kinds() for act in kind.acts}
    recorded = CaseEvent.objects.filter(
        act__in=sorted(acts), recorded_at__gte=start_moment(period), recorded_at__lt=end_moment(period)
    )
    moved = Case.objects.filter(pk__in=recorded.values("case_id"), unit__in=units)
    cases = sorted({one.case_id for one in verify(list(moved.values_list("pk", flat=True)))})
    return [_row("broken_chain", "red", cases)] if cases else []


def _running(units: Sequence[int]) -> QuerySet[Deadline]:
    return Deadline.objects.filter(met_at__isnull=True, cancelled_at__isnull=True, case__unit__in=units)


def _of_deadlines(units: Sequence[int], at: dt.datetime) -> list[dict[str, Any]]:
    watched = Q(pk__in=[])
    for watch in _watches.values():
        watched |= Q(case__kind=watch.kind, rule=watch.rule)
    rows = _running(units).filter(watched, due_at__lt=at + NEAR, earliest_at__lt=at + NEAR).order_by("case_id")
    groups: dict[tuple[str, str, str, str], list[int]] = {}
    for case, kind, rule, law, due in rows.values_list("case_id", "case__kind", "rule", "law", "due_at"):
        assert due is not None
        groups.setdefault(("overdue" if due < at else "near", kind, rule, law), []).append(case)
    found = []
    for (code, kind, rule, law), cases in sorted(groups.items()):
        watch = _watches[kind, rule]
        if code == "overdue" or watch.near:
            found.append(_row(code, watch.late if code == "overdue" else "amber", cases, kind=kind, rule=rule, law=law))
    return found


def _undetermined(units: Sequence[int]) -> list[dict[str, Any]]:
    rows = _running(units).filter(due_at__isnull=True).order_by("case_id").values_list("case_id", "missing_year")
    years: dict[int, list[int]] = {}
    for case, year in rows:
        years.setdefault(year or 0, []).append(case)
    return [_row("undetermined", "amber", sorted(set(cases)), year=year) for year, cases in sorted(years.items())]


def _corrected(units: Sequence[int], since: dt.datetime | None, at: dt.datetime) -> list[dict[str, Any]]:
    rows = Correction.objects.filter(unit__in=units, report__unit__in=units, changed_at__lte=at).exclude(
        was_value=F("now_value"), was_base=F("now_base")
    )
    if since is not None:
        rows = rows.filter(changed_at__gt=since)
    count = rows.values("report", "figure").distinct().count()
    reports = sorted(set(rows.values_list("report_id", flat=True)))[:20]
    return [_row("corrected", "amber", [], count=count, reports=reports)] if count else []


def _row(code: str, level: str, cases: list[int], **more: Any) -> dict[str, Any]:
    return {"code": code, "level": level, "count": len(cases), "cases": cases} | more


def title(row: dict[str, Any]) -> str:
    """The sentence of one frozen exception."""
    count = row["count"]
    if row["code"] == "broken_chain":
        return _("Cases whose chain of events does not hold: %(count)s") % {"count": count}
    if row["code"] == "undetermined":
        return _("Deadlines that wait for the calendar of %(year)s: %(count)s") % {"year": row["year"], "count": count}
    if row["code"] == "corrected":
        return _("Figures of earlier reports that changed since: %(count)s") % {"count": count}
    label = kind_of(row["kind"]).deadline(row["rule"]).label
    if row["code"] == "near":
        return _("%(deadline)s: due within 24 hours in %(count)s cases") % {"deadline": label, "count": count}
    return _("%(deadline)s: overdue in %(count)s cases") % {"deadline": label, "count": count}


def detail(row: dict[str, Any]) -> str:
    """What to do about it."""
    return {
        "broken_chain": _("Compare with the backup and report it; nothing may be edited."),
        "undetermined": _("Load the State Council's notice for that year."),
        "corrected": _("The frozen figures stay; the corrections stand beside them."),
    }.get(row["code"], "")
