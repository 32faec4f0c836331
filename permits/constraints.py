"""What people read when the database itself refuses something about a permit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from traffic_police.cases.guarding import CONSTRAINTS

CONSTRAINTS |= {
    "permit_number_once": _("This permit number is already used."),
    "permit_period_in_order": _("The last day lies before the first one."),
    "permit_granted_has_number": _("A permit that is granted carries a number, and no other does."),
    "zone_rule_period": _("A rule ends after it begins."),
    "quota_slot_once": _("This slot has a quota already."),
    "quota_slot_of_a_day": _("A slot lies within one day."),
}
