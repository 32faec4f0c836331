"""Jobs, and the three questions of operators: live, ready, working."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from traffic_police.cases import health, jobs
from traffic_police.cases.api import fields
from traffic_police.cases.idempotency import ApiView

ANSWER = inline_serializer("Health", {"status": serializers.CharField(), "checks": serializers.DictField()})


class JobDetail(fields.StrictParametersMixin, ApiView):
    @extend_schema(responses=fields.JobSerializer)
    def get(self, request: Request, job_id: int) -> Response:
        """Progress of long work."""
        return Response(fields.JobSerializer(jobs.job_for(fields.officer_of(request), job_id)).data)


class _Health(APIView):
    """For operators: no sign-in, nothing about people or cases."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def answer(self, checks: dict[str, Any]) -> Response:
        good = all(check.get("ok", False) for check in checks.values())
        status = 200 if good else 503
        return Response(
            {"status": "ok" if good else "failing", "checks": checks},
            status=status,
            headers={"Cache-Control": "no-store"},
        )


class Live(_Health):
    @extend_schema(responses={200: ANSWER, 503: ANSWER}, auth=[])
    def get(self, request: Request) -> Response:
        """The process answers."""
        return self.answer({})


class Ready(_Health):
    @extend_schema(responses={200: ANSWER, 503: ANSWER}, auth=[])
    def get(self, request: Request) -> Response:
        """Database, cache and migrations are there."""
        return self.answer(health.ready())


class Work(_Health):
    @extend_schema(responses={200: ANSWER, 503: ANSWER}, auth=[])
    def get(self, request: Request) -> Response:
        """Worker and scheduler have shown themselves lately."""
        return self.answer(health.work(timezone.now()))
