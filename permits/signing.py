"""Signed permits: an Ed25519 signature over what is printed, so that a page without signal can tell a forgery."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core import signing

from permits.models import Permit
from traffic_police import env

LINK_SALT = "permits.application"
PHONE_SALT = "permits.phone"
LINK_SECONDS = 7 * 24 * 3600
LONGEST = 4000


@cache
def _key(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())


def _private() -> Ed25519PrivateKey:
    """From PERMIT_SIGNING_SECRET; without it from the server's secret, which then must not change."""
    return _key("permits.signing:" + env.text("PERMIT_SIGNING_SECRET", settings.SECRET_KEY))


def public_key() -> str:
    """The public key, base64url, as the page that checks without a connection takes it."""
    return _encoded(_private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def payload(row: Permit) -> dict[str, Any]:
    """What is signed: short names keep the picture small."""
    windows = [f"{one['from']}-{one['to']}" for one in row.windows]
    issued = int(row.decided_at.timestamp()) if row.decided_at else 0
    return {
        "n": row.number, "p": row.plate, "k": row.plate_kind, "f": row.first_day.isoformat(),
        "t": row.last_day.isoformat(), "w": windows, "z": row.zone.code, "r": row.roads, "i": issued,
    }  # fmt: skip


def token(row: Permit) -> str:
    """payload.signature, both base64url; the same permit always gives the same token."""
    body = json.dumps(payload(row), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return f"{_encoded(body)}.{_encoded(_private().sign(body))}"


def read(text: str) -> dict[str, Any] | None:
    """What a token says, or None when it was not signed by us."""
    head, dot, tail = text.partition(".")
    if not dot or len(text) > LONGEST or not text.isascii():
        return None
    try:
        body = _decoded(head)
        key: Ed25519PublicKey = _private().public_key()
        key.verify(_decoded(tail), body)
        found: dict[str, Any] = json.loads(body)
    except (InvalidSignature, ValueError, binascii.Error):
        return None
    return found


def scan_url(row: Permit) -> str:
    """The address in the picture: the token stands after #, so that it also works from a page already open."""
    return f"{settings.PUBLIC_URL}/permits/scan/#{token(row)}"


def link_token(case_id: int) -> str:
    """The signed, expiring key of one application for its applicant, who has no account."""
    return signing.dumps(case_id, salt=LINK_SALT)


class LinkRefused(Exception):
    """The link cannot be used; `code` is expired or unknown."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def link_case(text: str) -> int:
    """The case of a link. Raises LinkRefused."""
    try:
        return int(signing.loads(text, salt=LINK_SALT, max_age=LINK_SECONDS))
    except signing.SignatureExpired as fault:
        raise LinkRefused("expired") from fault
    except (signing.BadSignature, ValueError, TypeError) as fault:
        raise LinkRefused("unknown") from fault


def phone_token(row: Permit) -> str:
    """The unguessable address of a permit's page on its holder's phone."""
    return signing.dumps(row.pk, salt=PHONE_SALT)


def phone_case(text: str) -> int | None:
    """The case of a phone page, or None."""
    try:
        return int(signing.loads(text, salt=PHONE_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
