"""RFC 9457 problem documents: every refusal of the API in one shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import Error as DatabaseError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: None lets an unforeseen error become a logged 500."""
    set_rollback()
    if "request" in context:  # also where the answer itself would be YAML or a page
        context["request"].accepted_renderer, context["request"].accepted_media_type = JSONRenderer(), "application/json"
    for kind, answer in ANSWERS.items():
        if isinstance(error, kind):
            return answer(error)
    if isinstance(error, DatabaseError) and (sentence := guarded_sentence(error)):
        return problem("guarded", _("Refused"), sentence, status.HTTP_409_CONFLICT)
    return None


def _unreadable(sentence: Any) -> Callable[[Any], Response]:
    return lambda _error: problem("unreadable", _("Refused"), str(sentence), 400)


# By the kind of exception, the narrower one first.
ANSWERS: dict[type[Exception], Callable[[Any], Response]] = {
    CaseError: _of_case_error,
    Http404: lambda _error: problem("not_found", _("Not found"), _("There is nothing here for you."), 404),
    PermissionDenied: lambda _error: problem("forbidden", _("Not allowed"), _("Your roles do not include this."), 403),
    exceptions.APIException: _of_api_exception,
    RequestDataTooBig: lambda _error: problem(
        "too_large", _("Refused"), _("This is too much for one request; send less."), 413
    ),
    SuspiciousOperation: _unreadable(gettext_lazy("This request cannot be read.")),
    RecursionError: _unreadable(gettext_lazy("This is nested too deeply to be read.")),
}
