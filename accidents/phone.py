"""Writes that come from a party's phone: connect, photos in pieces, the cleared road, the signature, a review."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageFilter, ImageOps, ImageStat

from accidents import documenting, links
from accidents.links import Guest
from accidents.models import Accident, Shot, Signature
from accidents.rules import pictures as rules
from accidents.slots import CODES
from traffic_police.cases import vault
from traffic_police.cases.evidence_types import check_type
from traffic_police.cases.models import Case, Deadline
from traffic_police.cases.performing import Step, perform_series
from traffic_police.cases.pictures import PictureFacts, read_picture
from traffic_police.cases.refusals import InputRefused

AREA = "evidence"  # the same place as all evidence: what is fixed later is already there by its hash
MOST_BYTES = 20 * 2**20
PIECE = 2**20
LAPLACE = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


def start(guest: Guest, *, at: dt.datetime) -> str:
    """The party consents: this phone keeps the link, and the first one starts the clock. Returns the phone's secret."""
    with transaction.atomic():
        secret = links.hold(guest, at=at)
        case = Case.objects.select_for_update().get(pk=guest.case.pk)
        act = {"queued": "connect", "connected": "join", "evidence_fixed": "join", "cleared": "join"}.get(case.status)
        if act is not None:
            _perform(guest, act, at=at)
    return secret


def _perform(guest: Guest, act: str, *, at: dt.datetime, **data: Any) -> None:
    step = Step(act, {"letter": guest.party.letter, **data}, by_system=True)
    perform_series(None, guest.case, [step], at=at)


def clear_road(guest: Guest, *, at: dt.datetime) -> None:
    """The vehicles are off the road: a timed mark of the clock."""
    _perform(guest, "clear", at=at)


def _part(guest: Guest, slot: str) -> Path:
    if slot not in CODES:
        raise InputRefused({"slot": ("slot", _("This is none of the photos that are asked for."))})
    folder = Path(settings.MEDIA_ROOT) / "accident-parts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{guest.link.pk}-{slot}.part"


def received(guest: Guest, slot: str) -> int:
    """How many bytes of the photo are here: where the phone goes on after a break."""
    part = _part(guest, slot)
    return part.stat().st_size if part.exists() else 0


def take_piece(guest: Guest, slot: str, offset: int, total: int, piece: bytes, *, at: dt.datetime) -> Shot | None:
    """One piece of a photo; the last one makes the photo. Raises InputRefused; a refused photo can be taken anew."""
    part = _part(guest, slot)
    here = received(guest, slot) if offset else 0
    if not 0 < total <= MOST_BYTES or len(piece) > PIECE or offset + len(piece) > total or not piece:
        raise InputRefused({"photo": ("size", _("This photo is too large or a piece of it is broken. Take it again."))})
    if offset != here:
        raise InputRefused({"offset": ("offset", str(here))})
    with part.open("r+b" if offset else "wb") as file:
        file.seek(offset)
        file.write(piece)
        file.truncate()
    if offset + len(piece) < total:
        return None
    content = part.read_bytes()
    part.unlink(missing_ok=True)
    return take_photo(guest, slot, content, at=at)


def take_photo(guest: Guest, slot: str, content: bytes, *, at: dt.datetime) -> Shot:
    """A whole photo: type by content, decoded, judged, kept by its hash with what EXIF claims."""
    if slot not in CODES:
        raise InputRefused({"slot": ("slot", _("This is none of the photos that are asked for."))})
    stream = io.BytesIO(content)
    found = check_type(f"{slot}.jpg", "image/jpeg", stream, len(content))
    if not found.is_image:
        raise InputRefused({"photo": ("type", _("Send a photo taken with the camera."))})
    stream.seek(0)
    facts = read_picture(stream)
    brightness, sharpness = measure(stream)
    wrong = rules.flaw(facts.width, facts.height, brightness, sharpness)
    if wrong is not None:
        raise InputRefused({"photo": (wrong.code, str(wrong.sentence))})
    return _keep(guest, slot, content, facts, (brightness, sharpness), at)


def measure(stream: BinaryIO) -> tuple[float, float]:
    """Mean brightness (0–255) and the variance of the Laplacian at 512 pixels."""
    stream.seek(0)
    with Image.open(stream) as picture:
        grey = (ImageOps.exif_transpose(picture) or picture).convert("L")
        grey.thumbnail((512, 512))
        edges = grey.filter(LAPLACE).crop((1, 1, grey.width - 1, grey.height - 1))
        return ImageStat.Stat(grey).mean[0], ImageStat.Stat(edges).var[0]


def _keep(
    guest: Guest, slot: str, content: bytes, facts: PictureFacts, measured: tuple[float, float], at: dt.datetime
) -> Shot:
    sha256 = hashlib.sha256(content).hexdigest()
    if Shot.objects.filter(case=guest.case, sha256=sha256).exists():
        raise InputRefused({"photo": ("twice", _("This photo is already in; take a new one."))})
    with transaction.atomic():
        _perform(guest, "receive_photo", at=at, slot=slot, sha256=sha256)
        shot = Shot.objects.create(
            case=guest.case, party=guest.party, slot=slot, sha256=sha256, size=len(content), width=facts.width,
            height=facts.height, brightness=measured[0], sharpness=measured[1], taken_at=facts.taken_at,
            longitude=facts.longitude, latitude=facts.latitude, received_at=at,
        )  # fmt: skip
        vault.keep(AREA, _pieces(content))
    return shot


def _pieces(content: bytes) -> Iterator[bytes]:
    yield from (content[at : at + PIECE] for at in range(0, len(content), PIECE))


def strokes_of(text: str) -> list[list[list[int]]]:
    """The drawn signature: strokes of points, 0–1000 each. Raises InputRefused for what nobody could have drawn."""
    try:
        raw: Any = json.loads(text) if len(text) <= 200_000 else []
        strokes = [[[int(x), int(y)] for x, y in stroke] for stroke in raw]
    except (ValueError, TypeError) as error:
        raise InputRefused({"strokes": ("strokes", _("Draw your name with the finger, then confirm."))}) from error
    points = [value for stroke in strokes for point in stroke for value in point]
    if not 16 <= len(points) <= 20_000 or not all(0 <= value <= 1000 for value in points):
        raise InputRefused({"strokes": ("strokes", _("Draw your name with the finger, then confirm."))})
    return strokes


def sign(guest: Guest, shown_hash: str, strokes_text: str, *, at: dt.datetime) -> Signature:
    """Sign the very document that was shown; a signature for any other text is refused."""
    strokes = strokes_of(strokes_text)
    kind = "agreement" if guest.case.status == "negotiating" else "determination"
    document = documenting.shown_document(guest.case, kind)
    if document is None:
        raise InputRefused({"document": ("none", _("There is nothing to sign yet. Wait for the officer."))})
    document_hash = documenting.hash_of(document)
    if not re.fullmatch("[0-9a-f]{64}", shown_hash) or shown_hash != document_hash:
        raise InputRefused({"document": ("changed", _("The document was changed since. Read it again and sign then."))})
    strokes_hash = hashlib.sha256(json.dumps(strokes, separators=(",", ":")).encode()).hexdigest()
    with transaction.atomic():
        _perform(guest, "sign", at=at, document_hash=document_hash, strokes_hash=strokes_hash)
        row = Signature.objects.create(
            party=guest.party, case=guest.case, document=document, document_hash=document_hash, strokes=strokes,
            strokes_hash=strokes_hash, signed_at=at,
        )  # fmt: skip
        links.stay_open(guest.case)
    return row


def review_until(case: Case) -> dt.datetime | None:
    """The last moment in which a review can be asked for; None before delivery or without a calendar."""
    return Deadline.objects.filter(case=case, rule="review").order_by("-pk").values_list("due_at", flat=True).first()


def ask_review(guest: Guest, text: str, *, at: dt.datetime) -> None:
    """A request for a review: within three working days of the delivery, once (146号令 第71条)."""
    until = review_until(guest.case)
    if until is not None and at > until:
        sentence = _(
            "The three working days for a review are over: it would not be accepted. A court may still be asked."
        )
        raise InputRefused({"text": ("late", sentence)}, law="146号令 第71条")
    _perform(guest, "ask_review", at=at, text=text)


def row_of(case: Case) -> Accident:
    return Accident.objects.get(pk=case.pk)
