"""Permits through the API: the check, applications, over the same services and queries as the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from permits import queries, services
from permits.checking import Asked
from permits.models import Permit
from traffic_police.cases.api import ApiView, StrictParametersMixin, officer_of
from traffic_police.cases.api.cases import link, page_of
from traffic_police.cases.api.fields import OfficerField, UnitField
from traffic_police.cases.inputs import cleaned
from traffic_police.cases.kinds import Input
from traffic_police.cases.models import Case
from traffic_police.cases.paging import page
from traffic_police.cases.refusals import InputRefused
from traffic_police.registry.rules import masks, plates

CARGO = (("", ""), ("dangerous", ""), ("toxic", ""), ("explosive", ""))
MASSES = ("gross_mass_kg", "load_kg", "length_mm")
CHECK = (
    Input("plate", "plate", max_length=20),
    Input("plate_kind", "plate_kind", pattern=r"\d{2}"),
    Input("at", "at", "datetime"),
    Input("road", "road", required=False, max_length=60),
    Input("cross", "cross", required=False, max_length=60),
    Input("area", "area", required=False, max_length=60),
    Input("lon", "lon", "number", required=False),
    Input("lat", "lat", "number", required=False),
    Input("vehicle_type", "vehicle_type", required=False, pattern=r"[A-Za-z]\d{2}"),
    *(Input(name, name, "number", required=False) for name in MASSES),
    Input("cargo", "cargo", "choice", required=False, choices=CARGO),
)


class CheckSerializer(serializers.Serializer[Any]):
    """Vehicle, moment and place. What the register knows need not be sent; what is sent goes before it."""

    plate = serializers.CharField()
    plate_kind = serializers.CharField()
    at = serializers.DateTimeField()
    road = serializers.CharField(required=False)
    cross = serializers.CharField(required=False, help_text="A junction, where a stretch is restricted.")
    area = serializers.CharField(required=False)
    lon = serializers.FloatField(required=False)
    lat = serializers.FloatField(required=False)
    vehicle_type = serializers.CharField(required=False)
    gross_mass_kg = serializers.IntegerField(required=False)
    load_kg = serializers.IntegerField(required=False)
    length_mm = serializers.IntegerField(required=False)
    cargo = serializers.ChoiceField(choices=["dangerous", "toxic", "explosive"], required=False)
    traits = serializers.ListField(child=serializers.CharField(), required=False)


class CheckedSerializer(serializers.Serializer[Any]):
    """`restricted` is null where it cannot be told; `missing` then names what would decide it."""

    plate = serializers.CharField()
    plate_kind = serializers.CharField()
    at = serializers.DateTimeField()
    restricted = serializers.BooleanField(allow_null=True)
    zone = serializers.CharField(allow_null=True)
    rule = serializers.CharField(allow_null=True)
    permitted = serializers.BooleanField(allow_null=True)
    permit = serializers.CharField(allow_null=True)
    exemption = serializers.CharField(allow_null=True)
    reason = serializers.CharField()
    sentence = serializers.CharField()
    disputed = serializers.BooleanField()
    missing = serializers.ListField(child=serializers.CharField())
    law = serializers.CharField()


def _body(request: Request) -> dict[str, Any]:
    if not isinstance(request.data, Mapping):
        raise InputRefused({"body": ("object", _("Send a JSON object."))})
    return dict(request.data.items())


def _traits(value: Any) -> tuple[str, ...]:
    fine = isinstance(value, list) and len(value) <= 20
    if not fine or not all(isinstance(one, str) and one.isidentifier() and len(one) <= 40 for one in value):
        raise InputRefused({"traits": ("list", _("Write a list of at most %(most)s.") % {"most": 20})})
    return tuple(value)


def asked_from(body: Mapping[str, Any]) -> Asked:
    """The question of a body. Raises InputRefused naming the field."""
    rest = dict(body)
    traits = _traits(rest.pop("traits", None) or [])
    told = cleaned(CHECK, rest)
    plate = plates.normalise(told.pop("plate"))
    if not plate or len(plate) > plates.LONGEST:
        raise InputRefused({"plate": ("plate", _("This is no plate of this kind."))})
    for name in MASSES:
        if name in told:
            told[name] = int(told[name])
    for name, most in (("lon", 180), ("lat", 90)):
        if name in told and abs(told[name]) > most:
            raise InputRefused({name: ("range", _("These coordinates are not on earth."))})
    if not any(told.get(name) is not None for name in ("road", "area")) and not {"lon", "lat"} <= set(told):
        raise InputRefused({"road": ("required", _("Name the road, or send lon and lat."))})
    point: dict[str, Any] = {name: float(told.pop(name)) for name in ("lon", "lat") if name in told}
    told["vehicle_type"] = told.get("vehicle_type", "").upper()
    return Asked(plate=plate, traits=traits, **point, **told)


class PermitCheck(StrictParametersMixin, ApiView):
    """May this vehicle be here now."""

    @extend_schema(request=CheckSerializer, responses=CheckedSerializer)
    def post(self, request: Request) -> Response:
        """Restricted by which rule, permitted by which permit or exemption, and why; the check itself is stored."""
        told = services.check(officer_of(request), asked_from(_body(request)), now=timezone.now())
        return Response(CheckedSerializer(told).data)


class FoundSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    passed = serializers.BooleanField()
    found = serializers.CharField()


class WindowSerializer(serializers.Serializer[Any]):
    """Start included, end not; `from` later than `to` runs over midnight. Weekdays: 1 is Monday."""

    to = serializers.CharField()
    weekdays = serializers.ListField(child=serializers.IntegerField(), required=False)

    def get_fields(self) -> dict[str, Any]:
        return {"from": serializers.CharField(), **super().get_fields()}


class DriverSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    id_no = serializers.CharField()
    classes = serializers.CharField()


class ApplicationSerializer(serializers.Serializer[Any]):
    """An application; with `submit` false it stays a draft."""

    plate = serializers.CharField()
    plate_kind = serializers.CharField()
    vehicle_type = serializers.CharField(required=False)
    applicant_name = serializers.CharField()
    applicant_code = serializers.CharField(required=False)
    contact = serializers.CharField(required=False)
    phone = serializers.CharField(required=False)
    zone = serializers.CharField()
    purpose = serializers.ChoiceField(choices=Permit.Purpose.choices)
    goods = serializers.CharField(required=False)
    origin = serializers.CharField(required=False)
    destination = serializers.CharField(required=False)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    roads = serializers.ListField(child=serializers.CharField(), required=False)
    windows = WindowSerializer(many=True, required=False)
    drivers = DriverSerializer(many=True, required=False)
    submit = serializers.BooleanField(required=False)


def _of_row(field: type[serializers.Field[Any, Any, Any, Any]], name: str, **rest: Any) -> Any:
    return field(source=f"permit.{name}", read_only=True, **rest)


class PermitSerializer(serializers.ModelSerializer[Case]):
    """An application and the permit that came of it: its case and its own row. Persons are masked."""

    status_label = serializers.SerializerMethodField()
    unit = UnitField(read_only=True)
    lead = OfficerField(read_only=True, allow_null=True)
    zone = serializers.CharField(source="permit.zone.code", read_only=True)
    plate = _of_row(serializers.CharField, "plate")
    plate_kind = _of_row(serializers.CharField, "plate_kind")
    applicant = serializers.SerializerMethodField()
    purpose = _of_row(serializers.CharField, "purpose")
    term = _of_row(serializers.CharField, "term")
    first_day = _of_row(serializers.DateField, "first_day")
    last_day = _of_row(serializers.DateField, "last_day")
    roads = _of_row(serializers.ListField, "roads")
    windows = WindowSerializer(source="permit.windows", many=True, read_only=True)
    checks = FoundSerializer(source="permit.checks", many=True, read_only=True)
    outcome = _of_row(serializers.CharField, "outcome")
    permit_number = _of_row(serializers.CharField, "number")
    state = serializers.SerializerMethodField()
    decided_at = _of_row(serializers.DateTimeField, "decided_at", allow_null=True)

    class Meta:
        model = Case
        fields = (
            "number", "status", "status_label", "stage", "version", "title", "unit", "lead", "opened_at", "due_at",
            "closed_at", "zone", "plate", "plate_kind", "applicant", "purpose", "term", "first_day", "last_day",
            "roads", "windows", "checks", "outcome", "permit_number", "state", "decided_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_status_label(self, case: Case) -> str:
        return str(case.kind_row.status(case.status).label)

    def get_applicant(self, case: Any) -> str:
        name: str = case.permit.applicant_name
        return name if len(name) > 4 else masks.mask_name(name)

    def get_state(self, case: Any) -> str:
        return queries.live_state(case.permit, timezone.localdate())


FILTERS = ("status", "zone", "plate", "state")


class Permits(StrictParametersMixin, ApiView):
    """Applications for permits."""

    parameters = (*FILTERS, "cursor")

    @extend_schema(
        operation_id="api_v1_permits_list",
        parameters=[OpenApiParameter(name, OpenApiTypes.STR) for name in parameters],
        responses=page_of("PermitPage", PermitSerializer),
    )
    def get(self, request: Request) -> Response:
        """The applications and permits that the caller may see, newest first."""
        params = {name: request.query_params.get(name, "")[:40] for name in FILTERS}
        sentence = _("There are invisible control characters in this text; type it again.")
        if bad := {name: ("unprintable", sentence) for name, value in params.items() if not value.isprintable()}:
            raise InputRefused(bad)
        cases = queries.filtered(officer_of(request), queries.PermitFilter(**params))
        found = page(cases, request.query_params.get("cursor", ""))
        rows = PermitSerializer(found.rows, many=True).data
        body = {"next": link(request, found.next), "previous": link(request, found.previous), "results": rows}
        return Response(body)

    @extend_schema(request=ApplicationSerializer, responses={201: PermitSerializer})
    def post(self, request: Request) -> Response:
        """Begin an application and submit it; the automatic checks come with the answer."""
        actor = officer_of(request)
        case = services.apply(actor, _body(request), at=timezone.now())
        shown = PermitSerializer(queries.permit_for(actor, case.number)).data
        address = reverse("api:permit", args=[case.number])
        return Response(shown, status=status.HTTP_201_CREATED, headers={"Location": address})


class PermitDetail(StrictParametersMixin, ApiView):
    """One application or permit."""

    @extend_schema(responses=PermitSerializer)
    def get(self, request: Request, number: str) -> Response:
        """One application or permit by its case number; 404 for strangers."""
        return Response(PermitSerializer(queries.permit_for(officer_of(request), number)).data)


urls_api = [
    path("permits/check/", PermitCheck.as_view(), name="permit-check"),
    path("permits/", Permits.as_view(), name="permits"),
    path("permits/<str:number>/", PermitDetail.as_view(), name="permit"),
]
