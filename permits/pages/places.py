"""What permits add to the shell: their place in the rail and the sections of their case page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from traffic_police.accounts.models import Role
from traffic_police.cases.context import Place, register_place
from traffic_police.cases.kinds import CaseKind
from traffic_police.cases.pages.places import CASES

DESK = frozenset({Role.PERMIT_CLERK, Role.SQUAD_LEADER, Role.BRIGADE_LEADER, Role.SUPERVISOR})


def register_pages(kind: CaseKind) -> None:
    from permits.pages.sections import sections

    kind.sections = sections
    register_place(Place("permits:desk", "truck", _("Permits"), CASES, DESK, 36, prefix="/permits/"))
