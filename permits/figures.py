"""The figures of permits: applications, decisions in time, share granted, permits in force."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from traffic_police.reports.figures import Figure, FigureKind, Measure, local_day

OURS = "permits_permit p JOIN cases_case c ON c.id = p.case_id WHERE c.origin = 'native'"
DUE = (
    "cases_deadline d JOIN cases_case c ON c.id = d.case_id JOIN permits_permit p ON p.case_id = c.id "
    "WHERE c.origin = 'native' AND d.rule = 'decide' AND d.due_at IS NOT NULL "
    "AND (d.cancelled_at IS NULL OR d.cancelled_at > d.due_at)"
)
# In force at a moment: decided before, the last day not over, and neither revoked nor expired by then.
IN_FORCE = f"""{OURS} AND p.outcome = 'granted' AND p.decided_at < %(bound)s
 AND p.last_day >= ((%(bound)s - interval '1 second') AT TIME ZONE 'Asia/Shanghai')::date
 AND (p.ended_at IS NULL OR p.ended_at >= %(bound)s)"""

FIGURES = (
    Figure("permit_applications", _("Applications for permits"), FigureKind.ADDITIVE, Measure.CASES,
           f"{OURS} AND p.submitted_at IS NOT NULL", _("Applications by the day of their last submission."),
           law="行政许可法 第29条", day=local_day("p.submitted_at"), order=80),
    Figure("permits_granted", _("Permits granted"), FigureKind.COHORT, Measure.RATE,
           f"{OURS} AND p.outcome IN ('granted', 'rejected') AND p.decided_at IS NOT NULL", _("Applications granted"),
           _("applications decided in the period"), law="行政许可法 第38条", day=local_day("p.decided_at"),
           value="CASE WHEN p.outcome = 'granted' THEN 1 ELSE 0 END", base="1", order=81),
    Figure("permits_in_time", _("Permits decided in time"), FigureKind.COHORT, Measure.RATE, DUE,
           _("Applications decided within twenty working days"),
           _("applications whose twenty working days ended in the period"), law="行政许可法 第42条",
           day=local_day("d.due_at"), value="CASE WHEN d.met_at <= d.due_at THEN 1 ELSE 0 END", base="1", order=82,
           good="up"),
    Figure("permits_in_force", _("Permits in force at the end of the day"), FigureKind.STOCK, Measure.CASES, IN_FORCE,
           _("Permits granted and neither expired nor revoked at 24:00 of the last day."), order=83),
)  # fmt: skip
