"""The sentences behind the reason codes: for each code the sentence when met, and when not."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_Text = str | Promise


def _both(text: _Text) -> tuple[_Text, _Text]:
    return text, text


SENTENCES: Final[dict[str, tuple[_Text, _Text]]] = {
    # conditions of letting go and of not penalising
    "warning_allowed": (
        _("The law allows a warning for this act."),
        _("The law does not allow a warning for this act."),
    ),
    "no_points": (
        _("This act carries no points."),
        _("This act carries %(points)s points, so it cannot be settled with an oral warning."),
    ),
    "traffic_not_affected": (
        _("Traffic and safety were not affected."),
        _("Traffic or safety was affected."),
    ),
    "corrected": (
        _("The party corrected the act at once."),
        _("The party did not correct the act at once."),
    ),
    "no_harm": (_("No harm was done."), _("Harm was done.")),
    "slight_harm": (_("At most slight harm was done."), _("Real harm was done.")),
    "no_accident": (_("The act caused no accident."), _("The act caused an accident.")),
    "first_in_period": (
        _("No other violation is known in the %(months)s months before."),
        _("Another violation (%(offence)s, %(day)s) is known in the %(months)s months before."),
    ),
    "not_exempted_in_period": (
        _("No exemption was granted in the %(months)s months before."),
        _("An exemption was already granted in the %(months)s months before."),
    ),
    "on_first_violation_list": (
        _("The act is on the list for first-violation exemption (proposal, to be confirmed)."),
        _("The act is not on the list for first-violation exemption (proposal, to be confirmed)."),
    ),
    "not_never_exempt": (
        _("Nothing in the nature of the act rules an exemption out."),
        _("The nature of the act rules an exemption out."),
    ),
    "not_a_measured_excess": (
        _("The act is not a measured excess of speed, load or alcohol."),
        _("A measured excess of speed, load or alcohol is not a minor act."),
    ),
    "no_fault": (
        _("The party has proven to be without fault: no penalty, but education is required."),
        _("The party has not proven to be without fault."),
    ),
    "education_required": _both(_("Education of the party is required and must be recorded.")),
    # capacity
    "under_14": _both(
        _("The person is %(age)s years old, under 14: no penalty; the guardian is ordered to discipline the child.")
    ),
    "must_mitigate": _both(_("The person is %(age)s years old: the penalty must be lighter or reduced.")),
    "detention_not_executed": _both(_("The detention is decided but not executed at this age.")),
    # remarks
    "permit_covers": _both(_("A permit that is valid now covers this vehicle here.")),
    "permit_named": _both(_("Permit %(permit)s is valid now and covers this vehicle here.")),
    "within_limit": _both(_("The measured value is within what is allowed: no violation.")),
    "alcohol_below_threshold": _both(_("The measured alcohol is below 20 mg/100 ml: no violation.")),
    "no_code_in_table": _both(
        _("No code of the table describes this act today; ask an administrator to fill in the national code.")
    ),
    "road_differs_from_code": _both(_("The code is for another class of road; it takes the sums of that road.")),
    "written_warning_no_points": _both(_("A written warning carries no points.")),
    "sum_is_starting_value": _both(_("The suggested sum is a starting value; no local rule was read for it.")),
    "gross_within_limit": _both(_("The gross mass is within what is permitted, so no points follow from it.")),
    # refusals
    "field_required": _both(_("Fill in this field.")),
    "unknown_field": _both(_("There is no field “%(name)s” here; take it out.")),
    "not_a_number": _both(_("Give a number.")),
    "out_of_range": _both(_("Give a number between %(low)s and %(high)s.")),
    "not_a_whole_number": _both(_("Give a whole number.")),
    "not_an_object": _both(_("Give an object with named fields.")),
    "not_a_list": _both(_("Give a list.")),
    "not_text": _both(_("Give text of at most %(limit)s characters.")),
    "not_a_boolean": _both(_("Answer true or false.")),
    "not_a_choice": _both(_("Choose one of: %(choices)s.")),
    "not_a_moment": _both(_("Give a date and time with its offset from UTC.")),
    "fact_required": _both(_("Give the measured value “%(name)s”; the law's answer depends on it.")),
    "needed_by_family": _both(_("Give this; which code applies depends on it.")),
    "code_or_family": _both(_("Give an offence code or an offence family.")),
    "family_names_no_code": _both(_("The family “%(family)s” does not decide a code by itself; choose a code.")),
    "code_not_of_family": _both(_("The code %(offence)s does not belong to the family “%(family)s”.")),
    "unknown_offence": _both(_("There is no offence code %(offence)s; look it up in the list.")),
    "offence_not_yet_valid": _both(_("The code %(offence)s is valid only from %(since)s.")),
    "offence_superseded": _both(_("The code %(offence)s was superseded on %(since)s; use %(replacement)s.")),
    "offence_superseded_unnamed": _both(
        _("The code %(offence)s was superseded on %(since)s; look up the act in the list.")
    ),
    "facts_call_for_other_code": _both(_("The measured values do not fit %(offence)s; they call for %(replacement)s.")),
    "facts_do_not_fit_code": _both(_("The measured values do not fit the code %(offence)s; check them.")),
    "goods_need_goods_vehicle": _both(_("This family is for goods vehicles; check the vehicle type.")),
    "masses_disagree": _both(
        _("The load is within what is approved but the gross mass is above what is permitted; weigh again.")
    ),
    "discovered_before_act": _both(_("The act cannot be discovered before it happened.")),
    "limitation_passed": _both(
        _("The act was discovered after more than %(years)s years (%(last_day)s was the last day): no penalty.")
    ),
    "in_the_future": _both(_("The act cannot lie in the future.")),
    # fines
    "fine_outside_band": _both(_("The fine must be between %(low)s and %(high)s yuan.")),
    "reason_for_deviation": _both(
        _("The fine differs from the suggested %(suggested)s yuan: give a reason of at least 10 characters.")
    ),
    "reviewer_for_deviation": _both(_("The fine differs from the suggested sum: a reviewer must agree.")),
    "fine_not_fixed": _both(_("The law fixes no band for this fine; it is set in general procedure.")),
    "no_fine_here": _both(_("This answer carries no fine.")),
    # simple procedure
    "simple_fine_limit": (
        _("The fine is at most 200 yuan."),
        _("A fine of more than 200 yuan needs general procedure."),
    ),
    "simple_no_heavier_penalty": (
        _("No suspension, revocation or detention is at stake."),
        _("Suspension, revocation or detention needs general procedure."),
    ),
    "simple_procedure_of_code": (
        _("The code may be decided on the spot."),
        _("The code may not be decided on the spot."),
    ),
    # collection on the spot
    "collect_foot_and_cycle": _both(
        _("Pedestrians, passengers and riders of non-motor vehicles who do not object may pay on the spot.")
    ),
    "collect_motorway": _both(
        _("On the motorway, up to 200 yuan, at the party's request when the bank is hard to reach.")
    ),
    "collect_remote": _both(_("In a remote place, at the party's request, when the bank is hard to reach.")),
    "collect_no_residence": _both(_("The party has no fixed local residence and later enforcement would be hard.")),
    "collect_hard_to_enforce": _both(_("Decided on the spot, and later enforcement would be hard.")),
    "collect_through_bank": _both(_("The fine is paid through the bank or electronically; do not collect it here.")),
}

FACT_LABELS: Final[dict[str, _Text]] = {
    "speed_measured": _("measured speed"),
    "speed_limit": _("speed limit"),
    "alcohol_mg_per_100ml": _("alcohol in blood"),
    "load_kg": _("load"),
    "approved_load_kg": _("approved load"),
    "gross_mass_kg": _("gross mass"),
    "max_gross_mass_kg": _("permitted gross mass"),
    "seats_actual": _("persons carried"),
    "seats_approved": _("approved seats"),
}
