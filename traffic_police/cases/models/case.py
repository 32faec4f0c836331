"""The row that every matter of the brigade has, and whom and what it is about."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from traffic_police.accounts.models import Officer, Unit
from traffic_police.cases import triggers
from traffic_police.cases.kinds import CaseKind, Origin, Stage, kind_of


class Case(models.Model):
    """A case of any kind: what board, search, deadlines and reports need. It changes only by acts."""

    number = models.CharField(_("Case number"), max_length=24, unique=True)
    kind = models.CharField(_("Kind"), max_length=16)
    origin = models.CharField(max_length=10, default=Origin.NATIVE, choices=[(o.value, o.value) for o in Origin])
    status = models.CharField(_("Status"), max_length=24)
    stage = models.CharField(_("Stage"), max_length=10, choices=Stage)
    version = models.PositiveIntegerField()  # the sequence of the last event
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("Unit"))
    lead = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Lead officer")
    )
    opened_at = models.DateTimeField(_("Opened"))
    occurred_at = models.DateTimeField(_("Occurred"), null=True, blank=True)
    due_at = models.DateTimeField(_("Due"), null=True, blank=True)  # the earliest running deadline
    closed_at = models.DateTimeField(_("Closed"), null=True, blank=True)
    place = models.CharField(_("Place"), max_length=200, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    datum = models.CharField(max_length=6, default="GCJ02", choices=[("GCJ02", "GCJ-02"), ("WGS84", "WGS-84")])
    title = models.CharField(_("Summary"), max_length=200)

    class Meta:
        verbose_name = _("Case")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="case_newest", fields=["-opened_at", "-id"]),
            models.Index(name="case_unit_status", fields=["unit", "status", "-opened_at", "-id"]),
            models.Index(name="case_unit_newest", fields=["unit", "-opened_at", "-id"]),
            models.Index(name="case_kind_newest", fields=["kind", "-opened_at", "-id"]),
            models.Index(name="case_lead_newest", fields=["lead", "-opened_at", "-id"]),
            models.Index(
                # Whole for the progress counts: they are answered without reading a case.
                name="case_open_counts",
                fields=["unit", "stage", "lead", "due_at"],
                condition=~Q(stage=Stage.CLOSED),
            ),
            models.Index(name="case_open_pressing", fields=["due_at", "id"], condition=~Q(stage=Stage.CLOSED)),
            models.Index(name="case_open_lead", fields=["lead", "due_at"], condition=~Q(stage=Stage.CLOSED)),
            GinIndex(name="case_title_trigrams", fields=["title"], opclasses=["gin_trgm_ops"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="case_closed_has_time",
                condition=Q(stage=Stage.CLOSED, closed_at__isnull=False)
                | (~Q(stage=Stage.CLOSED) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="case_coordinates_on_earth",
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
            ),
            models.CheckConstraint(name="case_version_positive", condition=Q(version__gte=1)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = triggers.CASE

    def __str__(self) -> str:
        return self.number

    @property
    def kind_row(self) -> CaseKind:
        return kind_of(self.kind)

    @property
    def is_open(self) -> bool:
        return self.stage != Stage.CLOSED


class CaseSubject(models.Model):
    """Whom or what a case is about; several per case. The search box, the cards and the look-backs ask this table."""

    class Role(models.TextChoices):
        VEHICLE = "vehicle", _("Vehicle")
        DRIVER = "driver", _("Driver")
        OWNER = "owner", _("Owner")
        PARTY = "party", _("Party")
        COMPANY = "company", _("Company")

    case = models.ForeignKey(Case, models.PROTECT, related_name="subjects")
    role = models.CharField(max_length=10, choices=Role)
    plate = models.CharField(max_length=12, blank=True)  # normalised: 鲁Q12345
    plate_kind = models.CharField(max_length=2, blank=True)
    person_key = models.CharField(max_length=30, blank=True)  # normalised identity number or credit code
    name = models.CharField(max_length=100, blank=True)
    # What the look-backs need without joining another app: the subject of the matter and its moment.
    topic = models.CharField(max_length=24, blank=True)  # e.g. the offence code
    occurred_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="subject_plate", fields=["plate", "plate_kind", "-occurred_at"], condition=~Q(plate="")),
            models.Index(name="subject_person", fields=["person_key", "-occurred_at"], condition=~Q(person_key="")),
            GinIndex(name="subject_plate_trigrams", fields=["plate"], opclasses=["gin_trgm_ops"]),
            GinIndex(name="subject_name_trigrams", fields=["name"], opclasses=["gin_trgm_ops"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="subject_names_something", condition=~Q(plate="") | ~Q(person_key="") | ~Q(name="")
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = triggers.SUBJECT

    def __str__(self) -> str:
        return self.plate or self.name


class SavedView(models.Model):
    """A list filter somebody keeps: the query string of the list, by name."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=30)
    name = models.CharField(_("Name"), max_length=40)
    query = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="saved_view_once", fields=["officer", "page", "name"])
        ]

    def __str__(self) -> str:
        return self.name
