"""The append-only, hash-chained history of cases, and the protected table of transitions."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from traffic_police.accounts.models import Officer
from traffic_police.cases import triggers
from traffic_police.cases.models.case import Case


class CaseEvent(models.Model):
    """One act that was done. No UPDATE, DELETE or TRUNCATE; the database fills `transaction` and the hashes."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    act = models.CharField(max_length=32)
    source = models.CharField(max_length=24, blank=True)
    target = models.CharField(max_length=24)
    actor = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    second = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    assistants: models.Field[list[int], list[int]] = ArrayField(models.BigIntegerField(), default=list, blank=True)
    happened_at = models.DateTimeField(_("Happened"))
    recorded_at = models.DateTimeField(_("Recorded"))
    reason = models.TextField(blank=True)
    law = models.CharField(max_length=200, blank=True)
    body = models.TextField()  # canonical JSON of the values: sorted keys, no spaces; this text is what is hashed
    transaction = models.BigIntegerField(default=0, editable=False)
    previous_hash = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["case_id", "sequence"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="event_once", fields=["case", "sequence"]),
            models.CheckConstraint(name="event_recorded_after", condition=Q(recorded_at__gte=F("happened_at"))),
            models.CheckConstraint(
                name="event_two_different_officers", condition=Q(second__isnull=True) | ~Q(second=F("actor"))
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="event_act_day", fields=["act", "recorded_at"]),
            models.Index(name="event_actor", fields=["actor", "-recorded_at"]),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = triggers.EVENT

    def __str__(self) -> str:
        return f"{self.case_id}/{self.sequence} {self.act}"


class Transition(models.Model):
    """The lawful transitions, synced from every app's states.py; the triggers read it, nobody edits it."""

    kind = models.CharField(max_length=16)
    act = models.CharField(max_length=32)
    source = models.CharField(max_length=24, blank=True)
    target = models.CharField(max_length=24)
    stage = models.CharField(max_length=10)
    person = models.CharField(max_length=10)
    officers = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=10)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="transition_once", fields=["kind", "act", "source", "target"])
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = triggers.TRANSITION

    def __str__(self) -> str:
        return f"{self.kind}.{self.act}: {self.source} → {self.target}"


class DemoMarker(models.Model):
    """Written once on the first start of an embedded database: only there may acts be recorded at past times."""

    written_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.written_at:%Y-%m-%d}"
