"""What a file is, by its content: only kinds that are evidence, and nothing that is also something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from traffic_police.cases.refusals import InputRefused

HEAD = 8192
TAIL = 70_000  # a ZIP's end record lies within the last 65,557 bytes
_HEIC = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_MP4 = {
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"mp71",
    b"avc1",
    b"dash",
    b"mmp4",
    b"MSNV",
    b"M4V ",
    b"3gp4",
    b"3gp5",
    b"3gp6",
}
_MARKUP = re.compile(rb"<\s*(?:script|html|svg|iframe|object|!doctype|\?php|!entity)", re.IGNORECASE)
_PDF_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_ARCHIVE_TAIL = (b"PK\x05\x06", b"PK\x06\x06")


@dataclass(frozen=True)
class FileType:
    content_type: str
    extensions: frozenset[str]
    declared: frozenset[str]
    is_image: bool = False


def _type(content_type: str, extensions: str, *also: str, is_image: bool = False) -> FileType:
    return FileType(content_type, frozenset(extensions.split()), frozenset({content_type, *also}), is_image)


JPEG = _type("image/jpeg", "jpg jpeg jpe jfif", "image/jpg", "image/pjpeg", is_image=True)
PNG = _type("image/png", "png", is_image=True)
WEBP = _type("image/webp", "webp", is_image=True)
HEIC = _type("image/heic", "heic heif", "image/heif")
MP4 = _type("video/mp4", "mp4 m4v 3gp", "video/x-m4v", "video/3gpp")
MOV = _type("video/quicktime", "mov qt")
M4A = _type("audio/mp4", "m4a", "audio/x-m4a")
PDF = _type("application/pdf", "pdf")
WAV = _type("audio/wav", "wav", "audio/x-wav", "audio/wave", "audio/vnd.wave")
MP3 = _type("audio/mpeg", "mp3", "audio/mp3")
AMR = _type("audio/amr", "amr")
UNKNOWN_DECLARED = {"", "application/octet-stream", "binary/octet-stream"}
INLINE = frozenset(
    {
        JPEG.content_type,
        PNG.content_type,
        WEBP.content_type,
        MP4.content_type,
        WAV.content_type,
        MP3.content_type,
        M4A.content_type,
        AMR.content_type,
    }
)


def _boxed(head: bytes) -> FileType | None:
    """ISO base media: what the major brand says."""
    if head[4:8] != b"ftyp":
        return None
    brand = head[8:12]
    if brand == b"qt  ":
        return MOV
    if brand == b"M4A ":
        return M4A
    if brand in _HEIC:
        return HEIC
    return MP4 if brand in _MP4 else None


def _riff(head: bytes) -> FileType | None:
    return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12]) if head[:4] == b"RIFF" else None


def _mpeg(head: bytes) -> FileType | None:
    frame = len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 in {0xE2} and head[1] & 0x18 != 0x08
    return MP3 if head[:3] == b"ID3" or frame else None


def _magic(start: bytes, found: FileType) -> Callable[[bytes], FileType | None]:
    return lambda head: found if head.startswith(start) else None


SNIFFERS: tuple[Callable[[bytes], FileType | None], ...] = (
    _magic(b"\xff\xd8\xff", JPEG), _magic(b"\x89PNG\r\n\x1a\n", PNG), _magic(b"%PDF-", PDF), _magic(b"#!AMR", AMR),
    _boxed, _riff, _mpeg,
)  # fmt: skip


def sniff(head: bytes) -> FileType | None:
    """The type of a file by its first bytes, or None when it is none that is kept as evidence."""
    return next((found for sniffer in SNIFFERS if (found := sniffer(head))), None)


def refused(code: str, sentence: str) -> InputRefused:
    return InputRefused({"file": (code, sentence)})


def check_type(name: str, declared: str, file: BinaryIO, size: int) -> FileType:
    """The type of FILE; raises InputRefused when it is none of ours, says something else, or is two things at once."""
    file.seek(0)
    head = file.read(HEAD)
    found = sniff(head)
    if found is None:
        raise refused(
            "type",
            _(
                "Only photos (JPEG, PNG, WebP, HEIC), video (MP4, MOV), sound (WAV, MP3, M4A, AMR) and PDF"
                " are kept as evidence."
            ),
        )
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    declared = declared.partition(";")[0].strip().lower()
    if extension not in found.extensions or declared not in found.declared | UNKNOWN_DECLARED:
        raise refused(
            "mismatch",
            _("The file says it is “%(said)s”, but its content is %(found)s.")
            % {"said": (extension or declared)[:20], "found": found.content_type},
        )
    file.seek(max(0, size - TAIL))
    _check_single(found, head, file.read(TAIL), size)
    if found is PDF:
        _check_pdf(file)
    return found


def _check_single(found: FileType, head: bytes, tail: bytes, size: int) -> None:
    sound = {
        PNG.content_type: lambda: tail.endswith(b"IEND\xaeB`\x82"),
        WEBP.content_type: lambda: int.from_bytes(head[4:8], "little") + 8 in {size, size - 1},
        PDF.content_type: lambda: b"%%EOF" in tail[-2048:],
    }
    if not sound.get(found.content_type, lambda: True)():
        raise refused("damaged", _("This file is cut off or carries something behind its end."))
    two = any(mark in tail for mark in _ARCHIVE_TAIL) or (found is not PDF and b"%PDF-" in head[:2048])
    if two or (found is not PDF and (_MARKUP.search(head) or _MARKUP.search(tail))):
        raise refused("polyglot", _("This file is two things at once; upload the plain recording."))


def _check_pdf(file: BinaryIO) -> None:
    file.seek(0)
    before = b""
    while chunk := file.read(2**20):
        if _PDF_ACTIVE.search(before + chunk):
            raise refused("active", _("This PDF carries scripts or files; print it to a plain PDF first."))
        before = chunk[-32:]
