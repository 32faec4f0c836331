"""The code by which anybody can check a document: a QR picture of its address, and the hash of its data."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from typing import Any, TypedDict

import segno

from traffic_police.cases.typesetting.values import snapshot


class Verification(TypedDict):
    """What a template prints beside the QR picture: the address, and the short hash of the data."""

    url: str
    code: str


def qr_svg(url: str) -> bytes:
    """The same address always gives the same SVG. Error correction M survives a crease or a thumb print."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, svgns=True, nl=False)
    return out.getvalue()


def verification_code(data: Mapping[str, Any]) -> str:
    """First 64 bits of the SHA-256 over the stored data, in four groups: 3F0A-91C2-77BE-104D.

    The data must not yet hold its own verification; the full hash stays in the database.
    """
    digest = hashlib.sha256(snapshot(data)).hexdigest().upper()[:16]
    return "-".join(digest[place : place + 4] for place in range(0, 16, 4))


def verification(data: Mapping[str, Any], url: str) -> tuple[Verification, dict[str, bytes]]:
    """The verification block for ``data`` and the picture that ``render`` needs beside it."""
    return {"url": url, "code": verification_code(data)}, {"verification.svg": qr_svg(url)}
