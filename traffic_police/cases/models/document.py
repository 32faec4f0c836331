"""Official documents (文书) and their numbers."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from traffic_police.accounts.models import Officer, Unit
from traffic_police.cases import triggers
from traffic_police.cases.models.case import Case


class NumberCounter(models.Model):
    """The last number given, per kind of document, unit and year. Locked late; a rolled-back act returns its number."""

    kind = models.CharField(max_length=32)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="counter_once", fields=["kind", "unit", "year"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class NumberRange(models.Func):
    """[first, last] as a range of the database."""

    function = "INT8RANGE"
    output_field = BigIntegerRangeField()


class NationalBlock(models.Model):
    """A block of national document numbers that the platform allotted and an administrator loaded (15 digits)."""

    category = models.CharField(max_length=1)  # 文书类别: 1, 3, 6
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="national_blocks", verbose_name=_("Unit"))
    first = models.BigIntegerField(_("First number"))
    last = models.BigIntegerField(_("Last number"))
    next = models.BigIntegerField(_("Next number"))
    loaded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="block_next_inside",
                condition=Q(first__lte=F("last"), next__gte=F("first"), next__lte=F("last") + 1),
            ),
            ExclusionConstraint(
                name="block_no_overlap",
                expressions=[(NumberRange("first", "last", models.Value("[]")), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="block_fifteen_digits", condition=Q(first__gte=10**14, last__lt=10**15)),
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"


class Document(models.Model):
    """A document of a case: what it said (snapshot), with which template, its numbers, its PDF and hash."""

    class State(models.TextChoices):
        SIGNED = "signed", _("Signed")
        SERVED = "served", _("Served")
        VOIDED = "voided", _("Voided")

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=32)
    title = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField(null=True, blank=True)
    number = models.CharField(max_length=40, blank=True)  # own letter number, e.g. 临港公交决字〔2026〕1号
    national_number = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.SIGNED)
    data = models.JSONField()
    template = models.CharField(max_length=100)
    template_version = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    served_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=200, blank=True)
    verification = models.CharField(max_length=32, unique=True)  # unguessable; the QR code carries it
    pdf = models.CharField(max_length=200, blank=True)  # path below MEDIA_ROOT
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="document_serial_once",
                fields=["kind", "unit", "year", "serial"],
                condition=Q(serial__isnull=False),
            ),
            models.UniqueConstraint(
                name="document_national_once", fields=["national_number"], condition=~Q(national_number="")
            ),
            models.CheckConstraint(
                name="document_national_format",
                condition=Q(national_number="") | Q(national_number__regex=r"^\d{15}[0-9A-Z]?$"),
            ),
            models.CheckConstraint(
                name="document_voided_with_reason", condition=Q(voided_at__isnull=True) | ~Q(void_reason="")
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = triggers.DOCUMENT

    def __str__(self) -> str:
        return f"{self.title} {self.number}"
