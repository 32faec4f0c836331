"""Why a file, or one of its rows, does not come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from traffic_police.registry.rules.problem import Problem

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class ImportRefused(ValueError):
    """The whole file is refused; one sentence says what to do."""

    def __init__(self, code: str, sentence: _StrOrPromise) -> None:
        self.code = code
        self.sentence = sentence
        super().__init__(code)

    def __str__(self) -> str:
        return str(self.sentence)


class RowRefused(ValueError):
    """One row is refused; problems by target field ('' for the row as a whole). The first one names the reason."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        self.problems = dict(problems)
        super().__init__(", ".join(problem.code for problem in self.problems.values()))

    @property
    def reason(self) -> str:
        return next(iter(self.problems.values())).code
