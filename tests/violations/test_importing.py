"""Violations kept elsewhere: what comes in, what is refused by name, and that nothing becomes an act of ours."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone

from tests import factories
from traffic_police.accounts.models import Officer
from traffic_police.cases.chains import verify
from traffic_police.cases.deciding import decide
from traffic_police.cases.models import Case, CaseEvent, CaseSubject
from traffic_police.cases.recording import Record, record_many
from traffic_police.cases.refusals import ActRefused
from traffic_police.registry.importing import engine, runs
from traffic_police.registry.importing.mapping import Mapping, Source
from traffic_police.registry.models import ImportMapping, ImportRun
from violations.importing.importer import Violations
from violations.models import Offence, Violation
from violations.states import VIOLATION

pytestmark = pytest.mark.django_db
HEADER = "时间,地点,代码,行为,单位,类型,号牌,证件,纬度,经度\n"
MAPPING = Mapping(
    {
        "occurred": Source("时间"), "place": Source("地点"), "offence_code": Source("代码"),
        "offence_text": Source("行为"), "source_unit": Source("单位"), "source_type": Source("类型"),
        "plate": Source("号牌"), "party_id": Source("证件"), "latitude": Source("纬度"), "longitude": Source("经度"),
        "source": Source(constant="旧台账"),
    }
)  # fmt: skip
GOOD = "2014-01-26 16:09,325国道39公里350米,1352A,超速,一中队,非现场,鲁q·12345,,35.1,118.9\n"


@pytest.fixture
def administrator(db: None) -> Officer:
    return factories.officer(factories.brigade(), "administrator", kind="civilian")


@pytest.fixture
def take(administrator: Officer, tmp_path: Path) -> Any:
    def taken(rows: str, mapping: Mapping = MAPPING, **more: Any) -> engine.Tally:
        path = tmp_path / "t.csv"
        path.write_text(HEADER + rows, encoding="utf-8")
        return engine.run(path, mapping, Violations(), engine.Context(timezone.now(), administrator), **more)

    return taken


def test_a_record_comes_in_closed_with_one_event_and_its_original_words(take: Any) -> None:
    take(GOOD)
    row = Violation.objects.select_related("case").get()
    assert (row.case.origin, row.case.status, row.case.stage) == ("imported", "imported", "closed")
    assert row.original["号牌"] == "鲁q·12345"
    assert (row.plate, row.road, row.facts["km"], row.facts["m"]) == ("鲁Q12345", "325国道", 39, 350)
    event = CaseEvent.objects.get()
    assert event.act == "import"
    assert row.row_hash in event.body
    assert CaseSubject.objects.get().plate == "鲁Q12345"
    assert list(verify()) == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",人民路,1039,违停,,,,,,\n", "no_readable_date"),
        ("0000-00-00,人民路,1039,违停,,,,,,\n", "no_readable_date"),
        ("2014-02-30,人民路,1039,违停,,,,,,\n", "no_readable_date"),
        ("2999-01-01,人民路,1039,违停,,,,,,\n", "no_readable_date"),
        ("2199-01-01,人民路,1039,违停,,,,,,\n", "date_in_future"),
        ("2014-01-26,,,,一中队,,鲁Q12345,,,\n", "no_place_and_no_offence"),
    ],
)
def test_a_row_is_refused_only_by_a_named_reason(take: Any, row: str, reason: str) -> None:
    tally = take(row + GOOD)
    assert (tally.inserted, dict(tally.by_reason)) == (1, {reason: 1})


@pytest.mark.parametrize("pair", ["0,0", "0.0,0.000", "91,10", "35,181", "abc,118", "35.1,", "NaN,118", "1e400,1"])
def test_coordinates_that_no_place_can_have_are_left_empty_and_noted(take: Any, pair: str) -> None:
    tally = take(f"2014-01-26,人民路,,违停,,,,,{pair}\n")
    case = Case.objects.get()
    assert (case.latitude, case.longitude, tally.refused) == (None, None, 0)
    assert "coordinates_unusable" in tally.remarks


def test_a_second_run_and_a_row_that_stands_twice_add_nothing(take: Any) -> None:
    first = take(GOOD + GOOD)
    assert (first.inserted, first.unchanged) == (1, 1)
    again = take(GOOD)
    assert (again.inserted, again.unchanged) == (0, 1)


def test_where_every_row_is_a_record_equal_rows_all_come_in_once(take: Any) -> None:
    each = Mapping({**MAPPING.sources, "repeated": Source(constant="each")})
    assert take(GOOD + GOOD, each).inserted == 2
    assert take(GOOD + GOOD, each).unchanged == 2


def test_a_dry_run_counts_and_stores_nothing(take: Any) -> None:
    assert take(GOOD, dry_run=True).inserted == 1
    assert not Case.objects.exists()


def test_an_unknown_code_is_named_and_can_be_explained_by_hand(take: Any) -> None:
    tally = take(GOOD, dry_run=True)
    assert dict(tally.remarks["offence_unknown"]) == {"1352A": 1}
    take(GOOD, Mapping(MAPPING.sources, {"offence": {"1352A": "13521"}}))
    assert Violation.objects.get().offence == Offence.objects.get(code="13521")


def test_a_code_that_was_superseded_may_stand_in_history(take: Any) -> None:
    take("2014-01-26 16:09,人民路,1344,违反禁令,,,,,,\n")
    assert Violation.objects.get().offence == Offence.objects.get(code="1344")


def test_an_impossible_plate_and_identity_are_kept_only_as_written(take: Any) -> None:
    tally = take("2014-01-26,人民路,,违停,,,鲁QO1I,123,,\n")
    row = Violation.objects.get()
    assert (row.plate, row.party_id_no, row.original["号牌"]) == ("", "", "鲁QO1I")
    assert {"plate_unreadable", "party_id_unreadable"} <= set(tally.remarks)


def test_the_hour_comes_from_the_time_column_and_its_date_means_nothing(take: Any) -> None:
    mapping = Mapping({**MAPPING.sources, "time": Source("类型")})
    take("2016-02-16T00:00:00.000Z,人民路,,违停,,2016-02-29T14:37:00.000Z,,,,\n", mapping)
    assert f"{timezone.localtime(Violation.objects.get().occurred_at):%Y-%m-%d %H:%M}" == "2016-02-16 14:37"


def test_a_time_that_cannot_be_read_keeps_no_row_out(take: Any) -> None:
    tally = take("2016-02-16,人民路,,违停,,25:99,,,,\n", Mapping({**MAPPING.sources, "time": Source("类型")}))
    assert (tally.inserted, "time_unreadable" in tally.remarks) == (1, True)


def test_nothing_can_be_done_to_an_imported_record_afterwards(take: Any, police: Officer) -> None:
    take(GOOD)
    case = Case.objects.get()
    for act in VIOLATION.acts:
        assert not decide(police, act.name, case, at=timezone.now()).allowed, act.name


def test_an_officer_cannot_record_what_was_kept_elsewhere(police: Officer) -> None:
    with pytest.raises(ActRefused):
        record_many(police, "violation", "import", [_record(police)], at=timezone.now())
    assert not Case.objects.exists()


def test_record_many_does_no_act_of_ours(administrator: Officer) -> None:
    with pytest.raises(ValueError, match="kept elsewhere"):
        record_many(administrator, "violation", "discover", [_record(administrator)], at=timezone.now())


def test_the_database_itself_refuses_an_imported_penalty(administrator: Officer) -> None:
    record = _record(administrator)
    record.details.fine = 200  # type: ignore[attr-defined]
    with pytest.raises(IntegrityError), transaction.atomic():
        record_many(administrator, "violation", "import", [record], at=timezone.now())


def test_the_triggers_judge_bulk_rows_too(administrator: Officer) -> None:
    """A recorded time far from the clock of the database is refused, as for any act."""
    at = timezone.now() - dt.timedelta(hours=3)
    with pytest.raises(InternalError), transaction.atomic():
        record_many(administrator, "violation", "import", [_record(administrator)], at=at)


def _record(actor: Officer) -> Record:
    at = timezone.now()
    details = Violation(
        channel="imported", occurred_at=at, discovered_at=at, recorded_at=at, row_hash="a" * 64, source_name="旧台账"
    )
    return Record(details, actor.unit, "违停", at, {"source": "旧台账", "row": 2}, place="人民\t路\\N\n")


def test_marks_that_the_copy_format_uses_are_stored_as_they_are(administrator: Officer) -> None:
    record_many(administrator, "violation", "import", [_record(administrator)], at=timezone.now())
    assert Case.objects.get().place == "人民\t路\\N\n"


@pytest.mark.parametrize(
    "text",
    ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "\u202eabc", "'; DROP TABLE x;--", "\\N", "\\.", "𠮷" * 300],
)
def test_hostile_words_are_kept_as_words(take: Any, text: str) -> None:
    tally = take(f'2014-01-26,"{text}","{text}","{text}","{text}","{text}","{text}","{text}","{text}","{text}"\n')
    assert tally.inserted == 1
    assert Violation.objects.get().original["行为"] == text


def test_the_command_and_the_pages_share_one_service(administrator: Officer, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    file = tmp_path / "t.csv"
    file.write_text(HEADER + GOOD, encoding="utf-8")
    ImportMapping.objects.create(
        importer="violations", name="旧台账", definition=MAPPING.to_json(), created_by=administrator,
        updated_at=timezone.now(),
    )  # fmt: skip
    out = StringIO()
    call_command("import_violations", str(file), "--mapping", "旧台账", "--dry-run", stdout=out)
    assert not Case.objects.exists()
    call_command("import_violations", str(file), "--mapping", "旧台账", stdout=out)
    assert "1 rows: 1 added, 0 already in, 0 refused" in out.getvalue()
    assert "1352A (1)" in out.getvalue()
    assert ImportRun.objects.count() == 2


def test_the_command_says_which_mappings_there_are(administrator: Officer, settings: Any, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(HEADER + GOOD, encoding="utf-8")
    with pytest.raises(CommandError, match="police-stops"):
        call_command("import_violations", str(file), "--mapping", "nothing")


def test_every_prepared_mapping_names_only_fields_that_exist() -> None:
    known = {field.name for field in Violations.fields}
    assert Violations.prepared
    for mapping in Violations.prepared.values():
        assert set(mapping.sources) <= known


def test_a_supervisor_imports_and_the_run_names_the_file(settings: Any, tmp_path: Path, db: None) -> None:
    settings.MEDIA_ROOT = tmp_path
    supervisor = factories.officer(factories.brigade(), "supervisor", kind="civilian")
    run = runs.receive(supervisor, "violations", "表.csv", iter([(HEADER + GOOD).encode()]), timezone.now())
    runs.choose_mapping(supervisor, run, MAPPING, "", timezone.now())
    runs.begin(supervisor, run, dry_run=False)
    runs.carry_out(run.pk, timezone.now())
    assert "表.csv" in CaseEvent.objects.get().body
