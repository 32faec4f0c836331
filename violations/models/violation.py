"""The violation's own row beside its case."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from traffic_police.cases import triggers
from traffic_police.cases.models import Case
from violations.models.offence import Offence

OFFENCE_VALID = """
IF NEW.offence_id IS NOT NULL AND NEW.channel <> 'imported' AND NOT EXISTS (
    SELECT 1 FROM violations_offence o
    WHERE o.id = NEW.offence_id
      AND (o.valid_from IS NULL OR o.valid_from <= (NEW.occurred_at AT TIME ZONE 'Asia/Shanghai')::date)
      AND (o.valid_to IS NULL OR o.valid_to >= (NEW.occurred_at AT TIME ZONE 'Asia/Shanghai')::date)
) THEN
    RAISE EXCEPTION 'superseded: The offence code is not in force on the day of the act.'
        USING ERRCODE = 'raise_exception';
END IF;
RETURN NEW;
"""


class AddYears(Func):
    """occurred + years, both columns."""

    template = "(%(expressions)s)"
    arg_joiner = " + "
    output_field = models.DateTimeField()


class Years(Func):
    function = "make_interval"
    template = "make_interval(years => %(expressions)s::int)"
    output_field = models.DurationField()


class ChinaDay(Func):
    """The calendar day in Asia/Shanghai: limitation ends with a day, not with a minute."""

    template = "((%(expressions)s) AT TIME ZONE 'Asia/Shanghai')::date"
    output_field = models.DateField()


class Violation(models.Model):
    """Facts, party and vehicle as they were, the law's answer, and what was decided. Changes only with an act."""

    class Channel(models.TextChoices):
        ON_SITE = "on_site", _("On site")
        IMPORTED = "imported", _("Imported")

    class Penalty(models.TextChoices):
        NONE = "", _("None yet")
        WARNING = "warning", _("Warning")
        FINE = "fine", _("Fine")

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="violation")
    channel = models.CharField(_("Channel"), max_length=10, choices=Channel, default=Channel.ON_SITE)
    procedure = models.CharField(_("Procedure"), max_length=12, blank=True)  # as the law's answer names it
    offence = models.ForeignKey(Offence, models.PROTECT, related_name="+", null=True, blank=True)
    occurred_at = models.DateTimeField(_("Occurred"))
    ended_at = models.DateTimeField(null=True, blank=True)  # a continuing act counts from its end (处罚法 36)
    discovered_at = models.DateTimeField(_("Discovered"))
    recorded_at = models.DateTimeField()
    limitation_years = models.PositiveSmallIntegerField(default=2, choices=[(2, "2"), (5, "5")])
    road_class = models.CharField(max_length=20, default="ordinary")
    road = models.CharField(max_length=60, blank=True)

    plate = models.CharField(_("Plate"), max_length=12, blank=True)
    plate_kind = models.CharField(max_length=2, blank=True)
    vehicle_type = models.CharField(max_length=4, blank=True)
    use_nature = models.CharField(max_length=2, blank=True)

    party_role = models.CharField(max_length=12, default="driver")  # onsite.PARTY_ROLES
    party_kind = models.CharField(max_length=10, default="individual")
    party_name = models.CharField(_("Party"), max_length=100, blank=True)
    party_id_type = models.CharField(max_length=16, default="resident")  # registry.IdType, or credit_code
    party_id_no = models.CharField(max_length=30, blank=True)
    party_sex = models.CharField(max_length=6, blank=True)  # male, female
    party_born = models.DateField(null=True, blank=True)
    party_phone = models.CharField(max_length=20, blank=True)
    party_address = models.CharField(max_length=200, blank=True)
    licence_class = models.CharField(max_length=40, blank=True)
    file_no = models.CharField(max_length=12, blank=True)

    facts = models.JSONField(default=dict, blank=True)
    circumstances = models.JSONField(default=dict, blank=True)
    answer = models.JSONField(default=dict, blank=True)  # the law's answer of that moment, whole
    fine_min = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    fine_max = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    fine_suggested = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    penalty_basis = models.CharField(max_length=300, blank=True)
    warning_allowed = models.BooleanField(default=False)
    oral_warning_allowed = models.BooleanField(default=False)
    exemption_grounds: models.Field[list[str], list[str]] = ArrayField(
        models.CharField(max_length=20), default=list, blank=True
    )

    statement = models.CharField(max_length=6, blank=True)  # given | waived
    statement_text = models.TextField(blank=True)
    statement_accepted = models.BooleanField(null=True, blank=True)
    statement_reply = models.TextField(blank=True)
    penalty = models.CharField(max_length=8, choices=Penalty, blank=True, default="")
    fine = models.DecimalField(_("Fine"), max_digits=8, decimal_places=2, default=0)
    points = models.PositiveSmallIntegerField(_("Points"), default=0)
    deviation_reason = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=16, blank=True)  # penalty | oral_warning | exempt | withdrawn | annulled
    exemption_ground = models.CharField(max_length=20, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)  # decided, released or exempted: the day of 查处
    service_manner = models.CharField(max_length=16, blank=True)
    national_number = models.CharField(max_length=16, blank=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    served_at = models.DateTimeField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    paid_amount = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    receipt = models.CharField(max_length=40, blank=True)
    collected_on_spot = models.BooleanField(default=False)
    body_camera = models.CharField(max_length=40, blank=True)
    recused: models.Field[list[int], list[int]] = ArrayField(models.BigIntegerField(), default=list, blank=True)

    # Imported records: kept as they came.
    source_name = models.CharField(max_length=60, blank=True)
    source_unit = models.CharField(max_length=80, blank=True)
    source_type = models.CharField(max_length=200, blank=True)
    original = models.JSONField(default=dict, blank=True)
    row_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("Violation")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(  # 105 art. 43, 法 107
                name="violation_simple_fine_limit", condition=~Q(procedure="simple") | Q(fine__lte=200)
            ),
            models.CheckConstraint(  # 163 art. 28: a warning carries no points
                name="violation_warning_is_bare", condition=~Q(penalty="warning") | Q(fine=0, points=0)
            ),
            models.CheckConstraint(  # 处罚法 62: no decision without statement given or waived
                name="violation_heard_before_decided",
                condition=Q(penalty="") | Q(statement__in=["given", "waived"]),
            ),
            models.CheckConstraint(name="violation_fine_is_positive", condition=~Q(penalty="fine") | Q(fine__gt=0)),
            models.CheckConstraint(
                name="violation_not_in_future",
                condition=Q(channel="imported")
                | Q(occurred_at__lte=F("discovered_at"), discovered_at__lte=F("recorded_at")),
            ),
            models.CheckConstraint(  # 处罚法 36: from the act, or the end of a continuing one, to its discovery
                name="violation_within_limitation",
                condition=Q(channel="imported")
                | Q(
                    LessThanOrEqual(
                        ChinaDay(F("discovered_at")),
                        AddYears(ChinaDay(Coalesce(F("ended_at"), F("occurred_at"))), Years(F("limitation_years"))),
                    )
                ),
            ),
            models.CheckConstraint(
                name="violation_imported_decides_nothing",
                condition=~Q(channel="imported") | Q(penalty="", fine=0, points=0, handled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="violation_native_names_offence", condition=Q(channel="imported") | Q(offence__isnull=False)
            ),
            models.CheckConstraint(
                name="violation_paid_whole", condition=Q(paid_on__isnull=True) | Q(paid_amount__gt=0)
            ),
            models.UniqueConstraint(name="violation_row_once", fields=["row_hash"], condition=~Q(row_hash="")),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="violation_handled", fields=["handled_at"], condition=Q(handled_at__isnull=False)),
            models.Index(name="violation_occurred", fields=["occurred_at"]),
            models.Index(
                name="violation_unpaid", fields=["served_at"], condition=Q(penalty="fine", paid_on__isnull=True)
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            triggers.needs_act("changes_by_act"),
            triggers.never("no_delete", pgtrigger.Delete, "A violation is never deleted."),
            triggers.never_truncate("no_truncate"),
            pgtrigger.Trigger(
                name="offence_in_force",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("offence_id", "occurred_at"),  # type: ignore[no-untyped-call]
                when=pgtrigger.Before,
                func=OFFENCE_VALID,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plate} {self.occurred_at:%Y-%m-%d %H:%M}"

    @property
    def lead_id(self) -> Any:
        return self.case.lead_id
