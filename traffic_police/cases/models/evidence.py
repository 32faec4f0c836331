"""Evidence: stored by SHA-256, the original never rewritten."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from traffic_police.accounts.models import Officer
from traffic_police.cases import triggers
from traffic_police.cases.models.case import Case


class Evidence(models.Model):
    """One piece of evidence (处罚法 46, eight kinds)."""

    class Kind(models.TextChoices):
        DOCUMENTARY = "documentary", _("Documentary evidence")
        PHYSICAL = "physical", _("Physical evidence")
        AUDIOVISUAL = "audiovisual", _("Audio-visual material")
        ELECTRONIC = "electronic", _("Electronic data")
        WITNESS = "witness", _("Witness testimony")
        STATEMENT = "statement", _("Statement of the party")
        EXPERT = "expert", _("Expert opinion")
        INSPECTION = "inspection", _("Record of inspection")

    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    kind = models.CharField(_("Kind"), max_length=14, choices=Kind)
    title = models.CharField(_("Title"), max_length=100, blank=True)
    original_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=60)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    captured_at = models.DateTimeField(null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    derived = models.JSONField(default=dict, blank=True)  # EXIF, width, height: beside the original, never in it
    added_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="evidence_once_per_case", fields=["case", "sha256"])
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = triggers.EVIDENCE

    def __str__(self) -> str:
        return self.title or self.original_name


class EvidenceAccess(models.Model):
    """Who looked at, checked or copied a piece of evidence, and when (chain of custody)."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="accesses")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField()
    what = models.CharField(max_length=20)  # added | viewed | downloaded | verified | mismatch

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = triggers.APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
