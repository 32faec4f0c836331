"""Units, officers, their qualification and what they may do."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    BRIGADE = "brigade", _("Brigade")
    SQUAD = "squad", _("Squad")
    CENTRE = "centre", _("Centre")
    OFFICE = "office", _("Office")


@pghistory.track()
class Unit(models.Model):
    """A brigade (大队), a squad (中队) or a centre (中心); a tree of two or three levels."""

    code = models.CharField(_("Code"), max_length=12, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    short_name = models.CharField(_("Short name"), max_length=20)
    kind = models.CharField(_("Kind"), max_length=10, choices=UnitKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Part of")
    )
    active = models.BooleanField(_("In use"), default=True)
    order = models.PositiveSmallIntegerField(_("Order"), default=100)

    class Meta:
        ordering: ClassVar[list[str]] = ["order", "code"]
        verbose_name = _("Unit")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="unit_root_is_brigade",
                condition=Q(parent__isnull=False) | Q(kind=UnitKind.BRIGADE),
                violation_error_message=_("Only a brigade stands alone. Choose what this unit is part of."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


class PersonKind(models.TextChoices):
    """执勤规范 5: auxiliaries never decide a penalty or a coercive measure."""

    POLICE = "police", _("Police officer")
    AUXILIARY = "auxiliary", _("Auxiliary")
    CIVILIAN = "civilian", _("Civilian")


class Role(models.TextChoices):
    OFFICER = "officer", _("Officer")
    SQUAD_LEADER = "squad_leader", _("Squad leader")
    DISPATCHER = "dispatcher", _("Dispatcher")
    LEGAL_REVIEWER = "legal_reviewer", _("Legal reviewer")
    PERMIT_CLERK = "permit_clerk", _("Permit clerk")
    BRIGADE_LEADER = "brigade_leader", _("Brigade leader")
    SUPERVISOR = "supervisor", _("Supervisor")
    ADMINISTRATOR = "administrator", _("Administrator")


# Who sees the cases of the whole brigade; everybody else sees those of the own unit and its parts.
BRIGADE_WIDE: frozenset[str] = frozenset(
    {Role.DISPATCHER, Role.LEGAL_REVIEWER, Role.PERMIT_CLERK, Role.BRIGADE_LEADER, Role.SUPERVISOR}
)


class OfficerManager(BaseUserManager["Officer"]):
    def create_user(self, police_number: str, password: str | None = None, **fields: Any) -> Officer:
        officer = self.model(police_number=police_number, **fields)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer


@pghistory.track(exclude=["password", "last_login"])
class Officer(AbstractBaseUser):
    """A person of the brigade who signs in with the police number (警号, six digits; auxiliaries 'F' and five)."""

    police_number = models.CharField(
        _("Police number"),
        max_length=8,
        unique=True,
        validators=[RegexValidator(r"^[0-9A-Z]{4,8}$", _("Four to eight digits or capital letters."))],
    )
    name = models.CharField(_("Name"), max_length=50)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    kind = models.CharField(_("Kind"), max_length=10, choices=PersonKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officers", verbose_name=_("Unit"))
    roles: models.Field[Any, Any] = ArrayField(
        models.CharField(max_length=20, choices=Role), default=list, blank=True, verbose_name=_("Roles")
    )
    is_active = models.BooleanField(_("In service"), default=True)
    must_change_password = models.BooleanField(_("Must change the password"), default=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[OfficerManager] = OfficerManager()

    USERNAME_FIELD = "police_number"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering: ClassVar[list[str]] = ["police_number"]
        verbose_name = _("Officer")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                # 执勤规范 5, 强制法 17: deciding roles belong to police officers alone.
                name="officer_deciding_roles_are_police",
                condition=Q(kind=PersonKind.POLICE)
                | ~Q(roles__overlap=[Role.OFFICER, Role.SQUAD_LEADER, Role.LEGAL_REVIEWER, Role.BRIGADE_LEADER]),
                violation_error_message=_("Auxiliaries and civilians cannot hold a role that decides penalties."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.police_number}"

    def has(self, *roles: str) -> bool:
        """Whether the officer holds one of the roles."""
        return bool(set(self.roles) & set(roles))

    @property
    def role_names(self) -> list[str]:
        """The roles in words, in the order of the list of roles."""
        return [str(role.label) for role in Role if role in self.roles]

    @property
    def sees_brigade(self) -> bool:
        return bool(set(self.roles) & BRIGADE_WIDE)

    @property
    def is_police(self) -> bool:
        return self.kind == PersonKind.POLICE


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


@pghistory.track()
class Qualification(models.Model):
    """Enforcement qualification (执法资格): who may decide, from which day to which day, both included."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="qualifications")
    certificate = models.CharField(_("Certificate"), max_length=30)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"))

    class Meta:
        verbose_name = _("Enforcement qualification")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="qualification_from_before_to",
                condition=Q(valid_from__lte=F("valid_to")),
                violation_error_message=_("The last day is before the first."),
            ),
            ExclusionConstraint(
                name="qualification_no_overlap",
                expressions=[
                    ("officer", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} {self.valid_from}–{self.valid_to}"

    def covers(self, day: dt.date) -> bool:
        return self.valid_from <= day <= self.valid_to


class ApiToken(models.Model):
    """An API token: only its SHA-256 is stored; expires, can be listed and revoked."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(_("Label"), max_length=60, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]
        verbose_name = _("API token")

    def __str__(self) -> str:
        return f"{self.officer_id} {self.created_at:%Y-%m-%d}"
