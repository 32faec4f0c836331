"""The list of cases and the progress board: the same filters in the address, the same list component."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from traffic_police.accounts.models import Officer, Role, Unit
from traffic_police.accounts.queries import visible_units
from traffic_police.cases import deadlines as clocks
from traffic_police.cases import shapes
from traffic_police.cases.filters import OPEN, CaseFilter, parse
from traffic_police.cases.kinds import Stage, all_kinds, kind_of
from traffic_police.cases.models import Case, Deadline
from traffic_police.cases.pages import presenting
from traffic_police.cases.pages.access import officer_of
from traffic_police.cases.pages.subjects import case_row, columns
from traffic_police.cases.paging import page
from traffic_police.cases.queries import Progress, capped_count, filtered, late, listed, open_cases, progress
from traffic_police.cases.refusals import InputRefused
from traffic_police.cases.ruler import Ruler

BOARD_ROWS = 50
SOON = dt.timedelta(hours=24)
LEADERS = (Role.SQUAD_LEADER, Role.DISPATCHER, Role.BRIGADE_LEADER)
OPEN_STAGES = (Stage.ACCEPTED, Stage.HANDLING, Stage.REVIEW, Stage.EXECUTION)


def _wanted(request: HttpRequest) -> tuple[CaseFilter, str]:
    """The filter of the address; an unreadable one narrows nothing and says so."""
    try:
        return parse(request.GET.dict(), others=("cursor", "view")), ""
    except InputRefused as refused:
        return CaseFilter(), refused.sentence


def _link(path: str, wanted: CaseFilter, **changes: object) -> str:
    query = wanted.query(**changes)
    return f"{path}?{query}" if query else path


def _chips(path: str, wanted: CaseFilter, units: dict[str, Unit]) -> list[shapes.Chip]:
    labels = {
        "kind": (_("Kind"), str(kind_of(wanted.kind).label) if wanted.kind else ""),
        "stage": (
            _("Stage"),
            _("still open") if wanted.stage == OPEN else str(Stage(wanted.stage).label) if wanted.stage else "",
        ),
        "status": (_("Status"), _status_label(wanted.status)),
        "unit": (_("Unit"), str(units.get(wanted.unit, wanted.unit))),
        "officer": (_("Officer"), wanted.officer),
        "overdue": (_("Overdue"), "" if wanted.overdue is None else _("yes") if wanted.overdue else _("no")),
        "q": (_("Search"), wanted.q),
        "opened_after": (_("From"), _day(wanted.opened_after)),
        "opened_before": (_("Before"), _day(wanted.opened_before)),
    }
    return [
        shapes.Chip(f"{label}：{value}", _link(path, wanted, **{name: None}))
        for name, (label, value) in labels.items() if value
    ]  # fmt: skip


def _day(moment: dt.datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d}" if moment else ""


def _status_label(code: str) -> str:
    found = [str(status.label) for kind in all_kinds() for status in kind.statuses if status.code == code]
    return found[0] if found else ""


def _adds(units: Iterable[Unit], *, closed: bool) -> list[shapes.AddFilter]:
    statuses = [(status.code, str(status.label)) for kind in all_kinds() for status in kind.statuses
                if closed or status.stage != Stage.CLOSED]  # fmt: skip
    adds = [
        shapes.AddFilter(_("Unit"), "unit", [(unit.code, unit.short_name) for unit in units]),
        shapes.AddFilter(_("Status"), "status", statuses),
        shapes.AddFilter(_("Plate or name"), "q"),
    ]
    if closed:
        adds += [shapes.AddFilter(_("From"), "opened_after", input_type="date"),
                 shapes.AddFilter(_("Before"), "opened_before", input_type="date")]  # fmt: skip
    return adds


def _keep(wanted: CaseFilter) -> dict[str, str]:
    from urllib.parse import parse_qsl

    return dict(parse_qsl(wanted.query()))


def _found(cases: QuerySet[Case]) -> tuple[str, bool]:
    number, capped = capped_count(cases)
    return (f"{number:,}+" if capped else f"{number:,}"), capped


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Every case one may see, newest first."""
    officer, at, path = officer_of(request), timezone.now(), reverse("cases:list")
    wanted, complaint = _wanted(request)
    units = {unit.code: unit for unit in visible_units(officer)}
    matching = filtered(officer, wanted, at=at)
    cases = listed(matching)
    try:
        shown = page(cases, request.GET.get("cursor", ""))
    except InputRefused as refused:
        shown, complaint = page(cases), refused.sentence
    count, capped = _found(matching)
    listing = shapes.Listing(
        title=_("Cases"), columns=columns(), rows=[case_row(case) for case in shown.rows], count=count,
        count_capped=capped, chips=_chips(path, wanted, units), adds=_adds(units.values(), closed=True),
        views=_views(path, wanted), next=_turn(path, wanted, shown.next), previous=_turn(path, wanted, shown.previous),
        export_url=f"{reverse('cases:export')}?{wanted.query()}", keep=_keep(wanted),
        empty_title=_("No case matches"), empty_text=complaint or _("Remove a filter to see more."),
    )  # fmt: skip
    return render(request, "cases/list.html", {"listing": listing, "crumbs": [], "complaint": complaint})


def _turn(path: str, wanted: CaseFilter, cursor: str) -> str:
    if not cursor:
        return ""
    query = wanted.query()
    return f"{path}?{query}&cursor={cursor}" if query else f"{path}?cursor={cursor}"


def _views(path: str, wanted: CaseFilter) -> list[shapes.SavedView]:
    fixed = ((_("All"), CaseFilter()), (_("Open"), CaseFilter(stage=OPEN)), (_("Overdue"), CaseFilter(overdue=True)),
             (_("Closed"), CaseFilter(stage=Stage.CLOSED)))  # fmt: skip
    return [shapes.SavedView(label, _link(path, view), current=view == wanted) for label, view in fixed]


def _board_row(case: Case, drawn: Ruler | None, group: shapes.Group | None) -> shapes.Row:
    subjects = list(case.subjects.all())
    plates = presenting.plates_of(subjects)
    kind, status, stage = presenting.words_of(case)
    url = presenting.case_url(case.number)
    return shapes.Row(
        id=case.number, label=case.number, url=url, state=drawn.state if drawn else "none", group=group,
        cells=[
            shapes.Cell(mark=(drawn.state, drawn.headline), sub=drawn.due_words) if drawn else shapes.Cell("—"),
            shapes.Cell(ruler=drawn, law=drawn.name) if drawn else shapes.Cell("—"),
            shapes.Cell(case.number, kind, url=url),
            shapes.Cell(case.title, presenting.names_of(subjects)),
            shapes.Cell(plate=plates[0]) if plates else shapes.Cell("—"),
            shapes.Cell(stage, status),
            shapes.Cell(str(case.unit), case.lead.name if case.lead else "—"),
        ],
    )  # fmt: skip


def _board_columns() -> list[shapes.Column]:
    return [
        shapes.Column(_("When due"), "c-due"),
        shapes.Column(_("Period"), "c-bar"),
        shapes.Column(_("Case number"), "c-no"),
        shapes.Column(_("Matter"), "c-what"),
        shapes.Column(_("Plate"), "c-plate"),
        shapes.Column(_("Stage"), "c-stage"),
        shapes.Column(_("Unit and officer"), "c-unit"),
    ]  # fmt: skip


def _group_of(case: Case, at: dt.datetime) -> tuple[str, str]:
    if case.due_at is None:
        return "none", _("Without a running deadline")
    if case.due_at < at:
        return "over", _("Overdue")
    return ("near", _("Due within 24 hours")) if case.due_at < at + SOON else ("ok", _("On time"))


def _board_rows(cases: list[Case], at: dt.datetime) -> list[shapes.Row]:
    nearest: dict[int, Deadline] = {}
    running = Deadline.objects.filter(case__in=cases, met_at__isnull=True, cancelled_at__isnull=True)
    by_id = {case.pk: case for case in cases}
    for deadline in running.order_by("earliest_at"):
        deadline.case = by_id[deadline.case_id]
        nearest.setdefault(deadline.case_id, deadline)
    rows, before, days = [], "", clocks.calendar()
    for case in cases:
        state, word = _group_of(case, at)
        pressing = nearest.get(case.pk)
        drawn = presenting.deadline_ruler(pressing, at, days) if pressing else None
        rows.append(_board_row(case, drawn, shapes.Group(state, word) if state != before else None))
        before = state
    return rows


def _matrix(counts: Progress, wanted: CaseFilter, units: list[Unit]) -> shapes.Matrix:
    """Stages by units: every number filters the list below."""
    path = reverse("cases:board")
    shown = [unit for unit in units if counts.units.get(unit.pk)]
    cells = counts.cells
    rows = []
    for stage in OPEN_STAGES:
        line = [
            shapes.Count(*cells.get((str(stage), unit.pk), (0, 0)),
                         url=_link(path, wanted, stage=stage, unit=unit.code),
                         current=(wanted.stage, wanted.unit) == (stage, unit.code))
            for unit in shown
        ]  # fmt: skip
        total = shapes.Count(sum(one.total for one in line), sum(one.over for one in line),
                             url=_link(path, wanted, stage=stage, unit=None))  # fmt: skip
        rows.append(shapes.MatrixRow(str(stage.label), [*line, total]))
    foot = [
        shapes.Count(counts.units[unit.pk], counts.units_overdue.get(unit.pk, 0),
                     url=_link(path, wanted, unit=unit.code, stage=None))
        for unit in shown
    ]  # fmt: skip
    heads = [(unit.short_name, "") for unit in shown] + [(_("Together"), "")]
    everything = shapes.Count(counts.total, counts.overdue, url=path)
    return shapes.Matrix(_("Open cases by stage and unit"), _("Stage"), heads, rows,
                         shapes.MatrixRow(_("Together"), [*foot, everything]))  # fmt: skip


def _officers(counts: Progress) -> shapes.Matrix | None:
    """Open and late cases by lead officer: who may need help, never who punished most (105 art. 66)."""
    people = {row.pk: row for row in Officer.objects.filter(pk__in=[pk for pk in counts.leads if pk])}
    ranked = sorted(counts.leads.items(), key=lambda pair: (-counts.leads_overdue.get(pair[0], 0), -pair[1]))[:20]
    if not ranked:
        return None
    path = reverse("cases:board")
    rows = []
    for pk, total in ranked:
        person = people.get(pk or 0)
        url = f"{path}?officer={person.police_number}" if person else path
        rows.append(shapes.MatrixRow(person.name if person else _("Nobody"),
                                     [shapes.Count(total, counts.leads_overdue.get(pk, 0), url=url)]))  # fmt: skip
    foot = shapes.MatrixRow(_("Together"), [shapes.Count(counts.total, counts.overdue, url=path)])
    return shapes.Matrix(_("Open cases by officer"), _("Officer"), [(_("Open"), "")], rows, foot)


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Open cases of all kinds, late first."""
    officer, at, path = officer_of(request), timezone.now(), reverse("cases:board")
    wanted, complaint = _wanted(request)
    units = list(visible_units(officer))
    cases = list(open_cases(officer, wanted, at=at)[:BOARD_ROWS])
    counts = progress(officer, at=at)
    narrowed = wanted != CaseFilter()
    total = filtered(officer, wanted, at=at).exclude(stage=Stage.CLOSED).count() if narrowed else counts.total
    bulk = None
    if officer.has(*LEADERS):
        acts = [shapes.BulkAct(_("Remind"), "remind"), shapes.BulkAct(_("Hand over"), "hand_over")]
        bulk = shapes.Bulk(reverse("cases:bulk"), acts)
    by_code = {unit.code: unit for unit in units}
    listing = shapes.Listing(
        title=_("Open cases"), columns=_board_columns(), rows=_board_rows(cases, at), count=f"{total:,}",
        chips=_chips(path, wanted, by_code), adds=_adds(units, closed=False), keep=_keep(wanted), bulk=bulk,
        views=[shapes.SavedView(_("All open"), path, current=wanted == CaseFilter()),
               shapes.SavedView(_("Overdue"), f"{path}?overdue=true", current=wanted == CaseFilter(overdue=True))],
        empty_title=_("No open case matches"), empty_text=complaint or _("Everything here is done."),
    )  # fmt: skip
    context = {
        "matrix": _matrix(counts, wanted, units), "listing": listing, "officers": _officers(counts),
        "updated_at": at, "crumbs": [],
    }  # fmt: skip
    return render(request, "cases/board.html", context)


def overdue_count(officer: Officer) -> int:
    """How many late cases the officer leads: the number on the bell."""
    return Case.objects.filter(late(timezone.now()), lead=officer).count()
