"""Writes of units, officers, their roles, qualifications, passwords and tokens."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

import pghistory
from django.contrib.auth import password_validation
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from traffic_police.accounts import rules
from traffic_police.accounts.models import ApiToken, Officer, Qualification, Role, Unit

_EDITABLE = frozenset({"name", "phone", "kind", "unit", "roles", "is_active"})


def require_administrator(actor: Officer | None) -> None:
    """`None` is the command line of the machine itself."""
    if actor is not None and not actor.has(Role.ADMINISTRATOR):
        raise PermissionDenied(_("Only an administrator may change units and officers."))


def _by(actor: Officer | None, act: str) -> Any:
    return pghistory.context(actor=actor.pk if actor else None, act=act)


@transaction.atomic
def create_officer(
    actor: Officer | None,
    *,
    police_number: str,
    name: str,
    unit: Unit,
    kind: str,
    roles: Sequence[str] = (),
    phone: str = "",
    password: str,
    must_change_password: bool = True,
    at: dt.datetime,
) -> Officer:
    """A new officer, with an initial password that must be changed. Raises ValidationError by field."""
    require_administrator(actor)
    officer = Officer(
        police_number=police_number,
        name=name,
        unit=unit,
        kind=kind,
        roles=list(roles),
        phone=phone,
        must_change_password=must_change_password,
        created_at=at,
    )
    _check_roles(officer)
    officer.full_clean(exclude=["password"])
    _check_password(password, officer)
    officer.set_password(password)
    with _by(actor, "create_officer"):
        officer.save()
    return officer


@transaction.atomic
def change_officer(actor: Officer | None, officer: Officer, **changes: Any) -> Officer:
    """Changes name, phone, kind, unit, roles or service of an officer; the last administrator stays one."""
    require_administrator(actor)
    unknown = set(changes) - _EDITABLE
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    # All administrators are locked first, in one order: of two who demote each other, the second sees the first.
    _serving_administrators()
    locked = Officer.objects.select_for_update().get(pk=officer.pk)
    was_administrator = locked.is_active and locked.has(Role.ADMINISTRATOR)
    for field, value in changes.items():
        setattr(locked, field, list(value) if field == "roles" else value)
    _check_roles(locked)
    locked.full_clean(exclude=["password"])
    with _by(actor, "change_officer"):
        locked.save(update_fields=sorted(changes))
    if was_administrator and not _serving_administrators():
        raise ValidationError({"roles": _("Somebody must remain administrator. Name another one first.")})
    return locked


def set_roles(actor: Officer | None, officer: Officer, roles: Sequence[str]) -> Officer:
    return change_officer(actor, officer, roles=roles)


def _check_roles(officer: Officer) -> None:
    if rules.roles_out_of_reach(officer.kind, officer.roles):
        raise ValidationError({"roles": _("Auxiliaries and civilians cannot hold a role that decides penalties.")})


def _serving_administrators() -> list[Officer]:
    found = Officer.objects.select_for_update().filter(roles__contains=[Role.ADMINISTRATOR], is_active=True)
    return list(found.order_by("pk"))


def _check_password(password: str, officer: Officer) -> None:
    try:
        password_validation.validate_password(password, officer)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error


@transaction.atomic
def save_unit(actor: Officer | None, unit: Unit) -> Unit:
    """Adds or changes a unit; a unit is never part of itself or of its own parts."""
    require_administrator(actor)
    unit.full_clean()
    above = unit.parent
    while above is not None:
        if above.pk == unit.pk:
            raise ValidationError({"parent": _("A unit cannot be part of itself or of one of its own parts.")})
        above = above.parent
    with _by(actor, "save_unit"):
        unit.save()
    return unit


@transaction.atomic
def grant_qualification(
    actor: Officer | None, officer: Officer, *, certificate: str, valid_from: dt.date, valid_to: dt.date
) -> Qualification:
    """Enforcement qualification from day to day, both included; periods of one officer do not overlap."""
    require_administrator(actor)
    qualification = Qualification(officer=officer, certificate=certificate, valid_from=valid_from, valid_to=valid_to)
    if not officer.is_police:
        raise ValidationError({"certificate": _("Only police officers hold an enforcement qualification.")})
    if valid_to < valid_from:
        raise ValidationError({"valid_to": _("The last day is before the first.")})
    overlapping = officer.qualifications.select_for_update().filter(valid_from__lte=valid_to, valid_to__gte=valid_from)
    if overlapping:
        raise ValidationError({"valid_from": _("This period overlaps with another qualification of the officer.")})
    qualification.full_clean(validate_constraints=False)
    with _by(actor, "grant_qualification"):
        qualification.save()
    return qualification


@transaction.atomic
def reset_password(actor: Officer | None, officer: Officer, password: str, at: dt.datetime) -> None:
    """A new initial password from an administrator; open sessions and tokens of the officer end."""
    require_administrator(actor)
    _set_password(officer, password, must_change=True, at=at, by=actor)


@transaction.atomic
def change_password(officer: Officer, password: str, at: dt.datetime) -> None:
    """The officer's own new password; other sessions and all tokens end."""
    if officer.check_password(password):
        raise ValidationError({"password": [_("The new password is the old one. Choose another.")]})
    _set_password(officer, password, must_change=False, at=at, by=officer)


def _set_password(officer: Officer, password: str, *, must_change: bool, at: dt.datetime, by: Officer | None) -> None:
    _check_password(password, officer)
    officer.set_password(password)
    officer.must_change_password = must_change
    officer.password_changed_at = at
    with _by(by, "set_password"):
        officer.save(update_fields=["password", "must_change_password", "password_changed_at"])
    officer.api_tokens.filter(revoked_at__isnull=True).update(revoked_at=at)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def issue_token(officer: Officer, *, label: str = "", at: dt.datetime, lifetime: dt.timedelta) -> tuple[ApiToken, str]:
    """A new token and its secret, which is shown this once and stored nowhere."""
    secret = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        officer=officer, digest=digest(secret), label=label, created_at=at, expires_at=at + lifetime
    )
    return token, secret


def revoke_token(officer: Officer, token_id: int, at: dt.datetime) -> bool:
    """False when the officer has no such live token."""
    return bool(officer.api_tokens.filter(pk=token_id, revoked_at__isnull=True).update(revoked_at=at))
