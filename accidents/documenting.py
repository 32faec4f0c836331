"""Snapshots of the documents of accidents; Chinese, as printed. Also the hash that a signature is bound to."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings

from accidents.models import Accident, AccidentParty
from accidents.rules.liability import CHINESE
from accidents.words import label
from traffic_police.cases.documenting import printed
from traffic_police.cases.models import Case, Document
from traffic_police.cases.performing import Move
from traffic_police.cases.typesetting import date_text, moment_text
from traffic_police.registry import tables
from traffic_police.registry.rules import plates

LETTERS = dict(zip("ABCDEFGHIJKL", "甲乙丙丁戊己庚辛壬癸子丑", strict=True))
ROLES = {"motor": "机动车驾驶人", "non_motor": "非机动车驾驶人", "pedestrian": "行人"}


def _party(party: AccidentParty, levels: dict[str, str]) -> dict[str, Any]:
    """146 art. 21 and 24: name, licence or identity number, contact, kind and number of the vehicle, insurance."""
    kind = tables.label("plate_kinds", party.plate_kind) if party.plate_kind else ""
    return {
        "letter": LETTERS[party.letter],
        "role": ROLES[party.role],
        "name": party.name,
        "id_no": party.id_no,
        "phone": party.phone,
        "plate": plates.printed(party.plate) if party.plate else "",
        "vehicle": kind + (tables.label("vehicle_types", party.vehicle_type) if party.vehicle_type else ""),
        "insurer": party.insurer,
        "policy": party.policy_no,
        "damage": party.damage,
        "liability": CHINESE[levels[party.letter]],
    }


def _paper(move: Move) -> dict[str, Any]:
    row: Accident = move.details
    parties = AccidentParty.objects.filter(case_id=move.case.pk)
    actor = move.actor
    assert actor is not None
    return {
        "authority": settings.BRIGADE["name"],
        "number": None,
        "case_number": move.case.number,
        "preview": False,
        "occurred": moment_text(row.occurred_at),
        "place": move.case.place,
        "weather": label("weather", row.weather) if row.weather else "",
        "form": " ".join(filter(None, (label("form", row.form) if row.form else "",
                                       label("collision", row.collision) if row.collision else ""))),
        "parties": [_party(party, row.liability) for party in parties],
        "facts": row.facts,
        "officers": [{"name": actor.name, "police_number": actor.police_number}],
        "decided_place": move.case.place,
        "place_label": "处理地点",
        "decided_on": date_text(move.happened_at),
    }  # fmt: skip


def determination(move: Move) -> dict[str, Any]:
    """道路交通事故认定书（简易程序） (146 art. 24); the officer signs, the parties sign on their phones."""
    row: Accident = move.details
    return _paper(move) | {
        "cause": label("cause", row.cause), "violated": row.law,
        "via": settings.BRIGADE["name"], "mode": "视频快处" if row.mode == "video" else "现场处理",
    }  # fmt: skip


def agreement(move: Move) -> dict[str, Any]:
    """道路交通事故自行协商协议书 (146 art. 21): the parties agree; the brigade only guides them."""
    return _paper(move)


def shown_document(case: Case, kind: str) -> Document | None:
    """The document of this kind that stands."""
    return Document.objects.filter(case=case, kind=kind, voided_at__isnull=True).order_by("-pk").first()


def hash_of(document: Document) -> str:
    """SHA-256 over template, numbers and snapshot: what the party reads and signs, whatever the PDF's bytes."""
    body = json.dumps(
        {"template": document.template, "verification": document.verification, **printed(document)},
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    )  # fmt: skip
    return hashlib.sha256(body.encode()).hexdigest()
