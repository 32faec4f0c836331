"""Snapshots of the documents of a permit, as the templates in `documents/` read them; Chinese, as printed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings

from permits import signing
from permits.models import Permit
from traffic_police.cases.typesetting import date_text, qr_svg
from traffic_police.registry import tables
from traffic_police.registry.rules import plates

PART = 3000
TERMS = {"temp": "临时证", "short": "短期证", "long": "长期证"}
PURPOSES = {
    "supply": "民生保供", "delivery": "城市配送", "construction": "工程渣土", "post": "邮政快递", "dangerous": "危化品",
    "moving": "搬家", "rescue": "抢险", "other": "其他",
}  # fmt: skip


def _paper(row: Permit, at: dt.datetime, case_number: str) -> dict[str, Any]:
    return {
        "authority": settings.BRIGADE["name"],
        "number": None,
        "case_number": case_number,
        "preview": False,
        "party": {"kind": "unit" if len(row.applicant_name) > 4 else "person", "name": row.applicant_name,
                  "code": row.applicant_code},
        "plate": plates.printed(row.plate),
        "plate_kind": tables.label("plate_kinds", row.plate_kind),
        "vehicle_type": tables.label("vehicle_types", row.vehicle_type) if row.vehicle_type else "——",
        "decided_on": date_text(at),
    }  # fmt: skip


def times(row: Permit) -> str:
    return "、".join(f"{one['from']}—{one['to']}" for one in row.windows) or "全天"


def _parts(text: str) -> list[str]:
    """A picture as lines short enough for a document's snapshot."""
    return [text[start : start + PART] for start in range(0, len(text), PART)]


def permit(row: Permit, at: dt.datetime, case_number: str) -> dict[str, Any]:
    """货车禁区临时通行证 (鲁办法 56: time, route and place)."""
    return _paper(row, at, case_number) | {
        "permit_number": row.number,
        "zone": row.zone.name,
        "purpose": PURPOSES[row.purpose],
        "goods": row.goods,
        "term": TERMS[row.term],
        "first_day": date_text(row.first_day),
        "last_day": date_text(row.last_day),
        "times": times(row),
        "route": "—".join(row.roads) or f"{row.zone.name}全部道路",
        "drivers": "、".join(one["name"] for one in row.drivers),
        "signed_qr": _parts(qr_svg(signing.scan_url(row)).decode()),
    }


def rejection(row: Permit, at: dt.datetime, case_number: str, reason: str) -> dict[str, Any]:
    """不予行政许可决定书 (行政许可法 38(2): reasons and remedies)."""
    brigade = settings.BRIGADE
    return _paper(row, at, case_number) | {
        "reason": reason,
        "remedies": {"mode": "either", "body": brigade["reconsideration_body"], "via": brigade["name"],
                     "court": brigade["court"]},
    }  # fmt: skip
