"""The diagrams in docs/states are the transition tables themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from traffic_police.cases.kinds import CaseKind, all_kinds
from traffic_police.cases.management.commands.draw_states import drawn

PAGES = Path(settings.ROOT) / "docs" / "states"
KINDS = [kind for kind in all_kinds() if (PAGES / f"{kind.code}.md").exists()]


def test_every_kind_of_the_product_has_its_page() -> None:
    assert sorted(kind.code for kind in KINDS) == [page.stem for page in sorted(PAGES.glob("*.md"))]
    assert "violation" in {kind.code for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.code))
def test_the_page_of_a_kind_shows_its_table_as_it_is_now(kind: CaseKind) -> None:
    assert (PAGES / f"{kind.code}.md").read_text(encoding="utf-8") == drawn(kind), "run manage.py draw_states"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.code))
def test_every_status_of_a_kind_is_reached_by_an_act(kind: CaseKind) -> None:
    assert {status.code for status in kind.statuses} == {target for act in kind.acts for _from, target in act.pairs()}
