"""Offences and on-site violations through the API, over the same services and queries as the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from traffic_police.cases.api import ApiView, StrictParametersMixin, officer_of
from traffic_police.cases.api.cases import link, page_of
from traffic_police.cases.api.fields import DocumentSerializer, OfficerField, UnitField
from traffic_police.cases.kinds import Input
from traffic_police.cases.models import Case, Document
from traffic_police.cases.paging import page
from traffic_police.cases.refusals import InputRefused
from traffic_police.cases.rules.periods import local_day
from traffic_police.registry.rules import masks
from violations import onsite, queries, services
from violations.models import Offence

_FIELDS: dict[str, type[serializers.Field[Any, Any, Any, Any]]] = {
    "boolean": serializers.BooleanField,
    "datetime": serializers.DateTimeField,
    "date": serializers.DateField,
    "number": serializers.FloatField,
}


def _field(spec: Input) -> serializers.Field[Any, Any, Any, Any]:
    told: dict[str, Any] = {"required": spec.required, "help_text": spec.label}
    if spec.kind == "choice":
        return serializers.ChoiceField(choices=[code for code, _label in spec.choices], **told)
    if spec.kind == "money":
        return serializers.DecimalField(max_digits=8, decimal_places=2, **told)
    known = _FIELDS.get(spec.kind)
    return known(**told) if known else serializers.CharField(max_length=spec.max_length, **told)


def _shape(name: str, specs: Iterable[Input], **others: Any) -> Any:
    """The schema of a body: the same declarations that check it."""
    return inline_serializer(name, {spec.name: _field(spec) for spec in specs if spec.kind != "object"} | others)


class FactsSerializer(serializers.Serializer[Any]):
    """Measured values: km/h, mg in 100 ml of blood, kg, persons."""

    speed_measured = serializers.FloatField(required=False)
    speed_limit = serializers.FloatField(required=False)
    alcohol_mg_per_100ml = serializers.FloatField(required=False)
    load_kg = serializers.FloatField(required=False)
    approved_load_kg = serializers.FloatField(required=False)
    gross_mass_kg = serializers.FloatField(required=False)
    max_gross_mass_kg = serializers.FloatField(required=False)
    seats_actual = serializers.IntegerField(required=False)
    seats_approved = serializers.IntegerField(required=False)


class CircumstancesSerializer(serializers.Serializer[Any]):
    """What the officer saw; nothing is assumed in the party's favour unless it is said."""

    corrected_at_once = serializers.BooleanField(required=False)
    harm = serializers.ChoiceField(choices=["none", "slight", "real"], required=False)
    traffic_affected = serializers.BooleanField(required=False)
    caused_accident = serializers.BooleanField(required=False)
    no_fault_proven = serializers.BooleanField(required=False)


class PriorSerializer(serializers.Serializer[Any]):
    offence_code = serializers.CharField()
    occurred_at = serializers.DateTimeField()
    exempted = serializers.BooleanField(required=False)


class AskedPartySerializer(serializers.Serializer[Any]):
    """Who is answerable; `id_no` has the known record looked up."""

    kind = serializers.ChoiceField(choices=["individual", "unit"], required=False)
    age = serializers.IntegerField(required=False)
    prior = PriorSerializer(many=True, required=False)
    id_no = serializers.CharField(required=False)


class QuestionSerializer(serializers.Serializer[Any]):
    """One act on one day: a code or a family, and what was measured and seen."""

    offence_code = serializers.CharField(required=False)
    offence_family = serializers.CharField(required=False)
    occurred_at = serializers.DateTimeField()
    discovered_at = serializers.DateTimeField(required=False)
    plate = serializers.CharField(required=False)
    plate_kind = serializers.CharField(required=False)
    vehicle_type = serializers.CharField(required=False)
    use_nature = serializers.CharField(required=False)
    road_class = serializers.ChoiceField(choices=[code for code, _label in onsite.ROADS], required=False)
    party = AskedPartySerializer(required=False)
    facts = FactsSerializer(required=False)
    circumstances = CircumstancesSerializer(required=False)


class ReasonSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    sentence = serializers.CharField()
    law = serializers.CharField()
    met = serializers.BooleanField()


class ExemptionSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["minor", "first_violation"], allow_null=True)
    eligible = serializers.BooleanField()
    reasons = ReasonSerializer(many=True)


class AnswerSerializer(serializers.Serializer[Any]):
    """The law's answer. Money in yuan as text; null where the law names no fixed sum."""

    procedure = serializers.ChoiceField(
        choices=["no_offence", "no_penalty", "oral_warning", "exempt", "simple", "general", "criminal"]
    )
    offence_code = serializers.CharField(allow_null=True)
    fine_min = serializers.CharField(allow_null=True)
    fine_max = serializers.CharField(allow_null=True)
    fine_suggested = serializers.CharField(allow_null=True)
    points = serializers.IntegerField()
    measures = serializers.ListField(child=serializers.CharField())
    exemption = ExemptionSerializer()
    officers_required = serializers.IntegerField()
    hearing = serializers.BooleanField()
    decided_by = serializers.ListField(child=serializers.CharField())
    law = serializers.ListField(child=serializers.CharField())


class OffenceSerializer(serializers.ModelSerializer[Offence]):
    code = serializers.CharField(source="shown_code")

    class Meta:
        model = Offence
        fields = (
            "key", "code", "short_name", "description", "name_en", "category", "legal_basis", "penalty_basis",
            "fine_min", "fine_max", "fine_default", "points", "warning_allowed", "measures", "roads", "procedure",
            "first_violation_exempt", "valid_from", "valid_to", "confidence",
        )  # fmt: skip
        read_only_fields = fields


class SupersededSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    short_name = serializers.CharField()
    valid_to = serializers.DateField()
    replaced_by = serializers.ListField(child=serializers.CharField())


class OffencesSerializer(serializers.Serializer[Any]):
    """Codes in force on the day; what matched but is superseded stands apart with its replacements."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = OffenceSerializer(many=True)
    superseded = SupersededSerializer(many=True)


class PartyShown(serializers.Serializer[Any]):
    """The party, masked; revealing is a logged act of its own."""

    role = serializers.CharField(source="party_role")
    kind = serializers.CharField(source="party_kind")
    name = serializers.SerializerMethodField()
    id_no = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()

    def get_name(self, row: Any) -> str:
        return row.party_name if row.party_kind == "unit" else masks.mask_name(row.party_name)

    def get_id_no(self, row: Any) -> str:
        return masks.mask_id(row.party_id_no) if row.party_id_no else ""

    def get_phone(self, row: Any) -> str:
        return masks.mask_phone(row.party_phone) if row.party_phone else ""


class OffenceNamed(serializers.ModelSerializer[Offence]):
    code = serializers.CharField(source="shown_code")

    class Meta:
        model = Offence
        fields = ("key", "code", "short_name", "category")
        read_only_fields = fields


def _of_row(field: type[serializers.Field[Any, Any, Any, Any]], name: str, **rest: Any) -> Any:
    return field(source=f"violation.{name}", read_only=True, **rest)


class ViolationSerializer(serializers.ModelSerializer[Case]):
    """One violation: its case and its own row."""

    status_label = serializers.SerializerMethodField()
    unit = UnitField(read_only=True)
    lead = OfficerField(read_only=True, allow_null=True)
    offence = OffenceNamed(source="violation.offence", read_only=True, allow_null=True)
    party = PartyShown(source="violation", read_only=True)
    plate = _of_row(serializers.CharField, "plate")
    plate_kind = _of_row(serializers.CharField, "plate_kind")
    discovered_at = _of_row(serializers.DateTimeField, "discovered_at")
    procedure = _of_row(serializers.CharField, "procedure")
    penalty = _of_row(serializers.CharField, "penalty")
    fine = serializers.DecimalField(source="violation.fine", max_digits=8, decimal_places=2, read_only=True)
    points = _of_row(serializers.IntegerField, "points")
    outcome = _of_row(serializers.CharField, "outcome")
    exemption_ground = _of_row(serializers.CharField, "exemption_ground")
    handled_at = _of_row(serializers.DateTimeField, "handled_at", allow_null=True)
    served_at = _of_row(serializers.DateTimeField, "served_at", allow_null=True)
    service_manner = _of_row(serializers.CharField, "service_manner")
    filed_at = _of_row(serializers.DateTimeField, "filed_at", allow_null=True)
    national_number = _of_row(serializers.CharField, "national_number")
    paid_on = _of_row(serializers.DateField, "paid_on", allow_null=True)
    paid_amount = serializers.DecimalField(
        source="violation.paid_amount", max_digits=8, decimal_places=2, read_only=True, allow_null=True
    )

    class Meta:
        model = Case
        fields: tuple[str, ...] = (
            "number", "origin", "status", "status_label", "stage", "version", "title", "unit", "lead", "opened_at",
            "occurred_at", "discovered_at", "due_at", "closed_at", "place", "longitude", "latitude", "datum", "offence",
            "plate", "plate_kind", "party", "procedure", "penalty", "fine", "points", "outcome", "exemption_ground",
            "handled_at", "served_at", "service_manner", "filed_at", "national_number", "paid_on", "paid_amount",
        )  # fmt: skip
        read_only_fields = fields

    def get_status_label(self, case: Case) -> str:
        return str(case.kind_row.status(case.status).label)


class ViolationDetailSerializer(ViolationSerializer):
    """With the law's answer of that moment and the documents."""

    answer = serializers.JSONField(source="violation.answer", read_only=True)
    documents = DocumentSerializer(many=True, read_only=True)

    class Meta(ViolationSerializer.Meta):
        fields = (*ViolationSerializer.Meta.fields, "answer", "documents")


def _whole(case: Case) -> Any:
    """The detail of a case, its documents with their signers in two queries."""
    prefetch_related_objects([case], Prefetch("documents", Document.objects.select_related("signed_by")))
    return ViolationDetailSerializer(case).data


def _body(request: Request) -> Any:
    if not hasattr(request.data, "items"):
        raise InputRefused({"body": ("object", _("Send a JSON object."))})
    return request.data


def _day(text: str) -> dt.date:
    if not text:
        return local_day(timezone.now())
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2200:
        raise InputRefused({"on": ("date", _("Write a date such as 2026-11-23."))})
    return day


class Offences(StrictParametersMixin, ApiView):
    """Violation codes valid on a day."""

    parameters = ("q", "on", "category", "cursor")

    @extend_schema(
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, description="Code, words or pinyin initials."),
            OpenApiParameter("on", OpenApiTypes.DATE, description="The day of the act; today when left out."),
            OpenApiParameter("category", OpenApiTypes.STR),
            OpenApiParameter("cursor", OpenApiTypes.STR),
        ],
        responses=OffencesSerializer,
    )
    def get(self, request: Request) -> Response:
        """Codes by code, words or pinyin initials; superseded ones are never among the results."""
        params = {name: queries.plain_text(name, request.query_params.get(name, "")) for name in self.parameters}
        found = queries.find_offences(
            params["q"], on=_day(params["on"]), category=params["category"], after=params["cursor"]
        )
        body = {
            "next": link(request, found.next),
            "previous": None,
            "results": OffenceSerializer(found.rows, many=True).data,
            "superseded": SupersededSerializer(found.left_out, many=True).data,
        }
        return Response(body)


class Preview(StrictParametersMixin, ApiView):
    """The law's answer, nothing saved."""

    @extend_schema(request=QuestionSerializer, responses=AnswerSerializer)
    def post(self, request: Request) -> Response:
        """Which procedure, which fine and points, whether the act may go unpunished, and under which articles."""
        return Response(services.preview(officer_of(request), _body(request), at=timezone.now()))


_PARAMETERS = [
    *(OpenApiParameter(name, OpenApiTypes.STR) for name in ("status", "stage", "unit", "officer", "offence", "plate")),
    *(OpenApiParameter(name, OpenApiTypes.BOOL) for name in ("unpaid", "exempted")),
    *(OpenApiParameter(name, OpenApiTypes.STR, description="RFC 3339 or a day.") for name in (
        "occurred_after", "occurred_before", "opened_after", "opened_before")),
    OpenApiParameter("cursor", OpenApiTypes.STR),
]  # fmt: skip
_ON_SITE = _shape(
    "OnSiteViolation", onsite.TOP, party=_shape("OnSiteParty", onsite.PARTY), facts=FactsSerializer(required=False),
    circumstances=CircumstancesSerializer(required=False),
    assistants=serializers.ListField(child=serializers.CharField(), required=False),
)  # fmt: skip


class Violations(ApiView):
    """On-site violations."""

    @extend_schema(
        parameters=_PARAMETERS,
        responses=page_of("ViolationPage", ViolationSerializer),
    )
    def get(self, request: Request) -> Response:
        """The violations that the caller may see, newest first."""
        wanted = queries.parse_filter(request.query_params.dict())
        found = page(queries.filtered(officer_of(request), wanted), request.query_params.get("cursor", ""))
        rows = ViolationSerializer(found.rows, many=True).data
        return Response({"next": link(request, found.next), "previous": link(request, found.previous), "results": rows})

    @extend_schema(request=_ON_SITE, responses={201: ViolationDetailSerializer})
    def post(self, request: Request) -> Response:
        """Record a whole on-site operation: every act of it, or nothing."""
        actor = officer_of(request)
        case = services.log_on_site(actor, _body(request), at=timezone.now())
        shown = _whole(queries.violation_for(actor, case.number))
        address = reverse("api:violation", args=[case.number])
        return Response(shown, status=status.HTTP_201_CREATED, headers={"Location": address})


class ViolationDetail(StrictParametersMixin, ApiView):
    """One violation."""

    @extend_schema(responses=ViolationDetailSerializer)
    def get(self, request: Request, number: str) -> Response:
        """One violation with the law's answer and its documents; 404 for strangers."""
        return Response(_whole(queries.violation_for(officer_of(request), number)))


urls_api = [
    path("offences/", Offences.as_view(), name="offences"),
    path("violations/preview/", Preview.as_view(), name="violation-preview"),
    path("violations/", Violations.as_view(), name="violations"),
    path("violations/<str:number>/", ViolationDetail.as_view(), name="violation"),
]
