"""One small brigade with one of everything that an address can name, and seven people who ask for it."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from tests import factories
from traffic_police.accounts import services as accounts
from traffic_police.accounts.models import Officer, Role
from traffic_police.cases import jobs
from traffic_police.cases.evidencing import add_evidence
from traffic_police.cases.models import Case, Document, Evidence, Job
from traffic_police.registry.importing import runs
from traffic_police.registry.models import Driver
from traffic_police.reports.models import Report
from violations.models import Offence

PEOPLE = ("owner", "colleague", "stranger", "supervisor", "auxiliary", "administrator", "anonymous")
TABLE = "牌,号牌种类,车辆类型\n鲁Q·12345,02,小型轿车\n=1+1,02,\n".encode()


def picture(colour: str = "red", size: tuple[int, int] = (16, 16)) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, "JPEG")
    return kept.getvalue()


def upload(name: str = "现场.jpg", content: bytes = b"", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or picture(), kind)


@dataclass
class World:
    """People by their part, and what stands in the addresses of the rights table."""

    people: dict[str, Officer]
    case: Case
    names: dict[str, Any] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, who: str) -> Client:
        """A signed-in client, made once for each person."""
        if who not in self.clients:
            made = Client(raise_request_exception=False)
            if who != "anonymous":
                made.force_login(self.people[who], backend="django.contrib.auth.backends.ModelBackend")
            self.clients[who] = made
        return self.clients[who]


def build() -> World:
    """The brigade. A squad with the owner of a case, a second squad, and people above both."""
    first, second = factories.squad("一中队"), factories.squad("二中队")
    office = factories.squad("政工办公室")
    people = {
        "owner": factories.officer(first),
        "colleague": factories.officer(first),
        "stranger": factories.officer(second),
        "supervisor": factories.officer(factories.brigade(), Role.SUPERVISOR),
        "auxiliary": factories.auxiliary(first),
        "administrator": factories.officer(office, Role.ADMINISTRATOR, kind="civilian"),
    }
    for person in people.values():
        person.set_password("Right-of-way-9")
        person.save()
    case = factories.served(people["owner"])
    made = World(people, case, _names(people, case, first.code))
    for who in PEOPLE:  # sessions stand outside of what is taken back
        made.client(who)
    return made


def _names(people: dict[str, Officer], case: Case, unit: str) -> dict[str, Any]:
    at, owner = timezone.now(), people["owner"]
    evidence = add_evidence(owner, case, upload(), at=at, kind=Evidence.Kind.AUDIOVISUAL)
    document = Document.objects.filter(case=case).earliest("pk")
    job = Job.objects.create(kind="test", title="Test", requested_by=owner, created_at=at)
    run = runs.receive(people["administrator"], "vehicles", "表.csv", [TABLE], at)
    token, _secret = accounts.issue_token(owner, label="desk", at=at, lifetime=dt.timedelta(days=1))
    report = _report(owner, at)
    driver = Driver.objects.earliest("pk")
    return {
        "number": case.number, "evidence_id": evidence.pk, "document_id": document.pk, "job_id": job.pk, "pk": run.pk,
        "token_id": token.pk, "report_id": report.pk, "driver_id": driver.pk,
        "offence_id": Offence.objects.filter(code="").first().pk, "code": document.verification,
        "unit": unit, "police_number": owner.police_number, "version": Case.objects.get(pk=case.pk).version,
        "person": _person(case),
    }  # fmt: skip


def _report(owner: Officer, at: dt.datetime) -> Report:
    from traffic_police.reports import freezing, periods

    day = timezone.localdate(at) - dt.timedelta(days=1)
    period = periods.Period(day, day, periods.Kind.DAILY)
    made = freezing.make_report(period, owner.unit, at=at)
    assert made is not None
    return made


def _person(case: Case) -> str:
    from traffic_police.cases.pages.subjects import person_token

    key = case.subjects.exclude(person_key="").values_list("person_key", flat=True)[0]
    return person_token(key)


__all__ = ["PEOPLE", "World", "build", "jobs", "picture", "upload"]
