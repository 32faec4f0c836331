"""What people read when the database itself refuses something about an accident."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from traffic_police.cases.guarding import CONSTRAINTS

CONSTRAINTS |= {
    "accident_reported_after": _("The accident was reported before it happened; check the times."),
    "accident_marks_in_order": _("The five marks of an accident follow one another; check the times."),
    "accident_determined_whole": _("A determination names the facts and everybody's liability."),
    "accident_death_is_general": _("Where somebody was killed there is no simple procedure."),
    "accident_imported_decides_nothing": _("This record was imported for reference; it is not a case of ours."),
    "accident_review_after_delivery": _("A review can be asked for only after the delivery."),
    "accident_row_once": _("This row was imported before."),
    "accident_party_letter_once": _("This party is already among the parties."),
    "accident_shot_once": _("This photo is already in; take a new one."),
    "accident_signed_once": _("You have signed already; nothing more is needed."),
}
