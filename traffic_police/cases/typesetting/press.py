"""Data in, PDF out. The same data, fonts, template and moment give the same bytes on every machine.

The template sees only the files handed to it here (itself, its imports, ``/data.json``, ``/images/…``): data is
parsed as JSON inside the template and never becomes markup, and nothing is read from disk or network.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import os
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import typst
from django.utils.translation import gettext as _
from PIL import Image

from traffic_police.cases.typesetting.errors import TypesettingFailed, TypesettingRefused
from traffic_police.cases.typesetting.fonts import FontChoice, open_faces
from traffic_police.cases.typesetting.values import Cleaner, Unprintable

ROOT = Path(__file__).resolve().parents[3]
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]  # archival, and readable by a screen reader
MAX_IMAGE = 2 * 2**20
DEFAULT_FONTS = FontChoice()
_IMPORT = re.compile(r'^\s*#(?:import|include)\s+"/([^"]+\.typ)"', re.MULTILINE)
_IMAGE_NAME = re.compile(r"[a-z0-9-]+\.(svg|png|jpg)")
_PAGE = re.compile(rb"/Type/Page\b")
_one_at_a_time = threading.Lock()
_pressed_in: int | None = None


@dataclass(frozen=True)
class Rendered:
    """A finished document. ``substitutions`` are sentences about faces; ``unprintable`` were shown as 〓."""

    pdf: bytes
    sha256: str
    pages: int
    substitutions: tuple[str, ...]
    unprintable: tuple[Unprintable, ...]
    template_version: str


def render(
    template: str,
    data: Mapping[str, Any],
    *,
    as_of: datetime,
    fonts: FontChoice = DEFAULT_FONTS,
    images: Mapping[str, bytes] | None = None,
) -> Rendered:
    """Typeset ``template`` (a path such as ``violations/documents/simple_decision.typ``) with ``data``.

    Raises TypesettingRefused naming the field for data or fonts that cannot make a sound document, and
    TypesettingFailed for a fault in the template.
    """
    if as_of.tzinfo is None:
        raise ValueError("as_of must carry its time zone")
    faces = open_faces(fonts)
    cleaner = Cleaner(faces.covered)
    clean = cleaner.clean(data)
    clean["press"] = {"families": dict(faces.families), "unprintable": _listed(cleaner.unprintable)}
    files = {**_sources(template), "data.json": json.dumps(clean, ensure_ascii=False).encode()}
    for name, picture in (images or {}).items():
        files[f"images/{name.rpartition('.')[0]}.svg"] = _drawing(name, picture)
    pdf = _press(files, fonts, int(as_of.timestamp()))
    return Rendered(
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        pages=len(_PAGE.findall(pdf)),
        substitutions=faces.substitutions(),
        unprintable=tuple(cleaner.unprintable),
        template_version=template_version(template),
    )


def picture(
    template: str,
    data: Mapping[str, Any],
    *,
    as_of: datetime,
    fonts: FontChoice = DEFAULT_FONTS,
    resolution: float = 110.0,
) -> bytes:
    """The first page of the same document as a PNG, for a preview on the screen."""
    faces = open_faces(fonts)
    cleaner = Cleaner(faces.covered)
    clean = cleaner.clean(data)
    clean["press"] = {"families": dict(faces.families), "unprintable": _listed(cleaner.unprintable)}
    files = {**_sources(template), "data.json": json.dumps(clean, ensure_ascii=False).encode()}
    return _press(files, fonts, int(as_of.timestamp()), resolution=resolution)


def template_version(template: str) -> str:
    """SHA-256 over the template and everything it imports: names, lengths and contents, in order of name."""
    digest = hashlib.sha256()
    for name, source in sorted(_sources(template).items()):
        digest.update(f"{name}\0{len(source)}\0".encode())
        digest.update(source)
    return digest.hexdigest()


def _sources(template: str) -> dict[str, bytes]:
    """The template as ``main.typ`` and its imports by their own paths, which start at the project's root."""
    sources: dict[str, bytes] = {}
    wanted = [template]
    while wanted:
        name = wanted.pop()
        key = "main.typ" if name == template else name
        if key in sources:
            continue
        path = (ROOT / name).resolve()
        if not path.is_relative_to(ROOT) or path.suffix != ".typ":
            raise TypesettingFailed(f"{name} is not a template of this project")
        sources[key] = path.read_bytes()
        wanted += _IMPORT.findall(sources[key].decode())
    return sources


def _press(files: Mapping[str, bytes], fonts: FontChoice, timestamp: int, *, resolution: float = 0.0) -> bytes:
    """Compile under a lock: one compiler serves every thread, and its cache stays bounded."""
    global _pressed_in
    with _one_at_a_time:
        # The typesetter's threads do not survive a fork: a child of a process that has typeset would wait for ever.
        if _pressed_in not in (None, os.getpid()):
            raise TypesettingFailed("this process was forked after its parent had typeset; typeset in workers only")
        _pressed_in = os.getpid()
        try:
            options: dict[str, Any] = (
                {"format": "png", "ppi": resolution} if resolution else {"format": "pdf", "pdf_standards": STANDARDS}
            )
            pdf, warnings = _compiler(fonts).compile_with_warnings(
                cast("Any", dict(files)), timestamp=timestamp, sys_inputs=None, **options
            )
        except typst.TypstError as error:
            raise TypesettingFailed(f"{error.message} {error.diagnostic}") from error
        except RuntimeError as error:  # e.g. a drawing that is no text
            raise TypesettingFailed(str(error)) from error
    if warnings:
        raise TypesettingFailed("; ".join(warning.message for warning in warnings))
    if isinstance(pdf, list):
        pdf = pdf[0]
    if not isinstance(pdf, bytes):
        raise TypesettingFailed("the typesetter gave no document")
    return pdf


@lru_cache(maxsize=4)
def _compiler(fonts: FontChoice) -> typst.Compiler:
    return typst.Compiler(font_paths=open_faces(fonts).fonts, ignore_system_fonts=True)


def _drawing(name: str, picture: bytes) -> bytes:
    """The picture as an SVG of the same name, since the typesetter takes files in memory only as text.

    SVG is only ever drawn by ourselves; a scanned seal or signature may be anything and is opened first.
    """
    if _IMAGE_NAME.fullmatch(name) and len(picture) <= MAX_IMAGE:
        if name.endswith(".svg"):
            return picture
        with (
            contextlib.suppress(OSError, ValueError, SyntaxError, Image.DecompressionBombError),
            Image.open(io.BytesIO(picture), formats=["PNG", "JPEG"]) as image,
        ):
            image.load()
            return _wrapped(image.format or "", image.size, picture)
    raise TypesettingRefused(
        f"images.{name}",
        "bad-image",
        _("%(field)s is not a picture that a document can hold: SVG, PNG or JPG up to 2 MB.")
        % {"field": f"images.{name}"},
    )


def _wrapped(kind: str, size: tuple[int, int], picture: bytes) -> bytes:
    width, height = size
    content = base64.b64encode(picture).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/{kind.lower()};base64,{content}"/></svg>'
    ).encode()


def _listed(unprintable: list[Unprintable]) -> list[dict[str, str | int]]:
    return [{"field": one.field, "position": one.position, "codepoint": one.codepoint} for one in unprintable]
