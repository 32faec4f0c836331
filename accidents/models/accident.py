"""The accident's own row beside its case, and its parties."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from traffic_police.cases import triggers
from traffic_police.cases.models import Case

DETERMINED = Q(determined_at__isnull=False)


class Accident(models.Model):
    """Report, conditions, answers, the five marks and what was determined. Changes only with an act."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("By phone")
        OFFICER = "officer", _("By an officer")
        IMPORTED = "imported", _("Imported")

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="accident")
    channel = models.CharField(_("Channel"), max_length=10, choices=Channel, default=Channel.PHONE)
    occurred_at = models.DateTimeField(_("Happened at"))
    reported_at = models.DateTimeField(_("Reported"))
    reporter = models.CharField(max_length=60, blank=True)  # may stay unnamed: 146 art. 16 para 2
    reporter_phone = models.CharField(max_length=20, blank=True)
    late_report = models.BooleanField(default=False)  # after the scene was cleared: 146 art. 18
    letters = models.CharField(max_length=26, blank=True)  # one per party: A, B …

    weather = models.CharField(max_length=2, blank=True)  # codes of reference/codes.csv
    visibility = models.CharField(max_length=2, blank=True)
    light = models.CharField(max_length=2, blank=True)
    surface = models.CharField(max_length=2, blank=True)
    road_type = models.CharField(max_length=2, blank=True)
    section = models.CharField(max_length=2, blank=True)
    form = models.CharField(max_length=2, blank=True)
    collision = models.CharField(max_length=2, blank=True)
    cause = models.CharField(max_length=2, blank=True)
    dead = models.PositiveSmallIntegerField(default=0)
    injured = models.PositiveSmallIntegerField(default=0)
    loss_estimate = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)

    answers = models.JSONField(default=dict, blank=True)
    eligibility = models.JSONField(default=dict, blank=True)  # the law's answer of that moment, whole
    procedure = models.CharField(_("Procedure"), max_length=12, blank=True)
    mode = models.CharField(max_length=8, blank=True)  # video | field | parties

    queued_at = models.DateTimeField(null=True, blank=True)
    connected_at = models.DateTimeField(null=True, blank=True)
    evidence_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    determined_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    slots = models.CharField(max_length=120, blank=True)  # photos that are in, by slot, separated by spaces

    facts = models.TextField(blank=True)
    law = models.CharField(max_length=200, blank=True)
    liability = models.JSONField(default=dict, blank=True)  # letter → level
    signed = models.CharField(max_length=26, blank=True)  # letters
    refused = models.CharField(max_length=26, blank=True)
    settled = models.BooleanField(default=False)  # by agreement of the parties
    review_asked_at = models.DateTimeField(null=True, blank=True)
    review_text = models.TextField(blank=True)
    review_forwarded_at = models.DateTimeField(null=True, blank=True)
    violation_number = models.CharField(max_length=24, blank=True)

    # Imported records: kept as they came.
    source_name = models.CharField(max_length=60, blank=True)
    county = models.CharField(max_length=40, blank=True)
    original = models.JSONField(default=dict, blank=True)
    row_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("Accident")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="accident_reported_after", condition=Q(reported_at__gte=F("occurred_at"))),
            models.CheckConstraint(
                name="accident_marks_in_order",
                condition=(Q(evidence_at__isnull=True) | Q(evidence_at__gte=F("connected_at")))
                & (Q(cleared_at__isnull=True) | Q(evidence_at__isnull=True) | Q(cleared_at__gte=F("evidence_at")))
                & (
                    Q(determined_at__isnull=True)
                    | Q(connected_at__isnull=True)
                    | Q(determined_at__gte=F("connected_at"))
                )
                & (Q(delivered_at__isnull=True) | Q(delivered_at__gte=F("determined_at"))),
            ),
            models.CheckConstraint(  # 146 art. 24: a determination names everybody's liability and the facts
                name="accident_determined_whole",
                condition=~DETERMINED | (~Q(liability={}) & ~Q(facts="")),
            ),
            models.CheckConstraint(  # 146 art. 23: never by simple procedure where somebody was killed
                name="accident_death_is_general",
                condition=~(DETERMINED & Q(dead__gt=0)),
            ),
            models.CheckConstraint(
                name="accident_imported_decides_nothing",
                condition=~Q(channel="imported") | Q(determined_at__isnull=True, liability={}, settled=False),
            ),
            models.CheckConstraint(
                name="accident_review_after_delivery",
                condition=Q(review_asked_at__isnull=True) | Q(review_asked_at__gte=F("delivered_at")),
            ),
            models.UniqueConstraint(name="accident_row_once", fields=["row_hash"], condition=~Q(row_hash="")),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="accident_occurred", fields=["occurred_at"]),
            models.Index(name="accident_determined", fields=["determined_at"], condition=DETERMINED),
            models.Index(name="accident_connected", fields=["connected_at"], condition=Q(connected_at__isnull=False)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            triggers.needs_act("changes_by_act"),
            triggers.never("no_delete", pgtrigger.Delete, "An accident is never deleted."),
            triggers.never_truncate("no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.occurred_at:%Y-%m-%d %H:%M}"

    @property
    def marks(self) -> dict[str, Any]:
        """The five marks of the ten-minute clock."""
        return {
            "connected": self.connected_at, "evidence": self.evidence_at, "cleared": self.cleared_at,
            "determined": self.determined_at, "delivered": self.delivered_at,
        }  # fmt: skip

    @property
    def slot_list(self) -> list[str]:
        return self.slots.split()


class AccidentParty(models.Model):
    """One party as told at the intake: person, vehicle, insurer (146 arts. 16, 21, 24)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="accident_parties")
    letter = models.CharField(max_length=1)
    role = models.CharField(max_length=12)  # motor | non_motor | pedestrian
    name = models.CharField(_("Name"), max_length=60)
    id_no = models.CharField(max_length=30, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    plate = models.CharField(max_length=12, blank=True)
    plate_kind = models.CharField(max_length=2, blank=True)
    vehicle_type = models.CharField(max_length=4, blank=True)
    insurer = models.CharField(max_length=60, blank=True)
    policy_no = models.CharField(max_length=40, blank=True)
    damage = models.CharField(max_length=100, blank=True)  # 碰撞部位

    class Meta:
        ordering: ClassVar[list[str]] = ["letter"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="accident_party_letter_once", fields=["case", "letter"]),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            triggers.needs_act("told_by_act", operation=triggers.ROW_MOVES),
            triggers.never("no_delete", pgtrigger.Delete, "A party of an accident is never deleted."),
            triggers.never_truncate("no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.name}"
