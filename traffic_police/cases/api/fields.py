"""What the API's views share: who asks, parameters refused by name, and the shapes of the answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from traffic_police.accounts.models import Officer, Unit
from traffic_police.cases.models import Case, CaseEvent, CaseSubject, Deadline, Document, Evidence, Job
from traffic_police.cases.refusals import InputRefused
from traffic_police.cases.sentences import sentence
from traffic_police.registry.rules.masks import mask_id, mask_name


def officer_of(request: Request) -> Officer:
    return cast("Officer", request.user)


def checked_parameters(request: Request, *known: str) -> dict[str, str]:
    """The query parameters; unknown ones are refused by name."""
    unknown = {
        name[:60]: ("unknown_parameter", _("This filter is not known here."))
        for name in request.query_params
        if name not in known
    }
    if unknown:
        raise InputRefused(unknown)
    return {name: str(value) for name, value in request.query_params.items()}


class StrictParametersMixin:
    """For views without query parameters: any is refused by name. List those allowed in `parameters`."""

    parameters: tuple[str, ...] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        checked_parameters(request, *self.parameters)


class OfficerField(serializers.ModelSerializer[Officer]):
    class Meta:
        model = Officer
        fields = ("police_number", "name")
        read_only_fields = fields


class UnitField(serializers.ModelSerializer[Unit]):
    class Meta:
        model = Unit
        fields = ("code", "name", "short_name")
        read_only_fields = fields


class SubjectSerializer(serializers.ModelSerializer[CaseSubject]):
    """Names and numbers of persons are masked; revealing them is a logged act of its own."""

    name = serializers.SerializerMethodField()
    person_key = serializers.SerializerMethodField()

    class Meta:
        model = CaseSubject
        fields = ("role", "plate", "plate_kind", "name", "person_key")
        read_only_fields = fields

    def get_name(self, subject: CaseSubject) -> str:
        return subject.name if subject.role == CaseSubject.Role.COMPANY else mask_name(subject.name)

    def get_person_key(self, subject: CaseSubject) -> str:
        return mask_id(subject.person_key) if subject.person_key else ""


class CaseSerializer(serializers.ModelSerializer[Case]):
    """One case as a list shows it."""

    kind_label = serializers.SerializerMethodField()
    status_label = serializers.SerializerMethodField()
    unit = UnitField(read_only=True)
    lead = OfficerField(read_only=True, allow_null=True)
    overdue = serializers.SerializerMethodField()
    subjects = SubjectSerializer(many=True, read_only=True)

    class Meta:
        model = Case
        fields = (
            "number", "kind", "kind_label", "origin", "status", "status_label", "stage", "version", "title", "unit",
            "lead", "opened_at", "occurred_at", "due_at", "closed_at", "overdue", "place", "longitude", "latitude",
            "datum", "subjects",
        )  # fmt: skip
        read_only_fields = fields

    def get_kind_label(self, case: Case) -> str:
        return str(case.kind_row.label)

    def get_status_label(self, case: Case) -> str:
        return str(case.kind_row.status(case.status).label)

    def get_overdue(self, case: Case) -> bool:
        return case.is_open and case.due_at is not None and case.due_at < moment_of(self.context)


def moment_of(context: Mapping[str, Any]) -> dt.datetime:
    """The moment of the request, read once by the view."""
    at: dt.datetime | None = context.get("at")
    return at or timezone.now()


class EventSerializer(serializers.ModelSerializer[CaseEvent]):
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    sentence = serializers.SerializerMethodField()
    actor = OfficerField(read_only=True, allow_null=True)
    second = OfficerField(read_only=True, allow_null=True)

    class Meta:
        model = CaseEvent
        fields = (
            "sequence", "act", "label", "sentence", "source", "target", "actor", "second", "happened_at", "recorded_at",
            "reason", "law", "hash", "previous_hash",
        )  # fmt: skip
        read_only_fields = fields

    def get_label(self, event: CaseEvent) -> str:
        act = self.context["case"].kind_row.act(event.act)
        return str(act.label) if act else event.act

    def get_sentence(self, event: CaseEvent) -> str:
        return sentence(event, self.context["case"].kind)


class DeadlineSerializer(serializers.ModelSerializer[Deadline]):
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    state = serializers.SerializerMethodField()

    class Meta:
        model = Deadline
        fields = (
            "rule", "label", "amount", "unit", "roll_forward", "law", "started_at", "due_at", "earliest_at",
            "missing_year", "pauses", "met_at", "cancelled_at", "state",
        )  # fmt: skip
        read_only_fields = fields

    def get_label(self, deadline: Deadline) -> str:
        rules = {rule.code: rule.label for rule in self.context["case"].kind_row.deadlines}
        return str(rules.get(deadline.rule, deadline.rule))

    def get_state(self, deadline: Deadline) -> str:
        """running, overdue, undetermined, met or cancelled; computed, never stored."""
        if not deadline.is_running:
            return "met" if deadline.met_at else "cancelled"
        if deadline.due_at is None:
            return "undetermined"
        return "overdue" if deadline.due_at < moment_of(self.context) else "running"


class DocumentSerializer(serializers.ModelSerializer[Document]):
    signed_by = OfficerField(read_only=True)

    class Meta:
        model = Document
        fields = (
            "id", "kind", "title", "number", "national_number", "state", "signed_at", "signed_by", "served_at",
            "voided_at", "void_reason", "verification", "pdf_sha256",
        )  # fmt: skip
        read_only_fields = fields


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    added_by = OfficerField(read_only=True, allow_null=True)

    class Meta:
        model = Evidence
        fields = (
            "id", "kind", "title", "original_name", "content_type", "size", "sha256", "captured_at", "longitude",
            "latitude", "derived", "added_by", "added_at",
        )  # fmt: skip
        read_only_fields = fields


class JobSerializer(serializers.ModelSerializer[Job]):
    class Meta:
        model = Job
        fields = ("id", "kind", "title", "state", "done", "total", "log", "result", "error", "created_at", "started_at",
                  "finished_at")  # fmt: skip
        read_only_fields = fields


class InputSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    choices = serializers.DictField(child=serializers.CharField(), required=False)


class ActSerializer(serializers.Serializer[Any]):
    """One act of the case's status, and whether the caller may do it now."""

    act = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    allowed = serializers.BooleanField()
    code = serializers.CharField(required=False)
    reason = serializers.CharField(required=False)
    law = serializers.CharField(required=False)
    inputs = InputSerializer(many=True)
    officers = serializers.IntegerField()


class PerformedSerializer(serializers.Serializer[Any]):
    case = CaseSerializer()
    events = EventSerializer(many=True)


class ActRequestSerializer(serializers.Serializer[Any]):
    """The inputs of the act stand beside these; `GET …/acts/` lists them."""

    version = serializers.IntegerField(required=False, min_value=1, help_text="The version of the case you saw.")
    happened_at = serializers.DateTimeField(required=False)
    second = serializers.CharField(required=False, help_text="Police number of the second officer.")
    assistants = serializers.ListField(child=serializers.CharField(), required=False)
