"""What comes from a party's own phone: the link, the photographs, the drawn signature."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models

from accidents.models.accident import AccidentParty
from traffic_police.cases import triggers
from traffic_police.cases.models import Case, Document


class PartyLink(models.Model):
    """A signed link for one party of one case. The first phone that starts keeps it; the address alone does not do."""

    party = models.ForeignKey(AccidentParty, models.PROTECT, related_name="links")
    nonce = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    phone_hash = models.CharField(max_length=64, blank=True)  # SHA-256 of the secret that the first phone holds
    started_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.party_id} {self.expires_at:%Y-%m-%d %H:%M}"


class Shot(models.Model):
    """One guided photograph: the original by its hash, what was checked, what EXIF claims."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="accident_shots")
    party = models.ForeignKey(AccidentParty, models.PROTECT, related_name="shots")
    slot = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sharpness = models.FloatField()
    brightness = models.FloatField()
    taken_at = models.DateTimeField(null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="accident_shot_once", fields=["case", "sha256"]),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            triggers.needs_act("received_by_act", operation=pgtrigger.Insert),
            *triggers.APPEND_ONLY,
        ]

    def __str__(self) -> str:
        return f"{self.slot} {self.sha256[:8]}"


class Signature(models.Model):
    """A signature drawn on the phone, bound to the hash of the document that was shown."""

    party = models.ForeignKey(AccidentParty, models.PROTECT, related_name="signatures")
    case = models.ForeignKey(Case, models.PROTECT, related_name="accident_signatures")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    document_hash = models.CharField(max_length=64)
    strokes = models.JSONField()  # lists of points, 0–1000 each
    strokes_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="accident_signed_once", fields=["document", "party"]),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            triggers.needs_act("signed_by_act", operation=pgtrigger.Insert),
            *triggers.APPEND_ONLY,
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.document_hash[:8]}"

    @property
    def drawn(self) -> list[str]:
        """The strokes as SVG paths in a box of 1000 by 350."""
        return ["M" + "L".join(f"{x} {y * 35 // 100}" for x, y in stroke) for stroke in self.strokes]
