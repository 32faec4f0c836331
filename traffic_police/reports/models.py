"""Roll-ups of figures by day and unit, and the reports frozen from them."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from traffic_police.accounts.models import Unit
from traffic_police.cases import triggers
from traffic_police.cases.models import Case

REPORT_KEPT = """
IF (NEW.kind, NEW.start, NEW."end", NEW.unit_id, NEW.as_of, NEW.data, NEW.digest)
   IS DISTINCT FROM (OLD.kind, OLD.start, OLD."end", OLD.unit_id, OLD.as_of, OLD.data, OLD.digest) THEN
    RAISE EXCEPTION 'kept: A frozen report does not change; what changed since stands beside it.'
        USING ERRCODE = 'raise_exception';
END IF;
RETURN NEW;
"""


class CaseChange(models.Model):
    """A case changed and its contributions wait to be reckoned again. Only added by acts, so nobody waits for it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d %H:%M}"


class CaseContribution(models.Model):
    """What a case last contributed to which day and unit: so a late change corrects the old day and the old unit."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="+")
    days: models.Field[list[object], list[object]] = ArrayField(models.DateField())
    entries = models.JSONField()  # [[figure, day, unit, value, base, bucket], …]

    class Meta:
        indexes: ClassVar[list[models.Index]] = [GinIndex(name="contribution_days", fields=["days"])]

    def __str__(self) -> str:
        return str(self.case_id)


class FigureDay(models.Model):
    """One figure of one unit on one day."""

    figure = models.CharField(max_length=40)
    day = models.DateField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    bucket = models.IntegerField(default=0)  # of a distribution; else 0
    value = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    base = models.DecimalField(max_digits=18, decimal_places=2, default=0)  # the denominator of a rate
    cases = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="figure_day_once", fields=["day", "figure", "unit", "bucket"])
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.day} {self.unit_id}: {self.value}"


class StockDay(models.Model):
    """The cases a stock counted at the end of a day; a row for every unit, also where there were none."""

    figure = models.CharField(max_length=40)
    day = models.DateField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    cases: models.Field[list[int], list[int]] = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="stock_day_once", fields=["day", "figure", "unit"])
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.day} {self.unit_id}"


class Report(models.Model):
    """A report of one period and unit, frozen: exactly one, whatever crashes or comes twice."""

    class Kind(models.TextChoices):
        DAILY = "daily", _("Daily report")
        WEEKLY = "weekly", _("Weekly report")
        MONTHLY = "monthly", _("Monthly report")

    kind = models.CharField(_("Kind"), max_length=8, choices=Kind)
    start = models.DateField(_("From"))
    end = models.DateField(_("To"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("Unit"))
    as_of = models.DateTimeField(_("As of"))
    data = models.JSONField()
    digest = models.CharField(max_length=64)  # SHA-256 of the canonical data
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    xlsx_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("Report")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="report_once", fields=["kind", "start", "unit"]),
            models.CheckConstraint(
                name="report_whole_period",
                condition=Q(kind="daily", end=F("start"))
                | Q(kind="weekly", start__iso_week_day=1, end__iso_week_day=7, end__gt=F("start"))
                | Q(kind="monthly", start__day=1, start__month=F("end__month"), start__year=F("end__year")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="report_newest", fields=["-end", "-id"]),
            models.Index(name="report_unit_newest", fields=["unit", "-end", "-id"]),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(name="frozen", operation=pgtrigger.Update, when=pgtrigger.Before, func=REPORT_KEPT),
            triggers.never("no_delete", pgtrigger.Delete, "A frozen report is never deleted."),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start} {self.unit_id}"


class ReportFigure(models.Model):
    """A figure of a frozen report, by the unit that holds the cases, with exactly the cases it counted."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="figures", db_index=False)
    figure = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    value = models.DecimalField(max_digits=18, decimal_places=2)
    base = models.DecimalField(max_digits=18, decimal_places=2)
    histogram = models.JSONField(default=dict)  # bucket → count, of distributions
    cases: models.Field[list[int], list[int]] = ArrayField(models.BigIntegerField(), default=list)
    # Of a rate: those of its numerator.
    met: models.Field[list[int], list[int]] = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="report_figure_once", fields=["report", "figure", "unit"])
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = triggers.APPEND_ONLY[:1]

    def __str__(self) -> str:
        return f"{self.report_id} {self.figure} {self.unit_id}: {self.value}"


class Correction(models.Model):
    """A figure of a frozen report reads otherwise today. Equal again: the row stays and says so."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="corrections", db_index=False)
    figure = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    was_value = models.DecimalField(max_digits=18, decimal_places=2)
    was_base = models.DecimalField(max_digits=18, decimal_places=2)
    now_value = models.DecimalField(max_digits=18, decimal_places=2)
    now_base = models.DecimalField(max_digits=18, decimal_places=2)
    found_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-changed_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="correction_once", fields=["report", "figure", "unit"])
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="correction_newest", fields=["-changed_at"])]

    def __str__(self) -> str:
        return f"{self.report_id} {self.figure}: {self.was_value} → {self.now_value}"

    @property
    def stands(self) -> bool:
        """Whether today's figure still differs from the frozen one."""
        return (self.was_value, self.was_base) != (self.now_value, self.now_base)
