"""Reasons: a stable code with its parameters, rendered for people through gettext."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from violations.rules.sentences import SENTENCES


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition or remark. `met` says whether the condition holds; `law` is the article in Chinese."""

    code: str
    law: str = ""
    met: bool = True
    params: Mapping[str, object] = field(default_factory=dict)

    def sentence(self) -> str:
        """The sentence in the language that is active now."""
        met, unmet = SENTENCES[self.code]
        return str(met if self.met else unmet) % self.params

    def as_dict(self) -> dict[str, Any]:
        """The shape of the API: code, sentence, law, met."""
        return {"code": self.code, "sentence": self.sentence(), "law": self.law, "met": self.met}
