"""Which font files stand for which official face, and which characters they can print.

GB/T 9704 asks for FangSong, XiaoBiaoSong and Kai, none of which is free. They are used where the brigade
configured its own licensed files; otherwise the free Song stands in and the result says so. Fonts of the
operating system are never taken by chance: two machines must print the same bytes.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn as free_fonts
import typst
from django.utils.translation import gettext as _

from traffic_police.cases.typesetting.errors import TypesettingRefused

FREE_SONG = free_fonts.serif_path()
FREE_HEI = free_fonts.sans_path()


@dataclass(frozen=True)
class FontChoice:
    """Font files by official face. ``extra`` are tried last, for rare characters in names (生僻字)."""

    song: Path = FREE_SONG
    hei: Path = FREE_HEI
    fangsong: Path | None = None
    title: Path | None = None
    kai: Path | None = None
    extra: tuple[Path, ...] = ()
    strict: bool = False

    @classmethod
    def from_mapping(cls, configured: Mapping[str, str | bool]) -> FontChoice:
        """Read ``{"fangsong": "/path", "extra": "/a:/b", "strict": True}``; empty values mean not configured."""
        known = {field.name for field in fields(cls)}
        chosen: dict[str, object] = {}
        for name, value in configured.items():
            if name not in known or value == "":
                continue
            if name == "extra":
                chosen[name] = tuple(Path(part) for part in str(value).split(":") if part)
            else:
                chosen[name] = value if name == "strict" else Path(str(value))
        return cls(**chosen)  # type: ignore[arg-type]

    def files(self) -> Iterator[tuple[str, Path]]:
        """Every configured (face, file)."""
        for face in ("song", "hei", "fangsong", "title", "kai"):
            path = getattr(self, face)
            if path is not None:
                yield face, path
        for number, path in enumerate(self.extra, start=1):
            yield f"extra {number}", path


@dataclass(frozen=True)
class Faces:
    """A font choice, opened: families in order of preference for each face, and the characters they cover."""

    fonts: typst.Fonts
    families: Mapping[str, list[str]]
    covered: frozenset[int]
    missing: tuple[str, ...]

    def substitutions(self) -> tuple[str, ...]:
        """Sentences, in the reader's language, about official faces that another one stands in for."""
        labels = _official()
        return tuple(
            _("%(face)s is not configured; %(substitute)s stands in.")
            % {"face": labels[face], "substitute": self.families["song"][0]}
            for face in self.missing
        )


@lru_cache(maxsize=4)
def open_faces(choice: FontChoice) -> Faces:
    """Open the files of a choice. Raises TypesettingRefused for a missing or unreadable file, or a strict gap."""
    for face, path in choice.files():
        if not path.is_file():
            raise TypesettingRefused(
                f"fonts.{face}",
                "font-missing",
                _("The font file for %(face)s is not there: %(path)s. Correct the path in the settings.")
                % {"face": face, "path": path},
            )
    # Our own reading comes first: it refuses a broken file at once, the library may take minutes over it.
    covered: frozenset[int] = frozenset().union(*(_characters(face, path) for face, path in choice.files()))
    folders = sorted({str(path.parent) for _face, path in choice.files()})
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    by_path = {str(Path(font.path).resolve()): font.family for font in fonts.fonts() if font.path}
    names: dict[str, str] = {}
    for face, path in choice.files():
        family = by_path.get(str(path.resolve()))
        if family is None:
            raise _unreadable(face, path)
        names[face] = family
    return Faces(fonts, _chains(names), covered, _missing(choice, names))


def _chains(names: Mapping[str, str]) -> dict[str, list[str]]:
    everything = [names["song"], names["hei"], *(name for face, name in names.items() if face.startswith("extra"))]
    first = {face: names.get(face, names["song"]) for face in ("song", "hei", "fangsong", "title", "kai")}
    return {face: list(dict.fromkeys([name, *everything])) for face, name in first.items()}


def _official() -> dict[str, str]:
    return {"fangsong": _("FangSong (body text)"), "title": _("XiaoBiaoSong (titles)"), "kai": _("Kai")}


def _missing(choice: FontChoice, names: Mapping[str, str]) -> tuple[str, ...]:
    missing = tuple(face for face in _official() if face not in names)
    if missing and choice.strict:
        raise TypesettingRefused(
            f"fonts.{missing[0]}",
            "font-substituted",
            _("The official face %(face)s is not configured and substitutes are switched off. Configure its font file.")
            % {"face": _official()[missing[0]]},
        )
    return missing


def _unreadable(face: str, path: Path) -> TypesettingRefused:
    return TypesettingRefused(
        f"fonts.{face}",
        "font-unreadable",
        _("The font file for %(face)s cannot be read: %(path)s. Use a TrueType or OpenType file.")
        % {"face": face, "path": path},
    )


def _characters(face: str, path: Path) -> set[int]:
    """Code points in the font's character map (formats 4 and 12, the only ones in use for Unicode)."""
    try:
        data = path.read_bytes()
        cmap = _cmap_offset(data)
        covered: set[int] = set()
        for index in range(struct.unpack_from(">H", data, cmap + 2)[0]):
            platform, _encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * index)
            if platform in (0, 3):
                covered |= _subtable(data, cmap + offset)
    except (struct.error, KeyError, IndexError) as error:
        raise _unreadable(face, path) from error
    return covered


def _cmap_offset(data: bytes) -> int:
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    for index in range(struct.unpack_from(">H", data, start + 4)[0]):
        tag, _check, offset, _length = struct.unpack_from(">4sIII", data, start + 12 + 16 * index)
        if tag == b"cmap":
            return int(offset)
    raise KeyError("cmap")


def _subtable(data: bytes, at: int) -> set[int]:
    kind = struct.unpack_from(">H", data, at)[0]
    if kind == 12:
        count = struct.unpack_from(">I", data, at + 12)[0]
        groups = struct.iter_unpack(">III", data[at + 16 : at + 16 + 12 * count])
        return {point for first, last, _glyph in groups for point in range(first, min(last, sys.maxunicode) + 1)}
    return _segments(data, at) if kind == 4 else set()


def _segments(data: bytes, at: int) -> set[int]:
    """Format 4: segments of the basic plane; a segment may map single characters to the missing glyph."""
    double = struct.unpack_from(">H", data, at + 6)[0]
    ends, starts, deltas, ranges = at + 14, at + 16 + double, at + 16 + 2 * double, at + 16 + 3 * double
    covered: set[int] = set()
    for step in range(0, double, 2):
        end, first, delta, offset = (
            struct.unpack_from(">H", data, base + step)[0] for base in (ends, starts, deltas, ranges)
        )
        for point in range(first, end + 1):
            glyph = point
            if offset:
                glyph = struct.unpack_from(">H", data, ranges + step + offset + 2 * (point - first))[0]
            if point != 0xFFFF and (glyph + delta) % 0x10000 and (glyph or not offset):
                covered.add(point)
    return covered
