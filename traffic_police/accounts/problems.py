"""Problem documents (RFC 9457) for answers given before the API framework is reached."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def problem(status: int, code: str, title: str, detail: str) -> JsonResponse:
    body = {
        "type": f"urn:traffic-police:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")
