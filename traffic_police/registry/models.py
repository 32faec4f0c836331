"""What is known about vehicles, drivers and companies, who looked behind a mask, and what was imported."""

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
from traffic_police.registry.rules import plates


class IdType(models.TextChoices):
    RESIDENT = "resident", _("Resident identity card")
    HK_MACAU = "hk_macau", _("Hong Kong and Macau travel permit")
    TAIWAN = "taiwan", _("Taiwan travel permit")
    FOREIGN_RESIDENT = "foreign_resident", _("Foreigner's residence card")
    PASSPORT = "passport", _("Passport")
    OTHER = "other", _("Other paper")


@pghistory.track()
class Company(models.Model):
    """A company or another unit (单位) with a unified social credit code."""

    credit_code = models.CharField(_("Social credit code"), max_length=18)
    name = models.CharField(_("Company name"), max_length=100)
    legal_representative = models.CharField(_("Legal representative"), max_length=50, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    address = models.CharField(_("Address"), max_length=200, blank=True)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "pk"]
        verbose_name = _("Company")
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(name="company_name_trgm", fields=["name"], opclasses=["gin_trgm_ops"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="company_credit_code_unique", fields=["credit_code"]),
            models.CheckConstraint(
                name="company_credit_code_form",
                condition=Q(credit_code__regex=r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"),
            ),
            models.CheckConstraint(name="company_has_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Vehicle(models.Model):
    """A vehicle; its identity is plate *and* plate kind. Masses are in kilograms."""

    plate = models.CharField(_("Plate"), max_length=plates.LONGEST)
    plate_kind = models.CharField(_("Plate kind"), max_length=2)
    vehicle_type = models.CharField(_("Vehicle type"), max_length=3, blank=True)
    use_nature = models.CharField(_("Use"), max_length=1, blank=True)
    colour = models.CharField(_("Colour"), max_length=3, blank=True)
    brand = models.CharField(_("Make and model"), max_length=60, blank=True)
    vin = models.CharField(_("VIN"), max_length=17, blank=True)
    owner_name = models.CharField(_("Owner"), max_length=100, blank=True)
    owner_id_no = models.CharField(_("Owner's identity number"), max_length=20, blank=True)
    owner_phone = models.CharField(_("Owner's phone"), max_length=20, blank=True)
    owner_company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="vehicles", verbose_name=_("Owning company")
    )
    approved_seats = models.PositiveSmallIntegerField(_("Approved seats"), null=True, blank=True)
    approved_load_kg = models.PositiveIntegerField(_("Approved load (kg)"), null=True, blank=True)
    max_gross_mass_kg = models.PositiveIntegerField(_("Maximum gross mass (kg)"), null=True, blank=True)
    inspection_valid_to = models.DateField(_("Inspection valid to"), null=True, blank=True)
    insurance_valid_to = models.DateField(_("Insurance valid to"), null=True, blank=True)
    status = models.CharField(_("Vehicle status"), max_length=10, default="A")
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["plate", "plate_kind"]
        verbose_name = _("Vehicle")
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(name="vehicle_plate_trgm", fields=["plate"], opclasses=["gin_trgm_ops"]),
            models.Index(name="vehicle_owner_id_no", fields=["owner_id_no"], condition=~Q(owner_id_no="")),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="vehicle_plate_and_kind_unique", fields=["plate", "plate_kind"]),
            models.CheckConstraint(
                name="vehicle_plate_normalised", condition=Q(plate__regex=r"^[^[:space:][:lower:]·•-]{2,12}$")
            ),
            models.CheckConstraint(
                name="vehicle_plate_kind_has_identity",
                condition=Q(plate_kind__in=sorted(set(plates.KINDS) - plates.WITHOUT_IDENTITY)),
            ),
            models.CheckConstraint(
                name="vehicle_one_owner", condition=Q(owner_company__isnull=True) | Q(owner_id_no="")
            ),
            models.CheckConstraint(name="vehicle_status_letters", condition=Q(status__regex=r"^[A-Z]{1,10}$")),
        ]

    def __str__(self) -> str:
        return plates.printed(self.plate)


@pghistory.track()
class Driver(models.Model):
    """A driver; the identity number is the licence number (证号)."""

    id_type = models.CharField(_("Kind of paper"), max_length=16, choices=IdType, default=IdType.RESIDENT)
    id_no = models.CharField(_("Identity number"), max_length=20)
    name = models.CharField(_("Name"), max_length=50)
    pinyin = models.CharField(max_length=200, blank=True, editable=False)
    classes: models.Field[Any, Any] = ArrayField(
        models.CharField(max_length=2), default=list, blank=True, verbose_name=_("Licence classes")
    )
    file_no = models.CharField(_("Licence file number"), max_length=12, blank=True)
    first_issue = models.DateField(_("First issued"), null=True, blank=True)
    valid_to = models.DateField(_("Licence valid to"), null=True, blank=True)
    long_term = models.BooleanField(_("Valid for a long term"), default=False)
    authority = models.CharField(_("Issuing authority"), max_length=60, blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    address = models.CharField(_("Address"), max_length=200, blank=True)
    # Kept by the national platform; what we hold is what we were told, and when.
    points_in_period = models.PositiveSmallIntegerField(_("Points in the period"), null=True, blank=True)
    points_as_of = models.DateField(_("Points as of"), null=True, blank=True)
    status = models.CharField(_("Licence status"), max_length=10, default="A")
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["pinyin", "pk"]
        verbose_name = _("Driver")
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(
                name="driver_name_trgm",
                fields=["name", "pinyin", "id_no"],
                opclasses=["gin_trgm_ops", "gin_trgm_ops", "gin_trgm_ops"],
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="driver_id_no_unique", fields=["id_no"]),
            models.CheckConstraint(
                name="driver_resident_id_form",
                condition=~Q(id_type=IdType.RESIDENT) | Q(id_no__regex=r"^[0-9]{17}[0-9X]$"),
            ),
            models.CheckConstraint(name="driver_id_no_present", condition=Q(id_no__regex=r"^[0-9A-Z]{4,20}$")),
            models.CheckConstraint(name="driver_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="driver_file_no_form", condition=Q(file_no="") | Q(file_no__regex=r"^[0-9]{12}$")
            ),
            models.CheckConstraint(
                name="driver_issued_before_expiry",
                condition=Q(first_issue__isnull=True) | Q(valid_to__isnull=True) | Q(first_issue__lte=F("valid_to")),
            ),
            models.CheckConstraint(
                name="driver_long_term_has_no_end", condition=Q(long_term=False) | Q(valid_to__isnull=True)
            ),
            models.CheckConstraint(name="driver_status_letters", condition=Q(status__regex=r"^[A-Z]{1,10}$")),
        ]

    def __str__(self) -> str:
        return self.name


class VehicleDriver(models.Model):
    """Who was met driving what: offered by the card, never assumed to be the driver of the next case."""

    vehicle = models.ForeignKey(Vehicle, models.CASCADE, related_name="known_drivers")
    driver = models.ForeignKey(Driver, models.CASCADE, related_name="known_vehicles")
    first_seen = models.DateTimeField(_("First seen"))
    last_seen = models.DateTimeField(_("Last seen"))
    times = models.PositiveIntegerField(_("Times"), default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["-last_seen", "pk"]
        verbose_name = _("Known driver")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="vehicle_driver_once", fields=["vehicle", "driver"]),
            models.CheckConstraint(name="vehicle_driver_seen_in_order", condition=Q(first_seen__lte=F("last_seen"))),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle_id} {self.driver_id}"


class RevealLog(models.Model):
    """Who looked behind which mask, when and why. Rows are only ever added."""

    actor = models.ForeignKey(Officer, models.PROTECT, related_name="reveals", verbose_name=_("Who"))
    subject_kind = models.CharField(_("Of what"), max_length=20)
    subject_key = models.CharField(_("Which"), max_length=40)
    field = models.CharField(_("Field"), max_length=40)
    reason = models.CharField(_("Reason"), max_length=200)
    at = models.DateTimeField(_("When"))

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        verbose_name = _("Look behind a mask")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="reveal_subject", fields=["subject_kind", "subject_key"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="reveal_has_reason", condition=~Q(reason="")),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="reveal_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.subject_kind} {self.field}"


class ImportMapping(models.Model):
    """How the columns of one kind of file fill the fields of one importer, kept by name."""

    importer = models.CharField(_("Imported into"), max_length=30)
    name = models.CharField(_("Name"), max_length=60)
    # {"fields": {target: {"column": …} or {"constant": …}, "converter": …}}; see importing.mapping
    definition = models.JSONField(default=dict)
    created_by = models.ForeignKey(Officer, models.PROTECT, related_name="import_mappings")
    updated_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["importer", "name"]
        verbose_name = _("Import mapping")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="import_mapping_name_unique", fields=["importer", "name"]),
            models.CheckConstraint(name="import_mapping_has_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class ImportStatus(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKED = "checked", _("Dry run done")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")


class ImportRun(models.Model):
    """One file and what became of its rows."""

    importer = models.CharField(_("Imported into"), max_length=30)
    file_name = models.CharField(_("File"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("Size"))
    mapping = models.JSONField(default=dict)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="import_runs", verbose_name=_("Who"))
    created_at = models.DateTimeField(_("Uploaded at"))
    finished_at = models.DateTimeField(_("Finished at"), null=True, blank=True)
    status = models.CharField(_("Status"), max_length=10, choices=ImportStatus, default=ImportStatus.UPLOADED)
    dry_run = models.BooleanField(_("Dry run"), default=False)
    rows_read = models.PositiveIntegerField(_("Rows read"), default=0)
    inserted = models.PositiveIntegerField(_("Added"), default=0)
    updated = models.PositiveIntegerField(_("Updated"), default=0)
    unchanged = models.PositiveIntegerField(_("Unchanged"), default=0)
    refused = models.PositiveIntegerField(_("Refused"), default=0)
    refused_by_reason = models.JSONField(default=dict)
    # The first few hundred: [{"row": 12, "column": "…", "code": "…", "sentence": "…"}]
    errors = models.JSONField(default=list)
    remarks = models.JSONField(default=dict)  # what was noted without refusing: {code: {text: rows}}
    refusal = models.CharField(_("Why the file was refused"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        verbose_name = _("Import")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="import_run_rows_add_up",
                condition=Q(rows_read=F("inserted") + F("updated") + F("unchanged") + F("refused")),
            ),
            models.CheckConstraint(name="import_run_sha256_form", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.importer} {self.file_name}"
