"""Read a PDF's text back, with line breaks and spaces taken out: Chinese lines break anywhere."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader


def pages(pdf: bytes) -> list[str]:
    return [re.sub(r"\s+", "", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def text(pdf: bytes) -> str:
    return "".join(pages(pdf))


def lowest(pdf: bytes) -> float:
    """The lowest baseline on any page in points; below zero is off the paper."""
    heights: list[float] = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(
            visitor_text=lambda words, cm, tm, *_: heights.append(cm[5] + tm[5] * cm[3]) if words.strip() else None
        )
    return min(heights)
