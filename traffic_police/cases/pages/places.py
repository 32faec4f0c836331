"""The places of the ground floors in the rail: a role sees those where it has work."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from traffic_police.accounts.models import Role
from traffic_police.cases.context import Place, register_alerts, register_place

AT_WORK = frozenset({
    Role.OFFICER, Role.SQUAD_LEADER, Role.DISPATCHER, Role.LEGAL_REVIEWER, Role.PERMIT_CLERK, Role.BRIGADE_LEADER,
    Role.SUPERVISOR,
})  # fmt: skip
CASES = _("Cases at hand")
KNOWN = _("Look up and report")
HOUSE = _("The house")


def register_places() -> None:
    from traffic_police.cases.pages.lists import overdue_count

    register_place(Place("home", "home", _("Home"), order=10, on_phone=True))
    register_place(
        Place("cases:board", "board", _("Progress board"), CASES, AT_WORK, 30, on_phone=True, prefix="/board/")
    )
    register_place(Place("cases:list", "folder", _("Cases"), CASES, AT_WORK, 32, on_phone=True, prefix="/cases/"))
    register_place(Place("registry:imports", "upload", _("Imports"), HOUSE,
                         frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}), 80, prefix="/imports/"))  # fmt: skip
    register_place(Place("accounts:people", "user", _("People and units"), HOUSE, frozenset({Role.ADMINISTRATOR}), 82,
                         prefix="/people/"))  # fmt: skip
    register_place(
        Place(
            "cases:blocks", "pen", _("Document numbers"), HOUSE, frozenset({Role.ADMINISTRATOR}), 84, prefix="/numbers/"
        )
    )
    register_alerts(overdue_count)
