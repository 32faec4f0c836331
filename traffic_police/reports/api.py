"""Reports through the API: the same frozen figures, each with the link to the cases it counted."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from traffic_police.cases.api import ApiView, StrictParametersMixin, officer_of
from traffic_police.cases.api.fields import CaseSerializer, UnitField
from traffic_police.reports import presenting, queries
from traffic_police.reports.exceptions import title
from traffic_police.reports.figures import figure_of
from traffic_police.reports.files import TYPES
from traffic_police.reports.models import Report
from traffic_police.reports.reading import Amount, Line, read
from traffic_police.reports.views import file_response

LINK = serializers.URLField


class ReportRow(serializers.Serializer[Any]):
    """A report as the list shows it."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(choices=Report.Kind.choices)
    start = serializers.DateField()
    end = serializers.DateField()
    unit = UnitField()
    as_of = serializers.DateTimeField()
    digest = serializers.CharField()
    url = serializers.SerializerMethodField()

    def get_url(self, report: Report) -> str:
        return _absolute(self.context["request"], "api:report", report.pk)


class ReportPageAnswer(serializers.Serializer[Any]):
    next = LINK(allow_null=True)
    previous = LINK(allow_null=True)
    results = ReportRow(many=True)


class FigureAnswer(serializers.Serializer[Any]):
    """`unit` is null for all units of the report together; `base` is the denominator of a rate."""

    figure = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.CharField()
    measure = serializers.CharField()
    unit = serializers.CharField(allow_null=True)
    value = serializers.CharField()
    base = serializers.CharField()
    shown = serializers.CharField()
    definition = serializers.CharField()
    law = serializers.CharField()
    cases = LINK()


class ExceptionAnswer(serializers.Serializer[Any]):
    code = serializers.CharField()
    level = serializers.CharField()
    title = serializers.CharField()
    count = serializers.IntegerField()
    law = serializers.CharField()
    cases = LINK(allow_null=True)


class CorrectionAnswer(serializers.Serializer[Any]):
    figure = serializers.CharField()
    unit = serializers.CharField()
    was_value = serializers.CharField()
    was_base = serializers.CharField()
    now_value = serializers.CharField()
    now_base = serializers.CharField()
    changed_at = serializers.DateTimeField()


class ReportAnswer(ReportRow):
    """One frozen report."""

    exceptions = ExceptionAnswer(many=True)
    figures = FigureAnswer(many=True)
    corrections = CorrectionAnswer(many=True)
    files = serializers.DictField(child=LINK())


class CasesAnswer(serializers.Serializer[Any]):
    """Exactly the cases a figure counted, by id; `hidden` of this page belong to another unit today."""

    next = LINK(allow_null=True)
    count = serializers.IntegerField()
    hidden = serializers.IntegerField()
    added_since = serializers.IntegerField()
    removed_since = serializers.IntegerField()
    results = CaseSerializer(many=True)


def _absolute(request: Request, name: str, *args: Any, **query: Any) -> str:
    address = request.build_absolute_uri(reverse(name, args=args))
    return f"{address}?{urlencode(query)}" if query else address


class ReportList(StrictParametersMixin, ApiView):
    parameters = ("kind", "unit", "cursor")

    @extend_schema(
        parameters=[
            OpenApiParameter("kind", OpenApiTypes.STR, enum=Report.Kind.values),
            OpenApiParameter("unit", OpenApiTypes.STR, description="Code of the unit."),
            OpenApiParameter("cursor", OpenApiTypes.STR),
        ],
        responses=ReportPageAnswer,
    )
    def get(self, request: Request) -> Response:
        """Reports one may see, newest first."""
        given = {name: request.query_params.get(name, "") for name in self.parameters}
        if given["kind"] and given["kind"] not in Report.Kind.values:
            raise serializers.ValidationError({"kind": _one_of(Report.Kind.values)})
        if "\x00" in "".join(given.values()):
            raise Http404
        page = queries.report_page(officer_of(request), kind=given["kind"], unit=given["unit"], cursor=given["cursor"])
        more = {name: value for name, value in given.items() if value} | {"cursor": page.next}
        rows = ReportRow(page.rows, many=True, context={"request": request}).data
        link = _absolute(request, "api:reports", **more) if page.next else None
        return Response({"next": link, "previous": None, "results": rows})


def _one_of(values: list[str]) -> str:
    return " | ".join(values)


class OneReport(StrictParametersMixin, ApiView):
    def report(self, report_id: int) -> Report:
        return queries.report_for(officer_of(self.request), report_id)


class ReportDetail(OneReport):
    @extend_schema(responses=ReportAnswer)
    def get(self, request: Request, report_id: int) -> Response:
        """One frozen report with its exceptions, figures and corrections."""
        report = self.report(report_id)
        answer = dict(ReportRow(report, context={"request": request}).data)
        codes = {row["id"]: row["short"] for row in report.data["units"]}
        answer["exceptions"] = [_exception(request, report, index) for index in range(len(report.data["exceptions"]))]
        answer["figures"] = [
            _figure(request, report, line, amount, codes)
            for line in read(report).lines
            for amount in [line.whole, *line.parts]
        ]
        answer["corrections"] = [
            CorrectionAnswer(row).data | {"unit": row.unit.short_name} for row in queries.standing_corrections(report)
        ]
        answer["files"] = {
            suffix: _absolute(request, "api:report-file", report.pk, suffix) for suffix in ("pdf", "xlsx")
        }
        return Response(answer)


def _exception(request: Request, report: Report, index: int) -> dict[str, Any]:
    row = report.data["exceptions"][index]
    link = _absolute(request, "api:report-cases", report.pk, exception=index) if row["cases"] else None
    return {
        "code": row["code"],
        "level": row["level"],
        "title": title(row),
        "count": row["count"],
        "law": str(row.get("law", "")),
        "cases": link,
    }


def _figure(request: Request, report: Report, line: Line, amount: Amount, units: dict[int, str]) -> dict[str, Any]:
    query: dict[str, Any] = {"figure": line.figure.code}
    if amount.unit is not None:
        query["unit"] = amount.unit
    return {
        "figure": line.figure.code,
        "label": line.label,
        "kind": str(line.figure.kind),
        "measure": str(line.figure.measure),
        "unit": units.get(amount.unit) if amount.unit else None,
        "value": str(amount.pair[0]),
        "base": str(amount.pair[1]),
        "shown": amount.text,
        "definition": line.definition,
        "law": line.figure.law,
        "cases": _absolute(request, "api:report-cases", report.pk, **query),
    }


class ReportCases(OneReport):
    parameters = ("figure", "unit", "exception", "show", "after")

    @extend_schema(
        parameters=[
            OpenApiParameter("figure", OpenApiTypes.STR),
            OpenApiParameter("unit", OpenApiTypes.INT),
            OpenApiParameter("exception", OpenApiTypes.INT),
            OpenApiParameter("show", OpenApiTypes.STR, enum=["whole", "met", "unmet", "added", "removed"]),
            OpenApiParameter("after", OpenApiTypes.INT),
        ],
        responses=CasesAnswer,
    )
    def get(self, request: Request, report_id: int) -> Response:
        """The cases behind a figure or an exception of a frozen report."""
        report = self.report(report_id)
        wanted = presenting.CasesWanted.read(request.query_params.dict())
        if wanted.exception is not None:
            behind = queries.Behind(queries.exception_of(report, wanted.exception)["cases"], [], [], [])
        elif figure_of(wanted.figure) is None or wanted.figure not in report.data["labels"]:
            raise Http404
        else:
            behind = queries.behind(report, wanted.figure, wanted.unit)
        ids = wanted.chosen(behind)
        page = queries.cases_page(officer_of(request), ids, wanted.after)
        path = request.build_absolute_uri(request.path)
        return Response(
            {
                "next": f"{path}?{wanted.query(after=page.next)}" if page.next else None,
                "count": len(ids),
                "hidden": page.hidden,
                "added_since": len(behind.added),
                "removed_since": len(behind.removed),
                "results": CaseSerializer(page.rows, many=True, context={"at": timezone.now()}).data,
            }
        )


class ReportFile(OneReport):
    @extend_schema(
        parameters=[OpenApiParameter("suffix", OpenApiTypes.STR, OpenApiParameter.PATH, enum=["pdf", "xlsx"])],
        responses={(200, one): OpenApiResponse(OpenApiTypes.BINARY) for one in TYPES.values()},
    )
    def get(self, request: Request, report_id: int, suffix: str) -> FileResponse:
        """The report as PDF or XLSX."""
        return file_response(self.report(report_id), suffix)
