"""Typed text brought to one form before it is checked."""

from __future__ import annotations

# Full-width ASCII (U+FF01–U+FF5E) stands one fixed step above its half-width twin; the ideographic space does not.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_UPPER = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_SEPARATORS = dict.fromkeys(map(ord, " \t\r\n\u00a0\u2002\u2003\u2009\u200b\ufeff-_·•・‧∙．‐‑–—"))


def half_width(text: str) -> str:
    """Full-width letters, digits and marks become ASCII; everything else stays."""
    return text.translate(_HALF_WIDTH)


def compact(text: str) -> str:
    """Half width, ASCII letters in capitals, spaces, dots and hyphens taken out."""
    return half_width(text.translate(_SEPARATORS)).translate(_SEPARATORS).translate(_UPPER)
