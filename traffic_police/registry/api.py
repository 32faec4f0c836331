"""The instant card for other systems."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from traffic_police.registry import queries
from traffic_police.registry.rules import plates


class ValiditySerializer(serializers.Serializer[Any]):
    until = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=["valid", "near", "over", "unknown"])


class KnownDriverSerializer(serializers.Serializer[Any]):
    """Masked: the whole number never leaves by this door."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    id_no = serializers.CharField()
    phone = serializers.CharField()
    classes = serializers.ListField(child=serializers.CharField())
    licence = ValiditySerializer()
    licence_status = serializers.ListField(child=serializers.CharField())
    points_in_period = serializers.IntegerField(allow_null=True)
    last_seen = serializers.DateTimeField()
    times = serializers.IntegerField()


class VehicleCardSerializer(serializers.Serializer[Any]):
    """What the register knows about a plate; `known` is false for one it has never met."""

    plate = serializers.CharField()
    plate_kind = serializers.CharField()
    plate_kind_label = serializers.CharField()
    printed = serializers.CharField()
    colour = serializers.CharField()
    known = serializers.BooleanField()
    vehicle_type = serializers.CharField()
    vehicle_type_label = serializers.CharField()
    use_nature = serializers.CharField()
    use_nature_label = serializers.CharField()
    body_colour = serializers.CharField()
    brand = serializers.CharField()
    vin = serializers.CharField()
    owner_name = serializers.CharField()
    owner_id_no = serializers.CharField()
    owner_is_company = serializers.BooleanField()
    approved_seats = serializers.IntegerField(allow_null=True)
    approved_load_kg = serializers.IntegerField(allow_null=True)
    max_gross_mass_kg = serializers.IntegerField(allow_null=True)
    inspection = ValiditySerializer()
    insurance = ValiditySerializer()
    status = serializers.CharField()
    status_labels = serializers.ListField(child=serializers.CharField())
    is_normal = serializers.BooleanField()
    drivers = KnownDriverSerializer(many=True)


class VehicleCardView(APIView):
    """Vehicle, known drivers and what is valid today, masked. Subclass and extend `facts` to add cases and permits."""

    @extend_schema(responses=VehicleCardSerializer)
    def get(self, request: Request, plate_kind: str, plate: str) -> Response:
        return Response(self.facts(request, *checked_plate(plate_kind, plate)))

    def facts(self, request: Request, plate: str, plate_kind: str) -> dict[str, Any]:
        card = queries.vehicle_card(plate, plate_kind, timezone.localdate())
        return dict(VehicleCardSerializer(card).data)


def checked_plate(plate_kind: str, typed: str) -> tuple[str, str]:
    """Plate and kind, normalised. Raises ValidationError by field."""
    plate = plates.normalise(typed)
    problem = plates.check_plate(plate, plate_kind)
    if problem:
        field = "plate_kind" if problem.code == "plate_kind_unknown" else "plate"
        raise serializers.ValidationError({field: [ErrorDetail(str(problem), problem.code)]})
    return plate, plate_kind


# Included under /api/v1/.
urlpatterns = [path("vehicles/<str:plate_kind>/<str:plate>/", VehicleCardView.as_view(), name="vehicle-card")]
