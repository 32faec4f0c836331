"""One act asked for by a person, on a page or through the API, with what the kind lets follow from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case, CaseEvent
from traffic_police.cases.performing import Step, perform_series


def act_on(
    actor: Officer,
    act: str,
    case: Case,
    data: Mapping[str, Any],
    *,
    at: dt.datetime,
    happened_at: dt.datetime | None = None,
    second: Officer | None = None,
    assistants: Sequence[Officer] = (),
    expected_version: int | None = None,
) -> list[CaseEvent]:
    """Perform ACT with what follows from it; raises ActRefused, Overtaken or InputRefused."""
    step = Step(act, data, happened_at, second, assistants)
    return perform_series(actor, case, [step], at=at, expected_version=expected_version)
