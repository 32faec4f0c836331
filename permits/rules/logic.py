"""Three answers: True, False, and None where what is known does not decide."""

from __future__ import annotations

from collections.abc import Iterable

Known = bool | None


def every(parts: Iterable[Known]) -> Known:
    """False as soon as one is False; None where none is False and one is unknown."""
    answer: Known = True
    for part in parts:
        if part is False:
            return False
        if part is None:
            answer = None
    return answer


def some(parts: Iterable[Known]) -> Known:
    """True as soon as one is True; None where none is True and one is unknown."""
    answer: Known = False
    for part in parts:
        if part:
            return True
        if part is None:
            answer = None
    return answer
