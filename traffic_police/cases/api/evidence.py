"""Evidence through the API: listed, and taken in as multipart."""

from __future__ import annotations

from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from traffic_police.cases.api import fields
from traffic_police.cases.api.cases import OneCase
from traffic_police.cases.api.requests import read_call
from traffic_police.cases.evidencing import add_evidence
from traffic_police.cases.models import Evidence
from traffic_police.cases.refusals import InputRefused

KNOWN = {"file", "kind", "title", "version"}


class EvidenceUpload(serializers.Serializer[Any]):
    file = serializers.FileField()
    kind = serializers.ChoiceField(choices=Evidence.Kind.choices, required=False)
    title = serializers.CharField(max_length=100, required=False)
    version = serializers.IntegerField(required=False, min_value=1)


class CaseEvidence(OneCase):
    parser_classes = (MultiPartParser,)

    @extend_schema(responses=fields.EvidenceSerializer(many=True))
    def get(self, request: Request, number: str) -> Response:
        """Evidence of the case; files themselves are opened on the page, where looking is logged."""
        rows = self.case(number).evidence.select_related("added_by")
        return Response(fields.EvidenceSerializer(rows, many=True).data)

    @extend_schema(request={"multipart/form-data": EvidenceUpload}, responses={201: fields.EvidenceSerializer})
    def post(self, request: Request, number: str) -> Response:
        """Upload one file; the answer names its SHA-256."""
        case = self.case(number)
        file = _file(request)
        row = add_evidence(
            fields.officer_of(request), case, file, at=timezone.now(), **_texts(request),
        )  # fmt: skip
        return Response(fields.EvidenceSerializer(row).data, status=201)


def _file(request: Request) -> UploadedFile[Any]:
    unknown = {name[:60]: ("unknown_field", _("This field is not known here.")) for name in set(request.data) - KNOWN}
    if unknown:
        raise InputRefused(unknown)
    file: UploadedFile[Any] | None = request.FILES.get("file")
    if file is None or len(request.FILES.getlist("file")) != 1:
        raise InputRefused({"file": ("required", _("Send exactly one file in the field “file”."))})
    return file


def _texts(request: Request) -> dict[str, Any]:
    sent = cast("QueryDict", request.data)
    texts: dict[str, Any] = {name: sent[name] for name in ("kind", "title") if sent.get(name)}
    if sent.get("version"):
        texts["expected_version"] = read_call({"version": sent["version"]}).version
    return texts
