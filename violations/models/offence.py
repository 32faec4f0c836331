"""The offence table: violation codes with validity, points, bands and how sure each is."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class Offence(models.Model):
    """One row of the code table. `key` is the national code, or O163-<article>-<item> while that is unknown."""

    key = models.CharField(_("Key"), max_length=20, unique=True)
    code = models.CharField(_("Code"), max_length=6, blank=True)
    short_name = models.CharField(_("Name"), max_length=60)
    description = models.CharField(_("Description"), max_length=300)
    name_en = models.CharField(max_length=200, blank=True)
    category = models.CharField(_("Category"), max_length=30)
    legal_basis = models.CharField(max_length=200)
    penalty_basis = models.CharField(max_length=200)
    points_basis = models.CharField(max_length=200, blank=True)
    fine_min = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    fine_max = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    fine_default = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    points = models.PositiveSmallIntegerField(_("Points"), default=0)
    warning_allowed = models.BooleanField(default=False)
    measures: models.Field[list[str], list[str]] = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    roads: models.Field[list[str], list[str]] = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    procedure = models.CharField(max_length=12)
    first_violation_exempt = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    replaced_by = models.CharField(max_length=120, blank=True)  # keys, separated by spaces
    confidence = models.CharField(_("Confidence"), max_length=30)
    source = models.TextField(blank=True)
    pinyin = models.CharField(max_length=80, blank=True)  # initials of the short name: zj for 醉驾

    class Meta:
        ordering: ClassVar[list[str]] = ["key"]
        verbose_name = _("Offence")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="offence_code_once", fields=["code"], condition=~Q(code="")),
            models.CheckConstraint(name="offence_points_163", condition=Q(points__in=[0, 1, 2, 3, 6, 9, 12])),
            models.CheckConstraint(
                name="offence_band", condition=Q(fine_min__isnull=True) | Q(fine_min__lte=F("fine_max"))
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(
                name="offence_words",
                fields=["short_name", "description", "pinyin"],
                opclasses=["gin_trgm_ops", "gin_trgm_ops", "gin_trgm_ops"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_code} {self.short_name}"

    def valid_on(self, day: dt.date) -> bool:
        """Whether the row may be used for an act of that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    @property
    def shown_code(self) -> str:
        """The national code where it is known, else the key of our own table."""
        return self.code or self.key
