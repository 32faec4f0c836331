"""Cases of every kind through the API."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from traffic_police.cases import filters, queries
from traffic_police.cases.acting import act_on
from traffic_police.cases.api import fields
from traffic_police.cases.api.requests import ActCall, read_call
from traffic_police.cases.deciding import Choice, Denied, choices
from traffic_police.cases.idempotency import ApiView
from traffic_police.cases.models import Case
from traffic_police.cases.paging import page

LIST_PARAMETERS = [
    OpenApiParameter("overdue", OpenApiTypes.BOOL),
    OpenApiParameter("opened_after", OpenApiTypes.STR, description="RFC 3339 or a day; included."),
    OpenApiParameter("opened_before", OpenApiTypes.STR, description="RFC 3339 or a day; not included."),
    *(OpenApiParameter(name, OpenApiTypes.STR) for name in ("kind", "stage", "status", "unit", "officer", "cursor")),
    OpenApiParameter("q", OpenApiTypes.STR, description="Plate or part of it, case number, name, identity number."),
]


def page_of(name: str, item: type[serializers.BaseSerializer[Any]]) -> Any:
    """The schema of one page of a cursor-paged list."""
    link = serializers.URLField(allow_null=True)
    return inline_serializer(name, {"next": link, "previous": link, "results": item(many=True)})


def link(request: HttpRequest | Request, cursor: str) -> str | None:
    """The absolute address of the page at CURSOR, with the same filters."""
    if not cursor:
        return None
    params = request.GET.copy()
    params["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{params.urlencode()}")


class CaseList(ApiView):
    """Every kind, one list, newest first."""

    @extend_schema(parameters=LIST_PARAMETERS, responses=page_of("CasePage", fields.CaseSerializer))
    def get(self, request: Request) -> Response:
        now = timezone.now()
        wanted = filters.parse(request.query_params.dict())
        actor = fields.officer_of(request)
        found = page(queries.listed(queries.filtered(actor, wanted, at=now)), request.query_params.get("cursor", ""))
        rows = fields.CaseSerializer(found.rows, many=True, context={"at": now}).data
        return Response({"next": link(request, found.next), "previous": link(request, found.previous), "results": rows})


class OneCase(fields.StrictParametersMixin, ApiView):
    """Base of the views below one case: a stranger gets 404."""

    def case(self, number: str) -> Case:
        return queries.case_for(fields.officer_of(self.request), number)


class CaseDetail(OneCase):
    @extend_schema(responses=fields.CaseSerializer)
    def get(self, request: Request, number: str) -> Response:
        """One case."""
        return Response(fields.CaseSerializer(self.case(number), context={"at": timezone.now()}).data)


class CaseTimeline(OneCase):
    @extend_schema(responses=fields.EventSerializer(many=True))
    def get(self, request: Request, number: str) -> Response:
        """What was done, newest first, as sentences with their hashes."""
        case = self.case(number)
        return Response(fields.EventSerializer(queries.timeline(case), many=True, context={"case": case}).data)


class CaseDeadlines(OneCase):
    @extend_schema(responses=fields.DeadlineSerializer(many=True))
    def get(self, request: Request, number: str) -> Response:
        """Running and ended periods of law."""
        case = self.case(number)
        rows = case.deadlines.order_by("earliest_at", "pk")
        context = {"case": case, "at": timezone.now()}
        return Response(fields.DeadlineSerializer(rows, many=True, context=context).data)


class CaseDocuments(OneCase):
    @extend_schema(responses=fields.DocumentSerializer(many=True))
    def get(self, request: Request, number: str) -> Response:
        """Official documents."""
        rows = self.case(number).documents.select_related("signed_by")
        return Response(fields.DocumentSerializer(rows, many=True).data)


def _shown(choice: Choice) -> dict[str, Any]:
    act, verdict = choice.act, choice.verdict
    row: dict[str, Any] = {"act": act.name, "name": act.name, "label": str(act.label), "allowed": choice.allowed}
    if isinstance(verdict, Denied):
        row |= {"code": verdict.code, "reason": str(verdict.sentence), "law": str(verdict.law)}
    row["inputs"] = [
        {"name": spec.name, "label": str(spec.label), "kind": spec.kind, "required": spec.required}
        | ({"choices": {code: str(label) for code, label in spec.choices}} if spec.choices else {})
        for spec in act.inputs
    ]
    return row | {"officers": act.officers}


class CaseActs(OneCase):
    @extend_schema(responses=fields.ActSerializer(many=True))
    def get(self, request: Request, number: str) -> Response:
        """Every act of this status: allowed, or why not."""
        case = self.case(number)
        offered = choices(fields.officer_of(request), case, at=timezone.now())
        return Response([_shown(choice) for choice in offered if case.status in choice.act.sources])


class CaseAct(OneCase):
    @extend_schema(request=fields.ActRequestSerializer, responses=fields.PerformedSerializer)
    def post(self, request: Request, number: str, act: str) -> Response:
        """Perform an act: 403 with reason and article, 409 when somebody was first, 422 naming the fields."""
        case = self.case(number)
        call = read_call(request.data)
        now = timezone.now()
        events = self._perform(request, case, act, call, now)
        case = self.case(number) if _may_see(request, case) else case
        context = {"case": case, "at": now}
        # Read again: the database gave the events their hashes.
        written = queries.timeline(case).filter(pk__in=[event.pk for event in events])
        shown = fields.EventSerializer(written, many=True, context=context).data
        return Response({"case": fields.CaseSerializer(case, context=context).data, "events": shown})

    def _perform(self, request: Request, case: Case, act: str, call: ActCall, now: dt.datetime) -> list[Any]:
        known = case.kind_row.act(act)
        if known is None or not known.offered:
            queries.no_such_act(act)
        return act_on(
            fields.officer_of(request),
            act,
            case,
            call.data,
            at=now,
            happened_at=call.happened_at,
            second=call.second,
            assistants=call.assistants,
            expected_version=call.version,
        )


def _may_see(request: Request, case: Case) -> bool:
    """After a hand-over the case may lie with a unit the caller no longer sees."""
    return queries.visible_cases(fields.officer_of(request)).filter(pk=case.pk).exists()
