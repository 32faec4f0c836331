"""The figures of violations.

Never one by officer, never a ranking by number of penalties (105号令 第66条, 行政处罚法 第74条). Imported records are
no acts of ours: every figure asks for `c.origin = 'native'`, and they have one of their own, apart.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from traffic_police.reports.exceptions import Watch
from traffic_police.reports.figures import Figure, FigureKind, Label, Measure, local_day

OURS = "violations_violation v JOIN cases_case c ON c.id = v.case_id WHERE c.origin = 'native'"
HANDLED = f"{OURS} AND v.handled_at IS NOT NULL AND v.outcome IN ('penalty', 'oral_warning', 'exempt')"
WITH_OFFENCE = HANDLED.replace("WHERE", "JOIN violations_offence o ON o.id = v.offence_id WHERE", 1)
NUMBER = r"^[0-9]+(\.[0-9]+)?$"
# Fifty per cent and more (163号令 第8条): compared exactly, by cross-multiplication.
HALF_OVER = f"""CASE WHEN v.facts ->> 'speed_measured' ~ '{NUMBER}' AND v.facts ->> 'speed_limit' ~ '{NUMBER}'
 THEN 2 * (v.facts ->> 'speed_measured')::numeric >= 3 * (v.facts ->> 'speed_limit')::numeric ELSE false END"""
EDUCATED = """EXISTS (SELECT 1 FROM cases_caseevent e WHERE e.case_id = c.id AND e.act = 'exempt'
 AND coalesce(e.body::jsonb ->> 'education', '') <> '')"""


def _due(rule: str) -> str:
    """Deadlines of this rule that came due: one that was cancelled while it still ran never did."""
    return (
        "cases_deadline d JOIN cases_case c ON c.id = d.case_id JOIN violations_violation v ON v.case_id = c.id "
        f"WHERE c.origin = 'native' AND d.rule = '{rule}' AND d.due_at IS NOT NULL "
        "AND (d.cancelled_at IS NULL OR d.cancelled_at > d.due_at)"
    )


def _open(more: str = "") -> str:
    """Cases of ours that were open at `%(bound)s`, also where they were closed or annulled since."""
    return f"""cases_case c WHERE c.kind = 'violation' AND c.origin = 'native' AND c.opened_at < %(bound)s
 AND (c.closed_at IS NULL OR c.closed_at >= %(bound)s AND NOT EXISTS (
   SELECT 1 FROM cases_caseevent e JOIN cases_transition t
     ON t.kind = c.kind AND t.act = e.act AND t.source = e.source AND t.target = e.target
   WHERE e.case_id = c.id AND e.happened_at < %(bound)s AND t.stage = 'closed')) {more}"""  # noqa: S608


LATE = """AND EXISTS (SELECT 1 FROM cases_deadline d WHERE d.case_id = c.id AND d.rule IN ('filing', 'payment')
 AND d.due_at < %(bound)s AND (d.met_at IS NULL OR d.met_at >= %(bound)s)
 AND (d.cancelled_at IS NULL OR d.cancelled_at >= %(bound)s))"""

HANDLED_DAY = local_day("v.handled_at")
DUE_DAY = local_day("d.due_at")


def _additive(
    code: str,
    label: Label,
    rows: str,
    day: str,
    numerator: Label,
    *,
    order: int,
    value: str = "1",
    measure: Measure = Measure.CASES,
    law: str = "",
    headline: bool = False,
    apart: bool = False,
) -> Figure:
    return Figure(
        code,
        label,
        FigureKind.ADDITIVE,
        measure,
        rows,
        numerator,
        law=law,
        day=day,
        value=value,
        order=order,
        headline=headline,
        apart=apart,
    )


ACTS = (
    _additive(
        "recorded",
        _("Recorded on site"),
        f"{OURS} AND v.channel = 'on_site' AND v.outcome <> 'withdrawn'",
        local_day("v.occurred_at"),
        _("Violations stopped on site, by the day they happened; withdrawn ones not counted."),
        order=10,
        headline=True,
    ),
    _additive(
        "handled",
        _("Handled"),
        HANDLED,
        HANDLED_DAY,
        _("Violations decided, warned orally or exempted, by the day of it; annulled and withdrawn ones not counted."),
        order=11,
        headline=True,
        law="道路交通安全法 第87条",
    ),
    _additive(
        "fined",
        _("Fined"),
        f"{HANDLED} AND v.outcome = 'penalty' AND v.penalty = 'fine'",
        HANDLED_DAY,
        _("Decisions of a fine."),
        order=20,
        law="105号令 第43条",
    ),
    _additive(
        "warned",
        _("Warned in writing"),
        f"{HANDLED} AND v.outcome = 'penalty' AND v.penalty = 'warning'",
        HANDLED_DAY,
        _("Decisions of a warning."),
        order=21,
        law="105号令 第43条",
    ),
    _additive(
        "oral_warnings",
        _("Released with an oral warning"),
        f"{HANDLED} AND v.outcome = 'oral_warning'",
        HANDLED_DAY,
        _("Minor acts, warned orally and released."),
        order=22,
        law="道路交通安全法 第87条",
    ),
    _additive(
        "exempted",
        _("Not penalised"),
        f"{HANDLED} AND v.outcome = 'exempt'",
        HANDLED_DAY,
        _("Decisions not to penalise."),
        order=23,
        law="行政处罚法 第33条",
    ),
    _additive(
        "fine_sum",
        _("Fines decided"),
        f"{HANDLED} AND v.outcome = 'penalty' AND v.penalty = 'fine'",
        HANDLED_DAY,
        _("The sum of the fines decided; no target may be set for it."),
        order=30,
        value="v.fine",
        measure=Measure.YUAN,
        law="105号令 第66条",
    ),
    _additive(
        "points",
        _("Points"),
        f"{HANDLED} AND v.points > 0",
        HANDLED_DAY,
        _("The sum of the points of the decisions."),
        order=31,
        value="v.points",
        measure=Measure.POINTS,
        law="163号令 第13条",
    ),
    _additive(
        "paid",
        _("Fines paid"),
        f"{OURS} AND v.paid_on IS NOT NULL AND v.outcome = 'penalty'",
        "v.paid_on",
        _("Fines paid, by the day of payment."),
        order=32,
        law="道路交通安全法 第108条",
    ),
    _additive(
        "paid_sum",
        _("Sum paid"),
        f"{OURS} AND v.paid_on IS NOT NULL AND v.outcome = 'penalty'",
        "v.paid_on",
        _("The sum paid, by the day of payment."),
        order=33,
        value="coalesce(v.paid_amount, 0)",
        measure=Measure.YUAN,
        law="道路交通安全法 第108条",
    ),
)

KEY = (
    ("drink_driving", _("Drink driving"), ""),
    ("overload_goods", _("Overloaded goods vehicles"), ""),
    ("overload_passengers", _("Overloaded passenger vehicles"), ""),
    ("speeding", _("Speeding by half and more"), HALF_OVER),
    ("no_plate", _("Plates missing, covered or forged"), ""),
    ("no_licence", _("Driving without a licence"), ""),
    ("illegal_passenger_carriage", _("Illegal carriage of passengers"), ""),
    ("restricted_area", _("Entering a restricted area"), ""),
)
_ALL_KEY = " OR ".join(
    f"o.category = '{category}'" + (f" AND {more}" if more else "") for category, _label, more in KEY
)

KEY_VIOLATIONS = (
    _additive(
        "key",
        _("Key violations"),
        f"{WITH_OFFENCE} AND ({_ALL_KEY})",
        HANDLED_DAY,
        _("Handled violations of the categories below."),
        order=40,
        headline=True,
    ),
    *(
        _additive(
            f"key_{category}",
            label,
            f"{WITH_OFFENCE} AND o.category = '{category}'" + (f" AND {more}" if more else ""),
            HANDLED_DAY,
            _("Handled violations of this category."),
            order=41 + index,
        )
        for index, (category, label, more) in enumerate(KEY)
    ),
)

RATES = (
    Figure(
        "filed_in_time",
        _("Filed in time"),
        FigureKind.COHORT,
        Measure.RATE,
        _due("filing"),
        _("Decisions filed with the brigade within two working days"),
        _("decisions whose two working days ended in the period"),
        law="105号令 第44条",
        day=DUE_DAY,
        value="CASE WHEN d.met_at <= d.due_at THEN 1 ELSE 0 END",
        base="1",
        order=60,
        headline=True,
        good="up",
    ),
    Figure(
        "paid_in_time",
        _("Paid in time"),
        FigureKind.COHORT,
        Measure.RATE,
        f"{_due('payment')} AND v.outcome = 'penalty'",
        _("Fines paid by the last day of payment"),
        _("fines whose last day of payment lay in the period"),
        law="道路交通安全法 第108条",
        day=DUE_DAY,
        order=61,
        value=f"CASE WHEN v.paid_on <= {DUE_DAY} THEN 1 ELSE 0 END",
        base="1",
    ),
    Figure(
        "first_exempted",
        _("First violations exempted"),
        FigureKind.COHORT,
        Measure.RATE,
        f"{HANDLED} AND 'first_violation' = ANY(v.exemption_grounds)",
        _("First violations exempted with a record of education"),
        _("handled violations that were eligible as first violations"),
        law="行政处罚法 第33条",
        day=HANDLED_DAY,
        value=f"CASE WHEN v.outcome = 'exempt' AND v.exemption_ground = 'first_violation' AND {EDUCATED}"
        " THEN 1 ELSE 0 END",
        base="1",
        order=62,
    ),
    Figure(
        "payment_days",
        _("Days from service to payment"),
        FigureKind.DISTRIBUTION,
        Measure.DAYS,
        f"{OURS} AND v.paid_on IS NOT NULL AND v.served_at IS NOT NULL AND v.outcome = 'penalty'",
        _("Fines paid, by the days since the decision was served; median and ninth decile."),
        law="道路交通安全法 第108条",
        day="v.paid_on",
        bucket=f"greatest(v.paid_on - {local_day('v.served_at')}, 0)",
        order=63,
    ),
)

STOCKS = (
    Figure(
        "open",
        _("Open at the end of the day"),
        FigureKind.STOCK,
        Measure.CASES,
        _open(),
        _("Cases opened and not closed at 24:00 of the last day."),
        order=70,
        headline=True,
    ),
    Figure(
        "overdue",
        _("Overdue at the end of the day"),
        FigureKind.STOCK,
        Measure.CASES,
        _open(LATE),
        _("Open cases whose filing or payment was overdue at 24:00 of the last day."),
        order=71,
        headline=True,
        good="down",
    ),
)

IMPORTED = (
    _additive(
        "imported",
        _("Imported records (not ours)"),
        "violations_violation v JOIN cases_case c ON c.id = v.case_id WHERE c.origin = 'imported'",
        local_day("v.occurred_at"),
        _("Records kept elsewhere and imported, by the day of the occurrence; none is an act of ours."),
        order=90,
        apart=True,
    ),
)

FIGURES = (*ACTS, *KEY_VIOLATIONS, *RATES, *STOCKS, *IMPORTED)
WATCHES = (Watch("violation", "filing"), Watch("violation", "payment", late="amber", near=False))
