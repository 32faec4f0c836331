"""Stored files over HTTP: never executed, never guessed at, never cached by others."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse
from django.utils.http import content_disposition_header

# A file that a browser opens gets no rights at all: no script, no form, no request.
SANDBOX = "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'"


# Browsers show no PDF in a sandbox; ours are typeset here and carry no scripts.
OWN_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"


def stored_file(path: Path, content_type: str, name: str, *, inline: bool, policy: str = SANDBOX) -> FileResponse:
    """The file with its checked type; `inline` only for types that a browser shows without running anything."""
    response = FileResponse(path.open("rb"), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Security-Policy"] = policy
    return response
