"""Pages of reports: the list, one report, the cases behind a figure, its files."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from traffic_police.accounts.queries import visible_units
from traffic_police.cases import shapes
from traffic_police.cases.pages.access import officer_of
from traffic_police.cases.pages.subjects import case_row, columns
from traffic_police.cases.refusals import InputRefused
from traffic_police.reports import presenting, queries
from traffic_police.reports.figures import figure_of
from traffic_police.reports.files import TYPES, file_of
from traffic_police.reports.models import Report
from traffic_police.reports.reading import read
from traffic_police.reports.wording import period_word


def _query(**values: object) -> str:
    return urlencode({name: value for name, value in values.items() if value})


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """Reports one may see, newest first."""
    officer, path = officer_of(request), reverse("reports:list")
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in Report.Kind.values else ""
    units = {unit.code: unit.short_name for unit in visible_units(officer)}
    unit = request.GET.get("unit", "") if request.GET.get("unit", "") in units else ""
    try:
        page, complaint = queries.report_page(officer, kind=kind, unit=unit, cursor=request.GET.get("cursor", "")), ""
    except InputRefused as refused:
        page, complaint = queries.report_page(officer, kind=kind, unit=unit), refused.sentence
    listing = shapes.Listing(
        title=_("Reports"),
        columns=presenting.report_columns(),
        rows=[presenting.report_row(row) for row in page.rows],
        chips=presenting.report_chips(path, kind, unit, units),
        views=presenting.report_views(path, kind, unit),
        adds=[shapes.AddFilter(_("Unit"), "unit", list(units.items()))] if len(units) > 1 else [],
        keep={name: value for name, value in (("kind", kind), ("unit", unit)) if value},
        next=f"{path}?{_query(kind=kind, unit=unit, cursor=page.next)}" if page.next else "",
        empty_title=_("No report yet"),
        empty_text=complaint or _("The first daily report is made on the morning after the first case."),
    )
    return render(request, "cases/list.html", {"listing": listing, "crumbs": []})


@require_safe
def report_page(request: HttpRequest, report_id: int) -> HttpResponse:
    """One frozen report: exceptions first, then the figures; every figure opens its cases."""
    officer = officer_of(request)
    report = queries.report_for(officer, report_id)
    reading = read(report)
    before, after = queries.neighbours(officer, report)
    context = {
        "report": report,
        "reading": reading,
        "period": period_word(report.kind, report.start, report.end),
        "kpis": presenting.headlines(reading),
        "exceptions": presenting.exceptions_of(report),
        "tables": presenting.tables(reading),
        "corrections": presenting.corrections_of(report),
        "before": before,
        "after": after,
        "definitions": presenting.definitions(reading),
    }
    return render(request, "reports/report.html", context)


@require_safe
def report_cases(request: HttpRequest, report_id: int) -> HttpResponse:
    """Exactly the cases a figure of a frozen report counted, and what changed since."""
    officer = officer_of(request)
    report = queries.report_for(officer, report_id)
    wanted = presenting.CasesWanted.read(request.GET.dict())
    if wanted.exception is not None:
        found = queries.exception_of(report, wanted.exception)
        heading, behind = presenting.exception_title(found), queries.Behind(found["cases"], [], [], [])
    else:
        figure = figure_of(wanted.figure)
        if figure is None or wanted.figure not in report.data["labels"]:
            raise Http404
        heading, behind = str(figure.label), queries.behind(report, wanted.figure, wanted.unit)
    ids = wanted.chosen(behind)
    page = queries.cases_page(officer, ids, wanted.after)
    path = reverse("reports:cases", args=[report.pk])
    listing = shapes.Listing(
        title=heading,
        columns=columns(),
        rows=[case_row(case) for case in page.rows],
        count=f"{len(ids):,}",
        views=presenting.case_views(path, wanted, behind),
        next=f"{path}?{wanted.query(after=page.next)}" if page.next else "",
        empty_title=_("No case counted"),
        empty_text=_("This figure is zero in this period."),
    )
    context = {
        "report": report,
        "listing": listing,
        "period": period_word(report.kind, report.start, report.end),
        "unit": presenting.unit_name(report, wanted.unit),
        "hidden": page.hidden,
        "behind": behind,
    }
    return render(request, "reports/cases.html", context)


@require_safe
def report_file(request: HttpRequest, report_id: int, suffix: str) -> FileResponse:
    """The PDF or XLSX of a frozen report."""
    report = queries.report_for(officer_of(request), report_id)
    return file_response(report, suffix)


def file_response(report: Report, suffix: str) -> FileResponse:
    """A download; the file is made now where it is missing."""
    if suffix not in TYPES:
        raise Http404
    name = f"{report.kind}-{report.start}-{report.data['unit']['code']}.{suffix}"
    return FileResponse(
        file_of(report, suffix).open("rb"), content_type=TYPES[suffix], as_attachment=True, filename=name
    )
