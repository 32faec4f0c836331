"""What accidents add to the shell: the video desk in the rail and the sections of their case page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accidents.states import DESK
from traffic_police.cases.context import Place, register_place
from traffic_police.cases.kinds import CaseKind


def register_pages(kind: CaseKind) -> None:
    from accidents.pages.sections import sections

    kind.sections = sections
    register_place(Place("accidents:desk", "video", _("Accident desk"), roles=DESK, order=22, on_phone=True,
                         prefix="/accidents/"))  # fmt: skip
