"""What a check answers when a value cannot be meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class Problem:
    """A named reason and the sentence a person reads."""

    code: str
    sentence: _StrOrPromise

    def __str__(self) -> str:
        return str(self.sentence)
