"""A year of real accidents: nearly every row comes in, the counts are the file's own, none becomes an act of ours."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accidents.models import Accident
from tests import factories
from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case
from traffic_police.registry.importing import runs
from traffic_police.registry.models import ImportRun, ImportStatus

HEADER = "發生時間,發生地點,縣市,緯度,經度,死亡,受傷,事故類型及型態子類別名稱,肇因研判子類別名稱-主要"


def taken(administrator: Officer, path: Path) -> ImportRun:
    with path.open("rb") as file:
        run = runs.receive(administrator, "accidents", path.name, iter(lambda: file.read(2**20), b""), timezone.now())
    runs.choose_mapping(administrator, run, runs.mapping_named("accidents", "county-accidents"), "", timezone.now())
    runs.begin(administrator, run, dry_run=False)
    runs.carry_out(run.pk, timezone.now(), timezone.now)
    run.refresh_from_db()
    return run


@pytest.fixture
def administrator(db: None) -> Officer:
    return factories.officer(factories.brigade(), "administrator", kind="civilian")


@pytest.fixture
def committing(committed_db: str) -> Officer:
    """Each batch really commits, as it does at work: the checks at the end of a transaction stay small."""
    return factories.officer(factories.brigade(), "administrator", kind="civilian")


def small(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def test_rows_come_in_closed_and_a_second_run_adds_nothing(administrator: Officer, tmp_path: Path) -> None:
    path = small(
        tmp_path,
        "2022-01-01 00:30:00,某路口,嘉義市,23.47,120.44,0,2,側撞,未注意",
        "2022-01-02 08:00:00,乙,嘉義市,x,y,1,0,追撞,超速",
    )
    run = taken(administrator, path)
    assert (run.status, run.inserted, run.refused) == (ImportStatus.DONE, 2, 0)
    assert set(run.remarks) == {"coordinates_unusable"}
    assert set(Case.objects.filter(kind="accident").values_list("status", "origin")) == {("imported", "imported")}
    assert taken(administrator, path).unchanged == 2


def test_what_cannot_be_is_refused_by_a_named_reason(administrator: Officer, tmp_path: Path) -> None:
    later = f"{timezone.localdate() + dt.timedelta(days=400)} 00:30:00"
    lines = (f"{later},a,b,,,0,1,,", "nonsense,a,b,,,0,1,,", "2022-01-01 01:00:00,a,b,,,two,1,,")
    run = taken(administrator, small(tmp_path, *lines))
    assert run.inserted == 0
    assert run.refused == 3
    assert {"date_in_future", "count_unreadable"} <= set(run.refused_by_reason)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_year_of_counties_keeps_its_counts(committing: Officer, acceptance_data: Path, tmp_path: Path) -> None:
    path = tmp_path / "year.csv"
    packed = acceptance_data / "accidents" / "tw_accidents_2022_14counties.csv.gz"
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    run = taken(committing, path)
    assert run.rows_read == len(rows) == 84_087
    assert run.inserted >= 0.99 * len(rows)
    ours = Accident.objects.values_list("occurred_at", "county", "dead", "injured")
    mine = [(timezone.localtime(when), county, dead, hurt) for when, county, dead, hurt in ours]
    theirs = [
        (dt.datetime.fromisoformat(row["發生時間"]), row["縣市"], int(row["死亡"]), int(row["受傷"])) for row in rows
    ]
    for count in (_days, _weeks, _months, _counties):
        assert count(mine) == count(theirs)
    assert sum(one[2] for one in mine) == sum(one[2] for one in theirs)
    assert sum(one[3] for one in mine) == sum(one[3] for one in theirs)


def _days(rows: Any) -> Counter[Any]:
    return Counter(when.date() for when, *_rest in rows)


def _weeks(rows: Any) -> Counter[Any]:
    return Counter(when.isocalendar()[:2] for when, *_rest in rows)


def _months(rows: Any) -> Counter[Any]:
    return Counter((when.year, when.month) for when, *_rest in rows)


def _counties(rows: Any) -> Counter[Any]:
    return Counter(county for _when, county, *_rest in rows)
