"""What every operation of the API has in common in the OpenAPI schema: problem answers and the Idempotency-Key."""

from __future__ import annotations

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "law": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("field", "code", "detail")},
            },
        },
    },
}
REFUSALS = {
    "400": "The request cannot be read.",
    "401": "Sign in first.",
    "403": "Not allowed; detail and law say why.",
    "404": "There is nothing here for you.",
    "409": "Somebody was first, or the database refused.",
    "413": "Too much for one request.",
    "422": "Fields are refused by name.",
}
KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The same key and body give the same answer once; the same key with another body is refused (422).",
)


class Schema(AutoSchema):
    """Adds to every operation what the base views do for it."""

    def get_operation_id(self) -> str:
        """Made of the address, so that a list and one of its rows never share a name."""
        words = self.path.removeprefix("/api/v1/").strip("/").replace("-", "_").split("/")
        return "_".join([self.method.lower(), *(word.strip("{}") for word in words)])

    def get_override_parameters(self) -> list[Any]:
        shared = (
            [KEY] if self.method == "POST" and getattr(getattr(self.view, "post", None), "idempotent", False) else []
        )
        return [*super().get_override_parameters(), *shared]

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        if self.path.startswith("/health/"):
            return bodies
        component = ResolvedComponent("Problem", ResolvedComponent.SCHEMA, PROBLEM, "Problem")  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(component)
        content = {"application/problem+json": {"schema": component.ref}}
        unsafe = self.method not in {"GET", "HEAD"}
        for status, description in REFUSALS.items():
            if unsafe or status not in {"400", "409", "413"}:
                bodies.setdefault(status, {"description": description, "content": content})
        return bodies
