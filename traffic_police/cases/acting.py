"""One act asked for by a person, on a page or through the API: the kind's own door, or the kernel's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from traffic_police.accounts.models import Officer
from traffic_police.cases.kinds import kind_of
from traffic_police.cases.models import Case, CaseEvent
from traffic_police.cases.performing import perform


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
    door = kind_of(case.kind).perform or perform
    written = door(
        actor, act, case, data, at=at, happened_at=happened_at, second=second, assistants=assistants,
        expected_version=expected_version,
    )
    return [written] if isinstance(written, CaseEvent) else list(written)
