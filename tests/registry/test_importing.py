"""Import: by content, within limits, errors by row and column, dry run, the second run adds nothing."""

from __future__ import annotations

import datetime as dt
import io
import os
import tarfile
import zipfile
from pathlib import Path

import openpyxl
import pytest

from traffic_police.registry.importing import converters, engine
from traffic_police.registry.importing.limits import Limits
from traffic_police.registry.importing.mapping import Mapping, Source, check_mapping, suggest
from traffic_police.registry.importing.reading import open_sheet
from traffic_police.registry.importing.refusals import ImportRefused
from traffic_police.registry.models import Company, Driver, Vehicle

NOON = dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC)
DATA = os.environ.get("ACCEPTANCE_DATA")
TABLE = (
    "号牌号码,号牌种类,车辆类型,核定载质量,检验有效期止\n"
    "鲁Q·12345,02,小型轿车,,2026-12-31\n"
    "鲁q·d12345,52,K33,,2027/1/5\n"
)


def _file(tmp_path: Path, content: str | bytes, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _workbook(tmp_path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "t.xlsx")
    return tmp_path / "t.xlsx"


def _import(path: Path, name: str = "vehicles", *, dry_run: bool = False) -> engine.Tally:
    importer = engine.importers()[name]
    mapping = suggest(open_sheet(path).header, importer.fields)
    return engine.run(path, mapping, importer, engine.Context(NOON), dry_run=dry_run)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_text_tables_are_read_whatever_their_encoding_and_mark(tmp_path: Path, encoding: str, mark: str) -> None:
    sheet = open_sheet(_file(tmp_path, TABLE.replace(",", mark).encode(encoding)))
    assert sheet.header[:2] == ["号牌号码", "号牌种类"]
    assert [(row.number, row.values["号牌号码"]) for row in sheet.rows] == [(2, "鲁Q·12345"), (3, "鲁q·d12345")]


def test_a_workbook_gives_the_same_rows_as_a_text_table(tmp_path: Path) -> None:
    day = dt.datetime(2026, 12, 31)  # noqa: DTZ001 - a spreadsheet knows no zone
    path = _workbook(tmp_path, [["号牌号码", "核定载质量", "检验有效期止"], ["鲁Q12345", 5.0, day], [None, None, None]])
    [row] = open_sheet(path).rows
    assert row.values == {"号牌号码": "鲁Q12345", "核定载质量": "5", "检验有效期止": "2026-12-31"}


def test_the_same_row_in_two_files_has_one_digest(tmp_path: Path) -> None:
    [one] = open_sheet(_file(tmp_path, "a,b\n1,2\n", "1.csv")).rows
    [two] = open_sheet(_file(tmp_path, "b;a\n2;1\n", "2.csv")).rows
    assert one.digest == two.digest


@pytest.mark.django_db
def test_the_second_run_adds_nothing(tmp_path: Path) -> None:
    path = _file(tmp_path, TABLE)
    first, second = _import(path), _import(path)
    assert (first.rows, first.inserted) == (2, 2)
    assert (second.rows, second.inserted, second.unchanged) == (2, 0, 2)
    assert set(Vehicle.objects.values_list("plate", "plate_kind")) == {("鲁Q12345", "02"), ("鲁QD12345", "52")}


@pytest.mark.django_db
def test_a_dry_run_counts_like_the_real_one_and_leaves_nothing(tmp_path: Path) -> None:
    path = _file(tmp_path, TABLE + "鲁Q12345,02,K31,,\n鲁Q12O45,02,,,\n")
    dry = _import(path, dry_run=True)
    assert not Vehicle.objects.exists()
    real = _import(path)
    assert (dry.inserted, dry.updated, dry.refused) == (real.inserted, real.updated, real.refused) == (2, 1, 1)


@pytest.mark.django_db
def test_errors_name_row_column_and_reason_and_the_rest_comes_in(tmp_path: Path) -> None:
    tally = _import(_file(tmp_path, TABLE + "鲁Q12O45,02,没有,x,2026-02-30\n,02,,,\n鲁QA2345,77,,,\n"))
    assert (tally.inserted, tally.refused) == (2, 3)
    assert [(e.row, e.column, e.code) for e in tally.errors] == [
        (4, "车辆类型", "code_unknown"),
        (4, "核定载质量", "not_a_number"),
        (4, "检验有效期止", "no_readable_date"),
        (5, "号牌号码", "required_missing"),
        (6, "号牌种类", "code_unknown"),
    ]
    assert dict(tally.by_reason) == {"code_unknown": 2, "required_missing": 1}


@pytest.mark.django_db
def test_drivers_and_companies_come_in(tmp_path: Path) -> None:
    drivers = _file(
        tmp_path,
        "姓名,身份证号,准驾车型,初次领证日期,长期,证件类型,联系电话\n"
        "庄小明,371327199003070015,A1A2,2010-1-2,是,身份证,138 0539 2216\n",
    )
    companies = _file(
        tmp_path, "名称,统一社会信用代码\n某物流公司,91350100M000100Y43\n某公司,91350100M000100Y44\n", "c.csv"
    )
    assert _import(drivers, "drivers").inserted == 1
    tally = _import(companies, "companies")
    assert (tally.inserted, dict(tally.by_reason)) == (1, {"credit_code_check": 1})
    who = Driver.objects.get()
    assert (who.classes, who.long_term, who.phone, who.pinyin) == (
        ["A1", "A2"],
        True,
        "13805392216",
        "zhuangxiaoming zxm",
    )
    assert Company.objects.get().name == "某物流公司"


@pytest.mark.django_db
def test_progress_is_told_after_every_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BATCH", 1)
    told: list[int] = []
    path = _file(tmp_path, TABLE)
    importer = engine.importers()["vehicles"]
    mapping = suggest(open_sheet(path).header, importer.fields)
    engine.run(path, mapping, importer, engine.Context(NOON), progress=lambda tally: told.append(tally.rows))
    assert told == [1, 2]


def test_a_constant_and_a_chosen_converter_fill_fields(tmp_path: Path) -> None:
    path = _file(tmp_path, "p,load,day\n鲁Q12345,31.5,31/12/2026\n")
    mapping = Mapping(
        {
            "plate": Source("p"),
            "plate_kind": Source(constant="大型汽车"),
            "approved_load_kg": Source("load", converter="tonnes"),
            "inspection_valid_to": Source("day", converter="day_first"),
        }
    )
    again = Mapping.from_json(mapping.to_json())
    [row] = engine.preview(path, again, engine.importers()["vehicles"])
    assert row.values == {
        "plate": "鲁Q12345", "plate_kind": "01", "approved_load_kg": 31500,
        "inspection_valid_to": dt.date(2026, 12, 31),
    }  # fmt: skip


def test_a_preview_shows_twenty_rows_with_their_errors(tmp_path: Path) -> None:
    path = _file(tmp_path, "号牌号码,号牌种类\n" + "鲁Q12345,88\n" * 30)
    importer = engine.importers()["vehicles"]
    rows = engine.preview(path, suggest(open_sheet(path).header, importer.fields), importer)
    assert len(rows) == 20
    assert rows[0].errors[0].column == "号牌种类"


def test_a_mapping_that_does_not_fit_is_refused_by_field() -> None:
    fields = engine.importers()["vehicles"].fields
    mapping = Mapping({"plate": Source("不在"), "brand": Source("a", converter="x"), "nothing": Source("a")})
    problems = {name: problem.code for name, problem in check_mapping(mapping, ["a"], fields).items()}
    assert problems == {
        "plate": "column_missing", "brand": "converter_unknown", "nothing": "field_unknown",
        "plate_kind": "field_unmapped",
    }  # fmt: skip


@pytest.mark.parametrize("stored", [None, [], {}, {"fields": 3}, {"fields": {"a": 1}}, {"fields": {"a": None}}])
def test_a_broken_saved_mapping_is_refused(stored: object) -> None:
    with pytest.raises(ImportRefused):
        Mapping.from_json(stored)


def _zip(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


_SCHEMA = "http://schemas.openxmlformats.org"
_OFFICE = f"{_SCHEMA}/officeDocument/2006/relationships"
_WORKBOOK = (
    f'<workbook xmlns="{_SCHEMA}/spreadsheetml/2006/main" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_RELATIONS = (
    f'<Relationships xmlns="{_SCHEMA}/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)


def _sheet_archive(sheet: bytes) -> bytes:
    return _zip(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": _WORKBOOK.encode(),
            "xl/_rels/workbook.xml.rels": _RELATIONS.encode(),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


FAR = (
    b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)
FAR_ODD = FAR.replace(b'r="XFD1048576"', b"r = 'xfd1048576'")
BOMB = b'<!DOCTYPE a [<!ENTITY b "bbb"><!ENTITY c "&b;&b;">]><worksheet><sheetData/></worksheet>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\x00\x01\x02\x03" * 100, "not_text"),
        (b"a,b\n1,\x00\n", "not_text"),
        (b"\xff\xfe\x00", "not_text"),
        (b"%PDF-1.7\n", "not_a_table"),
        (b"\x89PNG\r\n", "not_a_table"),
        (b"<html><table>", "not_a_table"),
        (b'{"a": 1}', "not_a_table"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 512, "old_office"),
        (b"one column\n1\n", "no_header"),
        (b"\n\n", "no_header"),
        (b'a,b\n"never closed,1\n', "csv_broken"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "csv_broken"),
        ("a,\u202eb\n1,2\n".encode(), "header_unreadable"),
        (",".join(f"c{i}" for i in range(400)).encode(), "too_many_columns"),
        (b"PK\x03\x04 broken", "workbook_damaged"),
        (_zip({"a.txt": b"x"}), "not_a_workbook"),
        (_zip({"xl/workbook.xml": b"<workbook/>"}), "workbook_damaged"),
        (_sheet_archive(FAR), "workbook_too_large"),
        (_sheet_archive(FAR_ODD), "workbook_too_large"),
        (_sheet_archive(BOMB), "workbook_entities"),
        (_zip({"xl/workbook.xml": b"<workbook/>", "xl/big.bin": b"\0" * 600_000_000}), "workbook_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_file_is_refused_with_one_sentence(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        list(open_sheet(_file(tmp_path, content)).rows)
    assert refused.value.code == code
    assert len(str(refused.value)) > 10


@pytest.mark.parametrize(
    ("limits", "code"), [(Limits(rows=1), "too_many_rows"), (Limits(file_bytes=10), "file_too_large")]
)
def test_what_goes_beyond_the_limits_is_refused(tmp_path: Path, limits: Limits, code: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        list(open_sheet(_file(tmp_path, TABLE), limits).rows)
    assert refused.value.code == code


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cell",
    [
        "=1+1", "<script>", "\u202e", "'; DROP TABLE", "💥", "a" * 30_000, "%s", "{{ x }}", "\\x00", "９" * 40,
        "1e999", "NaN", "-0",
    ],
)  # fmt: skip
def test_hostile_cells_cost_their_row_and_nothing_else(tmp_path: Path, cell: str) -> None:
    names = [target.name for target in engine.importers()["vehicles"].fields]
    plain = ["鲁Q54321", "02", *[""] * (len(names) - 2)]
    rows = [[*plain[:place], cell, *plain[place + 1 :]] for place in range(len(names))]
    lines = [",".join(row) for row in (names, ["鲁Q12345", *plain[1:]], *rows)]
    tally = _import(_file(tmp_path, "\n".join(lines)))
    assert tally.rows == len(lines) - 1
    assert Vehicle.objects.filter(plate="鲁Q12345").exists()


@pytest.mark.skipif(not DATA, reason="needs ACCEPTANCE_DATA")
@pytest.mark.django_db
@pytest.mark.parametrize(
    "archive", ["blns_csvinj", "defusedxml_xmlbombs", "evidence_samples_filetype", "fuzz_jpeg_png", "small_files"]
)
def test_every_hostile_file_goes_once_through_the_door(tmp_path: Path, archive: str) -> None:
    odd: list[str] = []
    with tarfile.open(Path(str(DATA)) / f"hostile/{archive}.tgz") as bundle:
        for member in bundle.getmembers():
            stream = bundle.extractfile(member) if member.isfile() else None
            if stream is None:
                continue
            path = _file(tmp_path, stream.read(), "upload")
            try:
                _import(path, dry_run=True)
            except ImportRefused:
                continue
            except Exception as error:
                odd.append(f"{member.name}: {error!r}")
    assert odd == []


@pytest.mark.skipif(not DATA, reason="needs ACCEPTANCE_DATA")
def test_real_tables_are_read_whole() -> None:
    folder = Path(str(DATA)) / "violations"
    counts = {
        name: sum(1 for _row in open_sheet(folder / f"{name}.csv").rows)
        for name in ("montgomery_md_a", "mississauga_parking_2016", "cn_violation_samples")
    }
    assert counts == {"montgomery_md_a": 11_983, "mississauga_parking_2016": 29_824, "cn_violation_samples": 45}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23 09:12", "2026-11-23T09:12:00+08:00"),
        ("2026/11/23 9:12:05", "2026-11-23T09:12:05+08:00"),
        ("2026年11月23日 9时12分", "2026-11-23T09:12:00+08:00"),
        ("2026-11-23T01:12:00Z", "2026-11-23T01:12:00+00:00"),
        ("20261123", "2026-11-23T00:00:00+08:00"),
    ],
)
def test_moments_are_beijing_time_unless_they_say_otherwise(text: str, moment: str) -> None:
    assert converters.moment(text).isoformat() == moment


@pytest.mark.parametrize("text", ["", "x", "2026-13-01", "0000-01-01", "2026-02-30", "9999-12-31", "25:61", "\x00"])
def test_an_unreadable_moment_is_refused(text: str) -> None:
    with pytest.raises(converters.Unreadable):
        converters.moment(text)
