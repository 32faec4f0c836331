"""Who may decide, and which roles a kind of person may hold; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

POLICE = "police"
# 执勤规范 5, 强制法 17: penalties and coercive measures are decided by qualified police officers only.
DECIDING_ROLES: frozenset[str] = frozenset({"officer", "squad_leader", "legal_reviewer", "brigade_leader"})


def qualified_on(kind: str, qualifications: Iterable[tuple[dt.date, dt.date]], day: dt.date) -> bool:
    """Whether a person of this kind may take enforcing acts on a day; both days of a qualification count.

    执勤规范 5: never an auxiliary, whatever the certificates say.
    """
    return kind == POLICE and any(start <= day <= end for start, end in qualifications)


def roles_out_of_reach(kind: str, roles: Iterable[str]) -> list[str]:
    """The roles among these that a person of this kind must not hold."""
    return [] if kind == POLICE else sorted(set(roles) & DECIDING_ROLES)


def session_over(
    signed_in_at: dt.datetime, seen_at: dt.datetime, now: dt.datetime, idle: dt.timedelta, absolute: dt.timedelta
) -> bool:
    """Whether a session ended: unused for `idle`, or `absolute` after signing in."""
    return now - seen_at >= idle or now - signed_in_at >= absolute
