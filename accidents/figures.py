"""The figures of accidents. Imported records are no acts of ours: they have one figure of their own, apart."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from traffic_police.reports.exceptions import Watch
from traffic_police.reports.figures import Figure, FigureKind, Label, Measure, local_day

ROWS = "accidents_accident a JOIN cases_case c ON c.id = a.case_id WHERE c.origin = 'native'"
QUICK = f"{ROWS} AND a.connected_at IS NOT NULL AND a.determined_at IS NOT NULL"
SPAN = "extract(epoch FROM a.determined_at - a.connected_at)"


def _count(code: str, label: Label, rows: str, day: str, words: Label, order: int, **more: Any) -> Figure:
    return Figure(code, label, FigureKind.ADDITIVE, Measure.CASES, rows, words, day=day, order=order, **more)


FIGURES = (
    _count("accidents", _("Accidents reported"), f"{ROWS} AND c.status <> 'not_accepted'", local_day("a.reported_at"),
           _("Accidents reported to the brigade, by the day of the report."), 100, headline=True),
    _count("accidents_quick", _("Quick-handled by video"), QUICK, local_day("a.determined_at"),
           _("Accidents connected by link and determined, by the day of the determination."), 101, headline=True),
    _count("accidents_settled", _("Settled by the parties"), f"{ROWS} AND a.settled AND c.closed_at IS NOT NULL",
           local_day("c.closed_at"), _("Accidents that the parties settled themselves under guidance."), 102),
    Figure("accidents_in_ten", _("Within ten minutes"), FigureKind.COHORT, Measure.RATE, QUICK,
           _("Determined within ten minutes of the connection"), _("quick-handled accidents determined in the period"),
           day=local_day("a.determined_at"), order=103, base="1", headline=True, good="up",
           value="CASE WHEN a.determined_at - a.connected_at <= interval '10 minutes' THEN 1 ELSE 0 END",
           note=_("A target of the brigade; no national text fixes it.")),
    Figure("accidents_minutes", _("Minutes from connection to determination"), FigureKind.DISTRIBUTION,
           Measure.MINUTES, QUICK, _("Quick-handled accidents, by full minutes; median and ninth decile."),
           day=local_day("a.determined_at"), order=104, bucket=f"ceil({SPAN} / 60)"),
    Figure("accidents_clear_minutes", _("Minutes from report to cleared road"), FigureKind.DISTRIBUTION,
           Measure.MINUTES, f"{ROWS} AND a.cleared_at IS NOT NULL",
           _("Accidents whose road was cleared, by full minutes since the report; median and ninth decile."),
           day=local_day("a.cleared_at"), order=105,
           bucket="greatest(ceil(extract(epoch FROM a.cleared_at - a.reported_at) / 60), 0)"),
    _count("accidents_imported", _("Imported accidents (not ours)"),
           "accidents_accident a JOIN cases_case c ON c.id = a.case_id WHERE c.origin = 'imported'",
           local_day("a.occurred_at"), _("Accidents kept elsewhere and imported, by the day of the occurrence."), 190,
           apart=True),
)  # fmt: skip
WATCHES = (Watch("accident", "determination"), Watch("accident", "forward"))
