"""What people read when the database itself refuses something about a violation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from traffic_police.cases.guarding import CONSTRAINTS

CONSTRAINTS |= {
    "offence_code_once": _("This national code already belongs to another offence."),
    "offence_points_163": _("An offence carries 0, 1, 3, 6, 9 or 12 points."),
    "offence_band": _("The lower end of the fine lies above the upper one."),
    "violation_simple_fine_limit": _("Simple procedure ends at 200 yuan; turn the case to general procedure."),
    "violation_warning_is_bare": _("A warning carries neither a fine nor points."),
    "violation_heard_before_decided": _("First record the statement, given or waived."),
    "violation_fine_is_positive": _("State the fine."),
    "violation_not_in_future": _("A violation is discovered after it happened and recorded after it was discovered."),
    "violation_within_limitation": _("The limitation has passed: the act was discovered too late."),
    "violation_imported_decides_nothing": _("This record was imported for reference; it is not a case of ours."),
    "violation_native_names_offence": _("Name the offence by its code or its family."),
    "violation_paid_whole": _("Write the amount that was paid."),
    "violation_row_once": _("This row was imported before."),
}
