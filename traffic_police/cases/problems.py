"""RFC 9457 problem documents: every refusal of the API in one shape."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import Error as DatabaseError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback

from traffic_police.cases.guarding import guarded_sentence
from traffic_police.cases.refusals import CaseError, InputRefused

MEDIA_TYPE = "application/problem+json"


def problem(
    code: str, title: str, detail: str, http_status: int, *, law: str = "", errors: list[dict[str, str]] | None = None
) -> Response:
    """A problem document; `type` is a stable URN made of the code."""
    errors = [{name: _encodable(text) for name, text in row.items()} for row in errors or []]
    body: dict[str, Any] = {
        "type": f"urn:traffic-police:problem:{code}",
        "title": title,
        "status": http_status,
        "detail": _encodable(detail),
        "code": code,
    }
    if law:
        body["law"] = law
    if errors:
        body["errors"] = errors
    return Response(body, status=http_status, content_type=MEDIA_TYPE)


def _encodable(text: str) -> str:
    """JSON can name a field by half a character, which no answer can repeat."""
    return text.encode("utf-8", "replace").decode()


def _field_errors(detail: Any, path: str = "") -> list[dict[str, str]]:
    """Flatten DRF's nested validation detail into field, code, detail."""
    if isinstance(detail, dict):
        return [
            row for name, inner in detail.items() for row in _field_errors(inner, f"{path}.{name}" if path else name)
        ]
    if isinstance(detail, list):
        return [
            row
            for index, inner in enumerate(detail)
            for row in _field_errors(inner, path if not isinstance(inner, dict | list) else f"{path}.{index}")
        ]
    return [{"field": path, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}]


def _of_case_error(error: CaseError) -> Response:
    errors = None
    if isinstance(error, InputRefused):
        errors = [{"field": name, "code": code, "detail": text} for name, (code, text) in error.errors.items()]
    titles = {403: _("Not allowed"), 409: _("Overtaken"), 422: _("Input refused")}
    title = titles.get(error.status, _("Refused"))
    return problem(error.code, title, error.sentence, error.status, law=error.law, errors=errors)


def _of_api_exception(error: exceptions.APIException) -> Response:
    if isinstance(error, exceptions.ValidationError):
        rows = _field_errors(error.detail)
        return problem("invalid", _("Input refused"), " ".join(row["detail"] for row in rows)[:2000], 422, errors=rows)
    codes = error.get_codes()
    code = codes if isinstance(codes, str) else "refused"
    answer = problem(code, _("Refused"), str(error.detail), error.status_code)
    if wait := getattr(error, "wait", None):
        answer["Retry-After"] = str(int(wait))
    if header := getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = header
    return answer


def _unreadable(error: Exception) -> Response | None:
    """Requests that are too much or too odd to be read at all."""
    if isinstance(error, RequestDataTooBig):
        return problem("too_large", _("Refused"), _("This is too much for one request; send less."), 413)
    if isinstance(error, SuspiciousOperation):
        return problem("unreadable", _("Refused"), _("This request cannot be read."), 400)
    if isinstance(error, RecursionError):  # a body of thousands of nested brackets
        return problem("unreadable", _("Refused"), _("This is nested too deeply to be read."), 400)
    return None


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: None lets an unforeseen error become a logged 500."""
    set_rollback()
    if request := context.get("request"):  # also where the answer itself would be YAML or a page
        request.accepted_renderer, request.accepted_media_type = JSONRenderer(), "application/json"
    if isinstance(error, CaseError):
        return _of_case_error(error)
    if isinstance(error, Http404):
        return problem("not_found", _("Not found"), _("There is nothing here for you."), status.HTTP_404_NOT_FOUND)
    if isinstance(error, PermissionDenied):
        return problem("forbidden", _("Not allowed"), _("Your roles do not include this."), status.HTTP_403_FORBIDDEN)
    if isinstance(error, exceptions.APIException):
        return _of_api_exception(error)
    if isinstance(error, DatabaseError) and (sentence := guarded_sentence(error)):
        return problem("guarded", _("Refused"), sentence, status.HTTP_409_CONFLICT)
    return _unreadable(error)
