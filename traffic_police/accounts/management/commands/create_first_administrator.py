"""Make the first administrator of a production database: nobody else can sign in before."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from traffic_police.accounts.models import Officer, PersonKind, Role, Unit, UnitKind
from traffic_police.accounts.services import create_officer


class Command(BaseCommand):
    help = "Make the first administrator; refused once there is one. The password is asked for, or read from stdin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("police_number", help="six digits, the sign-in name")
        parser.add_argument("name", help="the person's name")
        parser.add_argument("--kind", choices=PersonKind.values, default=PersonKind.CIVILIAN.value)
        parser.add_argument("--unit", default="", help="code of an existing unit (the brigade)")

    def handle(self, *args: Any, **options: Any) -> None:
        if Officer.objects.filter(roles__contains=[Role.ADMINISTRATOR], is_active=True).exists():
            raise CommandError("There is an administrator already: ask that person to make the account.")
        password = read_password()
        try:
            with transaction.atomic():
                officer = create_officer(
                    None,
                    police_number=options["police_number"],
                    name=options["name"],
                    unit=unit_of(options["unit"]),
                    kind=options["kind"],
                    roles=[Role.ADMINISTRATOR],
                    password=password,
                    must_change_password=False,
                    at=timezone.now(),
                )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{officer} may now sign in and make the other accounts.")


def read_password() -> str:
    """Asked twice at a terminal; otherwise the first line of the input, so that it never stands in a command line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Once more: "):
        raise CommandError("The two passwords differ: run the command again.")
    return first


def unit_of(code: str) -> Unit:
    """The unit of that code; without one the brigade, made from the settings when the database is empty."""
    if code:
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise CommandError(f"There is no unit with the code {code}: leave --unit out for the brigade.")
        return unit
    found = Unit.objects.filter(kind=UnitKind.BRIGADE).order_by("order", "code").first()
    if found:
        return found
    brigade: dict[str, str] = settings.BRIGADE
    code = brigade["division"].ljust(12, "0")
    return Unit.objects.create(code=code, name=brigade["name"], short_name=brigade["short"], kind=UnitKind.BRIGADE)
