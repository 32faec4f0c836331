"""The tables of permits: announcements with their zones and rules, places under a quota, permits, checks."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from traffic_police.accounts.models import Officer
from traffic_police.cases import triggers
from traffic_police.cases.models import Case


@pghistory.track()
class Notice(models.Model):
    """An announcement (通告) on which rules rest; its facts, with their source."""

    key = models.CharField(max_length=40, unique=True)
    division = models.CharField(max_length=6)
    authority = models.CharField(_("Authority"), max_length=80)
    title = models.CharField(_("Title"), max_length=120)
    reported_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    applied = models.BooleanField(default=True)  # a notice that is switched off restricts nobody

    class Meta:
        verbose_name = _("Announcement")

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Zone(models.Model):
    """A named area or set of roads under one announcement; permits are for a zone."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="zones")

    class Meta:
        verbose_name = _("Zone")

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ZoneRule(models.Model):
    """One restriction as data (`rules.reading` says in which shape), with what finds it: road names or a box."""

    code = models.CharField(max_length=30, unique=True)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="rules")
    definition = models.JSONField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    names: models.Field[list[str], list[str]] = ArrayField(models.CharField(max_length=60), default=list)
    west = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("Rule")
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(name="zone_rule_names", fields=["names"]),
            models.Index(name="zone_rule_box", fields=["west", "east"], condition=Q(west__isnull=False)),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="zone_rule_period", condition=Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from"))
                | Q(valid_to__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code


@pghistory.track()
class Quota(models.Model):
    """How many permits may be in use at once in a zone within a slot of the day (minutes after midnight)."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="quotas")
    start = models.PositiveSmallIntegerField(default=0)
    end = models.PositiveSmallIntegerField(default=1440)
    places = models.PositiveIntegerField(_("Places"))

    class Meta:
        verbose_name = _("Quota")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="quota_slot_once", fields=["zone", "start", "end"]),
            models.CheckConstraint(
                name="quota_slot_of_a_day", condition=Q(start__lt=1440, end__gte=1, end__lte=1440) & ~Q(start=F("end"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone_id} {self.start}-{self.end}: {self.places}"


class Permit(models.Model):
    """An application and, once it is granted, the permit itself. Changes only with an act of its case."""

    class Term(models.TextChoices):
        TEMP = "temp", _("Temporary, up to 3 days")
        SHORT = "short", _("Short, up to 30 days")
        LONG = "long", _("Long, up to 12 months")

    class Purpose(models.TextChoices):
        SUPPLY = "supply", _("Supply of the people")
        DELIVERY = "delivery", _("City delivery")
        CONSTRUCTION = "construction", _("Construction")
        POST = "post", _("Post and parcels")
        DANGEROUS = "dangerous", _("Dangerous goods")
        MOVING = "moving", _("Moving house")
        RESCUE = "rescue", _("Rescue and repair")
        OTHER = "other", _("Other")

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="permit")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="permits")
    plate = models.CharField(_("Plate"), max_length=12)
    plate_kind = models.CharField(max_length=2)
    vehicle_type = models.CharField(max_length=4, blank=True)
    applicant_name = models.CharField(_("Applicant"), max_length=100)
    applicant_code = models.CharField(max_length=30, blank=True)  # identity number or credit code
    contact = models.CharField(_("Contact"), max_length=50, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    drivers = models.JSONField(default=list, blank=True)  # [{"name", "id_no", "classes"}]
    purpose = models.CharField(_("Purpose"), max_length=14, choices=Purpose)
    goods = models.CharField(_("Goods"), max_length=100, blank=True)
    origin = models.CharField(_("From"), max_length=100, blank=True)
    destination = models.CharField(_("To"), max_length=100, blank=True)
    roads: models.Field[list[str], list[str]] = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    first_day = models.DateField(_("First day"))
    last_day = models.DateField(_("Last day"))
    windows = models.JSONField(default=list, blank=True)  # as in the rules; empty: any time
    term = models.CharField(_("Term"), max_length=6, choices=Term)
    by_link = models.BooleanField(default=False)
    checks = models.JSONField(default=list, blank=True)  # [{"code", "passed", "found"}] of the last submission
    self_approving = models.BooleanField(default=False)  # the policy of that moment lets the system approve
    supplement = models.CharField(max_length=500, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)  # granted | rejected | withdrawn
    number = models.CharField(_("Permit number"), max_length=30, blank=True)
    state = models.CharField(max_length=10, blank=True)  # active | suspended | revoked | expired
    ended_at = models.DateTimeField(null=True, blank=True)  # revoked or expired

    class Meta:
        verbose_name = _("Permit")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="permit_number_once", fields=["number"], condition=~Q(number="")),
            models.CheckConstraint(name="permit_period_in_order", condition=Q(first_day__lte=F("last_day"))),
            models.CheckConstraint(
                name="permit_granted_has_number",
                condition=Q(outcome="granted", decided_at__isnull=False) & ~Q(number="") & ~Q(state="")
                | ~Q(outcome="granted") & Q(number="", state=""),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="permit_of_vehicle", fields=["plate", "plate_kind", "last_day"], condition=~Q(number="")),
            models.Index(
                name="permit_of_zone", fields=["zone", "last_day"], condition=Q(state__in=["active", "suspended"])
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            triggers.needs_act("changes_by_act"),
            triggers.never("no_delete", pgtrigger.Delete, "A permit is revoked, never deleted."),
            triggers.never_truncate("no_truncate"),
        ]

    def __str__(self) -> str:
        return self.number or self.plate

    @property
    def lead_id(self) -> Any:
        return self.case.lead_id


class Check(models.Model):
    """One asked question and its answer. Rows are only ever added."""

    at = models.DateTimeField()  # the moment asked about
    asked_at = models.DateTimeField()
    actor = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    plate = models.CharField(max_length=12)
    plate_kind = models.CharField(max_length=2)
    place = models.JSONField(default=dict)
    restricted = models.BooleanField(null=True)
    permitted = models.BooleanField(null=True)
    answer = models.JSONField()

    class Meta:
        verbose_name = _("Check of a permit")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="check_of_vehicle", fields=["plate", "plate_kind", "-asked_at"]),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = triggers.APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.plate} {self.at:%Y-%m-%d %H:%M}"
