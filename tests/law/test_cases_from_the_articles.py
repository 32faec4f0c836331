"""Every row of the tables beside this file, asked through the same door as the API."""

from __future__ import annotations

import pytest

from tests.law.cases import expected, question, rows, said
from violations.rules import Refusal, answer, load_table

TABLES = ("worked_pairs.csv",)


@pytest.mark.parametrize("row", [row for name in TABLES for row in rows(name)])
def test_the_law_answers_as_the_article_says(row: dict[str, str]) -> None:
    if row["refused"]:
        field, code, *named = row["refused"].split(":")
        with pytest.raises(Refusal) as refusal:
            answer(question(row), load_table())
        assert (refusal.value.field, refusal.value.code) == (field, code)
        assert all(word in refusal.value.sentence for word in named)
        return
    wanted = expected(row)
    assert said(answer(question(row), load_table()), wanted) == wanted
