"""Accidents through the API, over the same services and queries as the desk."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accidents import intake, queries, services
from accidents.models import Accident, AccidentParty
from accidents.rules import clock
from accidents.rules.questions import COUNTS, QUESTIONS, ROLES
from traffic_police.cases.api import ApiView, StrictParametersMixin, officer_of
from traffic_police.cases.api.cases import link, page_of
from traffic_police.cases.api.fields import DocumentSerializer, OfficerField, UnitField
from traffic_police.cases.kinds import Input
from traffic_police.cases.models import Case, Document
from traffic_police.cases.paging import page
from traffic_police.cases.refusals import InputRefused
from traffic_police.registry.rules import masks

_FIELDS: dict[str, type[serializers.Field[Any, Any, Any, Any]]] = {
    "boolean": serializers.BooleanField, "datetime": serializers.DateTimeField, "number": serializers.FloatField,
}  # fmt: skip


def _field(spec: Input) -> serializers.Field[Any, Any, Any, Any]:
    told: dict[str, Any] = {"required": spec.required, "help_text": spec.label}
    if spec.kind == "choice":
        return serializers.ChoiceField(choices=[code for code, _label in spec.choices], **told)
    if spec.kind == "money":
        return serializers.DecimalField(max_digits=10, decimal_places=2, **told)
    known = _FIELDS.get(spec.kind)
    return known(**told) if known else serializers.CharField(max_length=spec.max_length, **told)


_ANSWERS: dict[str, Any] = {
    "roles": serializers.ListField(child=serializers.ChoiceField(choices=ROLES), required=False),
    **{name: serializers.IntegerField(required=False, min_value=0) for name in COUNTS},
    **{name: serializers.BooleanField(required=False, allow_null=True) for name in QUESTIONS if name not in COUNTS},
}
_QUESTION = inline_serializer("AccidentAnswers", _ANSWERS)
_PARTY = inline_serializer("AccidentPartyTold", {spec.name: _field(spec) for spec in intake.PARTY}, many=True)
_REPORT = inline_serializer(
    "AccidentReport",
    {spec.name: _field(spec) for spec in intake.TOP if spec.kind != "object"} | {
        "parties": _PARTY, "answers": inline_serializer("AccidentReportAnswers", _ANSWERS, required=False)},
)  # fmt: skip


class EligibilityReasonSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    sentence = serializers.CharField()
    law = serializers.CharField()
    excludes = serializers.ListField(child=serializers.ChoiceField(choices=["self", "simple", "video"]))


class EligibilitySerializer(serializers.Serializer[Any]):
    """Which procedure, by whom and why; `missing` names what is still to be asked before video may be used."""

    procedure = serializers.ChoiceField(choices=["self", "simple", "general", "injury_fast"])
    mode = serializers.ChoiceField(choices=["video", "field", "parties"])
    officers_required = serializers.IntegerField()
    protect_scene = serializers.BooleanField()
    must_report = serializers.BooleanField()
    clear_first = serializers.BooleanField()
    self_negotiation = serializers.BooleanField()
    video = serializers.BooleanField()
    reasons = EligibilityReasonSerializer(many=True)
    missing = serializers.ListField(child=serializers.CharField())
    law = serializers.ListField(child=serializers.CharField())


class AccidentPartySerializer(serializers.ModelSerializer[AccidentParty]):
    """A party, masked; revealing is a logged act of its own."""

    name = serializers.SerializerMethodField()
    id_no = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()

    class Meta:
        model = AccidentParty
        fields = (
            "letter", "role", "name", "id_no", "phone", "plate", "plate_kind", "vehicle_type", "insurer", "policy_no",
            "damage",
        )  # fmt: skip
        read_only_fields = fields

    def get_name(self, party: AccidentParty) -> str:
        return masks.mask_name(party.name)

    def get_id_no(self, party: AccidentParty) -> str:
        return masks.mask_id(party.id_no) if party.id_no else ""

    def get_phone(self, party: AccidentParty) -> str:
        return masks.mask_phone(party.phone) if party.phone else ""


class MarksSerializer(serializers.Serializer[Any]):
    """The clock: seconds from connected to determined (running until then), and its five marks."""

    state = serializers.ChoiceField(choices=["waiting", "ok", "near", "urgent", "over"])
    seconds = serializers.IntegerField()
    stopped = serializers.BooleanField()
    connected = serializers.DateTimeField(allow_null=True)
    evidence = serializers.DateTimeField(allow_null=True)
    cleared = serializers.DateTimeField(allow_null=True)
    determined = serializers.DateTimeField(allow_null=True)
    delivered = serializers.DateTimeField(allow_null=True)


class AccidentRowSerializer(serializers.ModelSerializer[Accident]):
    clock = serializers.SerializerMethodField()

    class Meta:
        model = Accident
        fields = (
            "channel", "reported_at", "late_report", "weather", "visibility", "light", "surface", "road_type",
            "section",
            "form", "collision", "cause", "dead", "injured", "loss_estimate", "procedure", "mode", "liability", "facts",
            "law", "signed", "refused", "settled", "review_asked_at", "review_forwarded_at", "violation_number",
            "county", "source_name", "clock",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(MarksSerializer)
    def get_clock(self, row: Accident) -> dict[str, Any]:
        read = clock.read(row.marks, timezone.now())
        body = {"state": read.state, "seconds": read.seconds, "stopped": read.stopped, **row.marks}
        return dict(MarksSerializer(body).data)


class AccidentSerializer(serializers.ModelSerializer[Case]):
    """One accident: its case, its own row and its parties."""

    status_label = serializers.SerializerMethodField()
    unit = UnitField(read_only=True)
    lead = OfficerField(read_only=True, allow_null=True)
    accident = AccidentRowSerializer(read_only=True)
    parties = AccidentPartySerializer(source="accident_parties", many=True, read_only=True)

    class Meta:
        model = Case
        fields: tuple[str, ...] = (
            "number", "origin", "status", "status_label", "stage", "version", "title", "unit", "lead", "opened_at",
            "occurred_at", "due_at", "closed_at", "place", "longitude", "latitude", "datum", "accident", "parties",
        )  # fmt: skip
        read_only_fields = fields

    def get_status_label(self, case: Case) -> str:
        return str(case.kind_row.status(case.status).label)


class AccidentDetailSerializer(AccidentSerializer):
    """With the stored answers, the law's answer of that moment, and the documents."""

    answers = serializers.JSONField(source="accident.answers", read_only=True)
    eligibility = serializers.JSONField(source="accident.eligibility", read_only=True)
    documents = DocumentSerializer(many=True, read_only=True)

    class Meta(AccidentSerializer.Meta):
        fields = (*AccidentSerializer.Meta.fields, "answers", "eligibility", "documents")


def _body(request: Request) -> Any:
    if not hasattr(request.data, "items"):
        raise InputRefused({"body": ("object", _("Send a JSON object."))})
    return request.data


def _whole(case: Case) -> Any:
    prefetch_related_objects([case], Prefetch("documents", Document.objects.select_related("signed_by")))
    return AccidentDetailSerializer(case).data


class Eligibility(StrictParametersMixin, ApiView):
    """Which procedure; nothing saved."""

    @extend_schema(request=_QUESTION, responses=EligibilitySerializer)
    def post(self, request: Request) -> Response:
        """Which procedure an accident takes, with the answers that decided it and their articles."""
        return Response(services.asked(_body(request)).as_dict())


class Accidents(ApiView):
    """Accidents."""

    @extend_schema(
        operation_id="api_v1_accidents_list",
        parameters=[OpenApiParameter(name, OpenApiTypes.STR) for name in (*queries.PARAMETERS, "cursor")],
        responses=page_of("AccidentPage", AccidentSerializer),
    )
    def get(self, request: Request) -> Response:
        """The accidents that the caller may see, newest first."""
        cases = queries.filtered(officer_of(request), request.query_params.dict())
        found = page(cases, request.query_params.get("cursor", ""))
        rows = AccidentSerializer(found.rows, many=True).data
        return Response({"next": link(request, found.next), "previous": link(request, found.previous), "results": rows})

    @extend_schema(request=_REPORT, responses={201: AccidentDetailSerializer})
    def post(self, request: Request) -> Response:
        """Take a report: registered, the procedure chosen, and queued when the video desk may handle it."""
        actor = officer_of(request)
        case = services.report(actor, _body(request), at=timezone.now())
        address = reverse("api:accident", args=[case.number])
        shown = _whole(queries.accident_for(actor, case.number))
        return Response(shown, status=status.HTTP_201_CREATED, headers={"Location": address})


class AccidentDetail(StrictParametersMixin, ApiView):
    """One accident."""

    @extend_schema(responses=AccidentDetailSerializer)
    def get(self, request: Request, number: str) -> Response:
        """One accident with its answers and documents; 404 for strangers."""
        return Response(_whole(queries.accident_for(officer_of(request), number)))


urls_api = [
    path("accidents/eligibility/", Eligibility.as_view(), name="accident-eligibility"),
    path("accidents/", Accidents.as_view(), name="accidents"),
    path("accidents/<str:number>/", AccidentDetail.as_view(), name="accident"),
]
