"""What a picture says about itself (EXIF), read beside the original; and its thumbnail."""

from __future__ import annotations

import datetime as dt
import io
import math
import warnings
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps

from traffic_police.cases.evidence_types import refused
from traffic_police.cases.rules.periods import SHANGHAI

MAX_PIXELS = 120_000_000  # the largest phone cameras; above it a small file may unfold into gigabytes
FORMATS = ("JPEG", "PNG", "WEBP")
THUMB = (400, 300)


@dataclass(frozen=True)
class PictureFacts:
    width: int
    height: int
    taken_at: dt.datetime | None = None
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    derived: dict[str, Any] = field(default_factory=dict)


def read_picture(file: BinaryIO) -> PictureFacts:
    """Decode the whole picture once; raises InputRefused for a damaged or bomb-like one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _read(file)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise refused("too_many_pixels", _("This picture unfolds into too many pixels.")) from error
    # Pillow's decoders raise many kinds of errors on damaged files, also SyntaxError, struct.error and OverflowError.
    except Exception as error:
        if hasattr(error, "errors"):
            raise
        raise refused("damaged", _("This picture is damaged and cannot be opened.")) from error


def _read(file: BinaryIO) -> PictureFacts:
    file.seek(0)
    with Image.open(file, formats=FORMATS) as picture:
        width, height = picture.size
        if width * height > MAX_PIXELS:
            raise refused("too_many_pixels", _("This picture unfolds into too many pixels."))
        exif = _exif(picture)
        picture.load()
    latitude, longitude = _position(exif.get("gps", {}))
    derived = {"width": width, "height": height, "camera": exif.get("camera", "")}
    return PictureFacts(width, height, exif.get("taken_at"), longitude, latitude, derived)


def _exif(picture: Image.Image) -> dict[str, Any]:
    """Time, position and camera; a damaged EXIF block is no reason to refuse the picture."""
    try:
        exif = picture.getexif()
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        gps = dict(exif.get_ifd(ExifTags.IFD.GPSInfo))
        camera = " ".join(str(exif.get(tag, "")) for tag in (ExifTags.Base.Make, ExifTags.Base.Model))
        text = inner.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
        offset = inner.get(ExifTags.Base.OffsetTimeOriginal)
    except Exception:
        return {}
    clean = "".join(char for char in camera if char.isprintable()).strip()[:60]
    return {"gps": gps, "camera": clean, "taken_at": _taken(text, offset)}


def _taken(text: Any, offset: Any) -> dt.datetime | None:
    """The camera's clock; Asia/Shanghai where it names no zone. A camera clock is a claim, not a proof."""
    try:
        if isinstance(offset, str) and offset.strip():
            return dt.datetime.strptime(f"{str(text).strip()}{offset.strip()}", "%Y:%m:%d %H:%M:%S%z")
        return dt.datetime.strptime(str(text).strip(), "%Y:%m:%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    except (ValueError, OverflowError):
        return None


def _degrees(parts: Any, sign: Any, negative: str, most: int) -> Decimal | None:
    try:
        hours, minutes, seconds = (float(part) for part in parts)
        value = hours + minutes / 60 + seconds / 3600
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    if not math.isfinite(value) or not 0 <= value <= most:
        return None
    return Decimal(f"{-value if sign == negative else value:.6f}")


def _position(gps: dict[int, Any]) -> tuple[Decimal | None, Decimal | None]:
    latitude = _degrees(gps.get(2), gps.get(1), "S", 90)
    longitude = _degrees(gps.get(4), gps.get(3), "W", 180)
    return (latitude, longitude) if latitude is not None and longitude is not None else (None, None)


def thumbnail(original: Path) -> bytes:
    """A small JPEG, turned upright, without any of the original's metadata."""
    with Image.open(original, formats=FORMATS) as picture:
        picture.draft("RGB", THUMB)
        upright = ImageOps.exif_transpose(picture) or picture
        small = upright.convert("RGB")
        small.thumbnail(THUMB)
        out = io.BytesIO()
        small.save(out, "JPEG", quality=78)
    return out.getvalue()
