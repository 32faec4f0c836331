"""The diagrams in docs/states are the transition tables themselves."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from traffic_police.cases.kinds import all_kinds
from traffic_police.cases.management.commands.draw_states import drawn


def test_the_state_pages_in_the_docs_are_those_of_the_code() -> None:
    call_command("draw_states", check=True)


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.code)
def test_every_status_of_a_kind_is_reached_by_an_act(kind: object) -> None:
    reached = {target for act in kind.acts for _source, target in act.pairs()}  # type: ignore[attr-defined]
    assert {status.code for status in kind.statuses} == reached  # type: ignore[attr-defined]
    assert "[*] -->" in drawn(kind)  # type: ignore[arg-type]
