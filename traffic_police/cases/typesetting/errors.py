"""What can go wrong between the data of a document and its paper."""

from __future__ import annotations


class TypesettingRefused(ValueError):
    """The data or the fonts cannot make a sound document; ``field`` names the place, ``str()`` is for people."""

    def __init__(self, field: str, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.code = code


class TypesettingFailed(RuntimeError):
    """The template itself is wrong, or the process cannot typeset: a fault of ours, never of the data."""
