"""What violations add to the shell: their places in the rail and the sections of their case page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from traffic_police.accounts.models import Role
from traffic_police.cases.context import Place, register_place
from traffic_police.cases.kinds import CaseKind

LOGGERS = frozenset({Role.OFFICER, Role.SQUAD_LEADER})


def register_pages(kind: CaseKind) -> None:
    from violations.pages.sections import sections

    kind.sections = sections
    register_place(Place("violations:offences", "table", _("Offence table"), _("Look up and report"), order=72,
                         prefix="/violations/offences/"))  # fmt: skip
    register_place(Place("violations:log", "log", _("Log a violation"), roles=LOGGERS, order=20, on_phone=True,
                         prefix="/violations/log/"))  # fmt: skip
