"""The page flow of an import of violations: upload, unknown codes by hand, import, and the record's own page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import factories
from traffic_police.registry.models import ImportMapping, ImportRun
from violations.importing.places import Ambiguous, Mark, kilometre_mark
from violations.models import Violation

PERSON = factories.resident()
TABLE = f"违法时间,违法地点,违法代码,违法行为,身份证号\n2014-01-26 16:09,人民路,1352A,超速,{PERSON}\n".encode()


@pytest.fixture
def desk(client: Client, db: None, settings: Any, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    settings.CELERY_TASK_ALWAYS_EAGER = True
    client.force_login(factories.officer(factories.brigade(), "administrator", kind="civilian"))
    return client


def _post(desk: Client, run: ImportRun, commit: Callable[..., Any], **more: str) -> Any:
    fields = {
        "occurred-column": "违法时间", "place-column": "违法地点", "offence_code-column": "违法代码",
        "offence_text-column": "违法行为", "party_id-column": "身份证号", "source-constant": "旧台账",
    }  # fmt: skip
    with commit(execute=True):
        return desk.post(f"/registry/imports/{run.pk}/", {**fields, **more})


def test_unknown_codes_are_shown_explained_and_kept_with_the_mapping(
    desk: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    commit = django_capture_on_commit_callbacks
    desk.post("/registry/imports/", {"importer": "violations", "file": SimpleUploadedFile("表.csv", TABLE)})
    run = ImportRun.objects.get()
    assert _post(desk, run, commit, begin="check").status_code == 302
    assert "1352A = " in desk.get(f"/registry/imports/{run.pk}/").content.decode()
    wrong = _post(desk, run, commit, begin="import", **{"offence-values": "1352A = 999999"})
    assert list(wrong.context["form"].errors) == ["offence-values"]
    right = _post(desk, run, commit, begin="import", save_as="旧台账", **{"offence-values": "1352A = 13521"})
    assert right.status_code == 302
    assert ImportMapping.objects.get().definition["values"] == {"offence": {"1352A": "13521"}}
    row = Violation.objects.select_related("case", "offence").get()
    assert row.offence is not None
    assert row.offence.code == "13521"
    assert desk.get(f"/registry/imports/{run.pk}/").status_code == 200


def test_the_page_of_a_record_shows_the_original_words_and_masks_the_person(
    desk: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    desk.post("/registry/imports/", {"importer": "violations", "file": SimpleUploadedFile("表.csv", TABLE)})
    _post(desk, ImportRun.objects.get(), django_capture_on_commit_callbacks, begin="import")
    case = Violation.objects.select_related("case").get().case
    page = desk.get(f"/cases/{case.number}/").content.decode()
    assert "违法行为" in page
    assert PERSON not in page


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("G25K42+575", Mark("G25", 42, 575)),
        ("G25 长深高速 K42+575 北向南", Mark("G25 长深高速", 42, 575)),
        ("岳临高速公路0312公里000米", Mark("岳临高速公路", 312, 0)),
        ("宁高线（123省道）79公里950米", Mark("宁高线(123省道)", 79, 950)),
        ("岳临高速530km+800m", Mark("岳临高速", 530, 800)),
        ("广乐高速15公里", Mark("广乐高速", 15, 0)),
        ("某线 530+800", Mark("某线", 530, 800)),
        ("G3566公里600米至G3541公里900米", Ambiguous()),
        ("人民路12号", None),
        ("", None),
    ],
)
def test_kilometre_marks_are_read_in_every_notation_of_the_mainland(text: str, found: object) -> None:
    assert kilometre_mark(text) == found
