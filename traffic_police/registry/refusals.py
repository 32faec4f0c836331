"""What the register refuses, by field, with a named reason and a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from traffic_police.registry.rules.problem import Problem


class RecordRefused(ValueError):
    """A record that cannot be stored; every wrong field with its problem."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        self.problems = dict(problems)
        super().__init__("; ".join(f"{field}: {problem.code}" for field, problem in self.problems.items()))
