"""Deadlines of cases and the calendar of working days."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from traffic_police.cases import triggers
from traffic_police.cases.kinds import Unit
from traffic_police.cases.models.case import Case


class Deadline(models.Model):
    """A running or finished period of law. Running out is computed from `due_at`, never a status."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deadlines")
    rule = models.CharField(max_length=32)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=14, choices=[(unit.value, unit.value) for unit in Unit])
    roll_forward = models.BooleanField(default=False)
    law = models.CharField(max_length=100)
    started_at = models.DateTimeField(_("Started"))
    due_at = models.DateTimeField(_("Due"), null=True, blank=True)
    earliest_at = models.DateTimeField()  # equals due_at, or is safe for reminders while a calendar is missing
    missing_year = models.PositiveSmallIntegerField(null=True, blank=True)
    pauses = models.JSONField(default=list, blank=True)  # [{"from", "to", "reason", "law"}], ISO times
    met_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="deadline_due_or_why_not",
                condition=Q(due_at__isnull=False, missing_year__isnull=True)
                | Q(due_at__isnull=True, missing_year__isnull=False),
            ),
            models.CheckConstraint(
                name="deadline_met_or_cancelled", condition=Q(met_at__isnull=True) | Q(cancelled_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="deadline_runs_once",
                fields=["case", "rule"],
                condition=Q(met_at__isnull=True, cancelled_at__isnull=True),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                name="deadline_running",
                fields=["earliest_at"],
                condition=Q(met_at__isnull=True, cancelled_at__isnull=True),
            ),
            models.Index(name="deadline_undetermined", fields=["missing_year"], condition=Q(due_at__isnull=True)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = triggers.DEADLINE

    def __str__(self) -> str:
        return f"{self.rule} {self.due_at or self.missing_year}"

    @property
    def is_running(self) -> bool:
        return self.met_at is None and self.cancelled_at is None


class CalendarYear(models.Model):
    """A year for which the State Council's notice is loaded."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200)
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that differs from the plain week: a holiday, or a weekend made a working day (调休)."""

    day = models.DateField(primary_key=True)
    notice = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days")  # its days may lie in December before
    works = models.BooleanField()
    name = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
