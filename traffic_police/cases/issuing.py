"""Signing documents, and the plain form in which documents and events keep their values."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models

from traffic_police.cases import numbers
from traffic_police.cases.kinds import DocumentKind
from traffic_police.cases.models import Document
from traffic_police.cases.rules.periods import SHANGHAI

if TYPE_CHECKING:
    from traffic_police.cases.performing import Move


@dataclass
class IssuedDocument:
    kind: DocumentKind
    data: dict[str, Any]
    national_number: str = ""
    row: Document | None = None


def signed(move: Move, issued: IssuedDocument) -> Document:
    """Number and store a document; called last in the transaction, because the counters are locked from here on."""
    assert move.actor is not None
    year = move.happened_at.astimezone(SHANGHAI).year
    own = numbers.next_letter(issued.kind, move.case.unit, year) if issued.kind.letter else None
    national = issued.national_number
    if not national and issued.kind.national:
        national = numbers.next_national(issued.kind.national, move.case.unit) or ""
    return Document.objects.create(
        case=move.case,
        kind=issued.kind.code,
        title=issued.kind.title,
        unit=move.case.unit,
        year=year,
        serial=own.serial if own else None,
        number=own.text if own else "",
        national_number=national,
        data=json.loads(json.dumps(issued.data, ensure_ascii=False, default=plain)),
        template=issued.kind.template,
        signed_at=move.happened_at,
        signed_by=move.actor,
        served_at=issued.data.get("served_at"),
        state=Document.State.SERVED if issued.data.get("served_at") else Document.State.SIGNED,
        verification=secrets.token_urlsafe(12),
    )


def plain(value: Any) -> Any:
    """JSON form of the values that events and documents keep."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    return str(value)


def canonical(payload: Mapping[str, Any]) -> str:
    """The text that is stored and hashed: sorted keys, no spaces, no escapes."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain)
