"""From rows of the kernel to the shapes that the components draw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from urllib.parse import quote

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from traffic_police.accounts.models import Officer
from traffic_police.cases import deadlines as clocks
from traffic_police.cases import sentences, shapes
from traffic_police.cases.deciding import Choice
from traffic_police.cases.kinds import Stage, kind_of
from traffic_police.cases.models import Case, CaseEvent, CaseSubject, Deadline, Document, Evidence
from traffic_police.cases.ruler import Period, Ruler, ruler
from traffic_police.cases.rules.periods import DayCalendar, NoCalendar, local_day

UNITS = {"hour": "hour", "calendar_day": "day", "working_day": "workday", "month": "month"}
FLOW = (Stage.ACCEPTED, Stage.HANDLING, Stage.REVIEW, Stage.EXECUTION, Stage.CLOSED)


# `reverse` and the labels of a status are asked some hundred times for one list: both are kept per process.
@lru_cache(maxsize=8)
def _before_and_after(route: str, prefix: str) -> tuple[str, str]:
    """The parts of a route's address around its arguments; PREFIX is where the application is mounted."""
    arguments = {"cases:case": ["MARK"], "cases:vehicle": ["MARK", "MARK"]}[route]
    before, _marks, after = reverse(route, args=arguments).partition("/".join(arguments))
    return before, after


def case_url(number: str) -> str:
    before, after = _before_and_after("cases:case", get_script_prefix())
    return f"{before}{quote(number, safe='')}{after}"


def vehicle_url(kind: str, number: str) -> str:
    before, after = _before_and_after("cases:vehicle", get_script_prefix())
    return f"{before}{quote(kind, safe='')}/{quote(number, safe='')}{after}"


@lru_cache(maxsize=512)
def _words(language: str | None, kind: str, status: str, stage: str) -> tuple[str, str, str]:
    row = kind_of(kind)
    return str(row.label), str(row.status(status).label), str(Stage(stage).label)


def words_of(case: Case) -> tuple[str, str, str]:
    """Kind, status and stage in the reader's language."""
    return _words(get_language(), case.kind, case.status, case.stage)


def plate(subject: CaseSubject) -> shapes.Plate:
    kind = subject.plate_kind or "02"
    return shapes.Plate(subject.plate, kind, vehicle_url(kind, subject.plate))


def plates_of(subjects: Iterable[CaseSubject]) -> list[shapes.Plate]:
    return [plate(subject) for subject in subjects if subject.plate]


def names_of(subjects: Iterable[CaseSubject]) -> str:
    return "、".join(dict.fromkeys(subject.name for subject in subjects if subject.name and not subject.plate))


def _not_counted(start: dt.datetime, end: dt.datetime, days: DayCalendar) -> frozenset[dt.date]:
    first, last = local_day(start), local_day(end)
    found = set()
    for offset in range(min((last - first).days, 400) + 1):
        day = first + dt.timedelta(offset)
        try:
            if not days.works(day):
                found.add(day)
        except NoCalendar:
            break
    return frozenset(found)


def deadline_ruler(row: Deadline, now: dt.datetime, days: DayCalendar | None = None) -> Ruler:
    """One stored deadline as a ruler. Who draws several passes the calendar: asking for it asks the cache each time."""
    rule = kind_of(row.case.kind).deadline(row.rule)
    reason = ""
    if row.missing_year:
        reason = _("%(year)s has no calendar yet; not before %(day)s.") % {
            "year": row.missing_year,
            "day": f"{local_day(row.earliest_at):%Y-%m-%d}",
        }
    skipped: frozenset[dt.date] = frozenset()
    if row.unit == "working_day" and row.due_at:
        skipped = _not_counted(row.started_at, row.due_at, days or clocks.calendar())
    pauses = tuple(
        (dt.datetime.fromisoformat(one["from"]), dt.datetime.fromisoformat(one["to"]) if one.get("to") else None)
        for one in row.pauses
    )
    period = Period(UNITS[row.unit], row.amount, row.started_at, row.due_at, now, row.met_at, pauses, skipped, reason)
    return ruler(period, name=str(rule.label), law=row.law)


def rulers_of(rows: Iterable[Deadline], now: dt.datetime) -> list[Ruler]:
    """Running ones first, the nearest on top; cancelled ones are left out."""
    shown = [row for row in rows if row.cancelled_at is None]
    shown.sort(key=lambda row: (row.met_at is not None, row.due_at or row.earliest_at))
    days = clocks.calendar()
    return [deadline_ruler(row, now, days) for row in shown]


def stages_of(case: Case) -> list[shapes.Stage]:
    used = {status.stage for status in kind_of(case.kind).statuses}
    flow = [stage for stage in FLOW if stage in used]
    here = flow.index(Stage(case.stage))
    return [
        shapes.Stage(str(stage.label), "now" if index == here else "was" if index < here else "")
        for index, stage in enumerate(flow)
    ]


def acts_of(case: Case, found: Sequence[Choice]) -> list[shapes.Act]:
    """Buttons: allowed ones first; of the others those of this status, with the reason."""
    shown = [choice for choice in found if choice.allowed or getattr(choice.verdict, "code", "") != "status"]
    acts: list[shapes.Act] = []
    for index, choice in enumerate(shown):
        act, verdict = choice.act, choice.verdict
        url = reverse("cases:act", args=[case.number, act.name])
        reason = str(act.note) if verdict.allowed else str(getattr(verdict, "sentence", ""))
        law = act.law if verdict.allowed else getattr(verdict, "law", "")
        acts.append(
            shapes.Act(
                label=str(act.label),
                allowed=verdict.allowed,
                reason=reason,
                law=law,
                url=url,
                primary=index == 0 and verdict.allowed,
                method="get" if act.inputs or act.officers > 1 else "post",
                confirm="" if act.inputs else _("Do this now: %(act)s?") % {"act": act.label},
            )
        )
    return acts


def entry(event: CaseEvent) -> shapes.Entry:
    act = kind_of(event.case.kind).act(event.act)
    parts = sentences.parts(event, event.case.kind)
    late = event.recorded_at - event.happened_at > dt.timedelta(minutes=5)
    note = (
        _("recorded %(time)s") % {"time": f"{event.recorded_at.astimezone(clocks.SHANGHAI):%m-%d %H:%M}"}
        if late
        else ""
    )
    return shapes.Entry(
        event.happened_at.astimezone(clocks.SHANGHAI), parts, key=bool(act and act.key), note=note, law=event.law
    )


def days_of(events: Iterable[CaseEvent]) -> list[shapes.Day]:
    """The timeline, newest first."""
    newest = sorted(events, key=lambda event: (event.happened_at, event.sequence), reverse=True)
    return [
        shapes.Day(day, [entry(event) for event in rows])
        for day, rows in groupby(newest, key=lambda event: local_day(event.happened_at))
    ]


DOCUMENT_MARKS = {"signed": "ok", "served": "done", "voided": "none"}


def document_rows(documents: Iterable[Document]) -> list[shapes.DocumentRow]:
    return [
        shapes.DocumentRow(
            title=row.title,
            number=row.national_number or row.number,
            state=DOCUMENT_MARKS[row.state],
            word=str(row.get_state_display()),
            at=f"{row.signed_at.astimezone(clocks.SHANGHAI):%m-%d %H:%M}",
            url=reverse("cases:document", args=[row.pk]),
        )
        for row in documents
    ]


def thumbs(rows: Iterable[Evidence]) -> list[shapes.Thumb]:
    found = []
    for row in rows:
        taken = row.captured_at or row.added_at
        picture = row.content_type.startswith("image/")
        found.append(
            shapes.Thumb(
                label=row.title or row.original_name,
                note=f"{row.get_kind_display()} · {taken.astimezone(clocks.SHANGHAI):%m-%d %H:%M}",
                url=reverse("cases:evidence-file", args=[row.pk]),
                src=reverse("cases:evidence-thumb", args=[row.pk]) if picture else "",
                hash=f"{row.sha256[:4]}…{row.sha256[-4:]}",
            )
        )
    return found


def acts_as(officer: Officer, case: Case) -> str:
    if case.lead_id == officer.pk:
        return _("You: lead officer")
    return _("You: %(roles)s") % {"roles": officer.name}
