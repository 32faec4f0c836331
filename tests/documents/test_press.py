"""The typesetter: same in, same out; hostile text stays text; what cannot be printed is refused or shown."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.documents import samples
from tests.documents.reading import text
from traffic_police.cases import typesetting
from traffic_police.cases.typesetting import FontChoice, TypesettingFailed, TypesettingRefused, render, template_version
from traffic_police.cases.typesetting.fonts import FREE_HEI, FREE_SONG, open_faces
from traffic_police.cases.typesetting.press import ROOT


def _named(name: str, **changes: Any) -> typesetting.Rendered:
    party = {**samples.PERSON, "name": name}
    return samples.printed(samples.DECISION, samples.simple_decision(party=party, **changes))


@pytest.mark.parametrize("template", samples.DOCUMENTS)
def test_the_same_data_gives_the_same_bytes(template: str) -> None:
    data = samples.DOCUMENTS[template]()
    assert samples.printed(template, data) == samples.printed(template, data)


def test_another_process_gives_the_same_bytes() -> None:
    script = (
        "import django; django.setup()\nfrom tests.documents import samples\n"
        "print(samples.printed(samples.DECISION, samples.simple_decision()).sha256)"
    )
    env = {"DJANGO_SETTINGS_MODULE": "traffic_police.settings", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    run = subprocess.run([sys.executable, "-c", script], env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == samples.printed(samples.DECISION, samples.simple_decision()).sha256


def test_threads_at_once_give_the_same_bytes() -> None:
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: samples.printed(samples.DECISION, samples.simple_decision()).sha256, range(12)))
    assert len(found) == 1


def test_the_moment_stands_in_the_file_and_nothing_else_changes_it() -> None:
    data = samples.simple_decision()
    block, pictures = typesetting.verification(data, samples.URL)
    data = {**data, "verification": block}
    first = render(samples.DECISION, data, as_of=samples.AS_OF, images=pictures)
    later = render(samples.DECISION, data, as_of=samples.AS_OF + timedelta(days=1), images=pictures)
    assert first.sha256 != later.sha256
    assert text(first.pdf) == text(later.pdf)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        render(samples.DECISION, {}, as_of=datetime(2026, 11, 23))  # noqa: DTZ001


@pytest.mark.parametrize("template", samples.DOCUMENTS)
def test_the_file_is_archival_and_tagged(template: str) -> None:
    reader = PdfReader(io.BytesIO(samples.printed(template, samples.DOCUMENTS[template]()).pdf))
    catalog: Any = reader.trailer["/Root"]
    metadata = catalog["/Metadata"].get_data().decode()
    assert "pdfaid:part>2<" in metadata
    assert "pdfuaid:part>1<" in metadata
    assert catalog["/Lang"] == "zh-CN"
    fonts = {name for page in reader.pages for name in cast("Any", page["/Resources"])["/Font"]}
    assert fonts


@pytest.mark.parametrize(
    "name",
    [
        '#panic("x")',
        '#read("/etc/passwd")',
        "*粗* _斜_ `码`",
        "= 标题",
        "$x^2$",
        "[括号] #emph[内]",
        "// 注释",
        "/* 注释 */",
        "<label> @ref",
        "\\u{1F600}",
        '"; panic("x"); "',
        "{{ 7*7 }}",
        "<script>alert(1)</script>",
        "../../main.typ",
        "=cmd|' /C calc'!A0",
    ],
)
def test_hostile_names_come_out_as_text(name: str) -> None:
    assert name.replace(" ", "") in text(_named(name).pdf)


@pytest.mark.parametrize(
    ("name", "shown", "codepoints"),
    [
        ("王𠮷", "王〓", ["U+20BB7"]),
        ("王😀", "王〓", ["U+1F600"]),
        ("王\u202e海", "王〓海", ["U+202E"]),
        ("王\u200b海", "王〓海", ["U+200B"]),
        ("王\x00\x07海", "王〓〓海", ["U+0000", "U+0007"]),
        ("王\ud800", "王〓", ["U+D800"]),
        ("王\ue000", "王〓", ["U+E000"]),
        ("محمد", "〓〓〓〓", ["U+0645", "U+062D", "U+0645", "U+062F"]),
    ],
)
def test_what_no_font_has_is_shown_and_listed_never_lost(name: str, shown: str, codepoints: list[str]) -> None:
    rendered = _named(name)
    words = text(rendered.pdf)
    assert f"被处罚人{shown}性别" in words
    assert "、".join(codepoints) in words
    assert [one.codepoint for one in rendered.unprintable] == codepoints
    assert {one.field for one in rendered.unprintable} == {"party.name"}


def test_a_clean_document_has_no_note_of_missing_characters() -> None:
    rendered = _named("买买提·吐尔逊")
    assert rendered.unprintable == ()
    assert "〓" not in text(rendered.pdf)


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("party.name", "长" * 1_000_000, "too-long"),
        ("party.name", 0.1, "not-plain"),
        ("party.name", b"x", "not-plain"),
        ("party.name", samples.AS_OF, "not-plain"),
        ("party.name", float("nan"), "not-plain"),
    ],
)
def test_a_value_that_cannot_be_printed_is_refused_by_its_field(path: str, value: object, code: str) -> None:
    data = samples.simple_decision(party={**samples.PERSON, "name": value})
    with pytest.raises(TypesettingRefused) as refusal:
        render(samples.DECISION, data, as_of=samples.AS_OF)
    assert refusal.value.field == path
    assert refusal.value.code == code
    assert path in str(refusal.value)


def test_all_fields_together_are_bounded() -> None:
    many = [{"name": "情形", "finding": "甲" * 4_000}] * 600
    with pytest.raises(TypesettingRefused) as refusal:
        render("violations/documents/exemption_decision.typ", samples.exemption(conditions=many), as_of=samples.AS_OF)
    assert refusal.value.field.startswith("conditions[5")


def test_an_endless_nest_is_refused() -> None:
    nest: dict[str, Any] = {}
    nest["inner"] = nest
    with pytest.raises(TypesettingRefused) as refusal:
        render(samples.DECISION, nest, as_of=samples.AS_OF)
    assert refusal.value.code == "too-deep"


@pytest.mark.parametrize("name", ["../seal.png", "seal.exe", "Seal.PNG", "a/b.png"])
def test_a_picture_by_a_strange_name_is_refused(name: str) -> None:
    with pytest.raises(TypesettingRefused):
        render(samples.DECISION, samples.simple_decision(), as_of=samples.AS_OF, images={name: b"x"})


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (60, 60), (200, 0, 0, 120)).save(out, "PNG")
    return out.getvalue()


def test_the_seal_and_the_signature_are_set_when_given() -> None:
    data = samples.simple_decision(seal=True, party_signature=True)
    pictures = {"seal.png": _png(), "party-signature.png": _png()}
    rendered = render(samples.DECISION, data, as_of=samples.AS_OF, images=pictures)
    assert "此处加盖印章" not in text(rendered.pdf)
    assert len(PdfReader(io.BytesIO(rendered.pdf)).pages[0].images) >= 1


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", b"not a picture", b"cut"])
def test_a_broken_picture_is_refused_by_its_name(content: bytes) -> None:
    content = _png()[:40] if content == b"cut" else content
    with pytest.raises(TypesettingRefused) as refusal:
        render(samples.DECISION, samples.simple_decision(seal=True), as_of=samples.AS_OF, images={"seal.png": content})
    assert refusal.value.field == "images.seal.png"


@pytest.mark.parametrize("template", ["../secret.typ", "/etc/passwd", "manage.py"])
def test_only_templates_of_the_project_are_typeset(template: str) -> None:
    with pytest.raises(TypesettingFailed):
        render(template, {}, as_of=samples.AS_OF)


def test_a_missing_value_fails_by_its_name_and_makes_no_document() -> None:
    data = samples.simple_decision()
    del data["act"]
    with pytest.raises(TypesettingFailed, match="act"):
        samples.printed(samples.DECISION, data)


def test_substituted_faces_are_reported() -> None:
    rendered = samples.printed(samples.DECISION, samples.simple_decision())
    assert len(rendered.substitutions) == 3
    assert all("Noto Serif SC" in sentence for sentence in rendered.substitutions)


def test_the_strict_switch_refuses_a_substitute() -> None:
    with pytest.raises(TypesettingRefused) as refusal:
        render(samples.DECISION, samples.simple_decision(), as_of=samples.AS_OF, fonts=FontChoice(strict=True))
    assert refusal.value.field == "fonts.fangsong"


def test_configured_faces_are_used_and_nothing_is_reported(tmp_path: Path) -> None:
    for name in ("fangsong.otf", "kai.otf", "title.otf"):
        shutil.copy(FREE_HEI, tmp_path / name)
    fonts = FontChoice.from_mapping(
        {
            "fangsong": str(tmp_path / "fangsong.otf"),
            "kai": str(tmp_path / "kai.otf"),
            "title": str(tmp_path / "title.otf"),
            "extra": "",
            "strict": True,
        }
    )
    faces = open_faces(fonts)
    assert faces.missing == ()
    assert faces.families["fangsong"][0] == "Noto Sans SC"
    assert faces.families["song"][0] == "Noto Serif SC"


@pytest.mark.parametrize("content", [b"", b"not a font", b"ttcf" + b"\xff" * 40])
def test_a_broken_font_file_is_refused_by_its_face(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(content)
    with pytest.raises(TypesettingRefused) as refusal:
        open_faces(FontChoice(kai=broken))
    assert refusal.value.field == "fonts.kai"


def test_a_missing_font_file_is_refused_by_its_face(tmp_path: Path) -> None:
    with pytest.raises(TypesettingRefused) as refusal:
        open_faces(replace(FontChoice(), title=tmp_path / "none.ttf"))
    assert refusal.value.code == "font-missing"


def test_no_font_of_the_system_is_taken() -> None:
    assert set(open_faces(FontChoice()).fonts.families()) == {"Noto Serif SC", "Noto Sans SC"}
    assert FREE_SONG.parent == FREE_HEI.parent


def test_the_template_version_covers_what_the_template_imports() -> None:
    versions = {template_version(template) for template in samples.DOCUMENTS}
    assert len(versions) == len(samples.DOCUMENTS)
    assert all(len(version) == 64 for version in versions)


def test_a_forked_child_of_a_process_that_typeset_is_told_so_instead_of_hanging() -> None:
    script = (
        "import os, sys, django; django.setup()\nfrom tests.documents import samples as s\n"
        "s.printed(s.DECISION, s.simple_decision())\npid = os.fork()\n"
        "if pid == 0:\n    try:\n        s.printed(s.DECISION, s.simple_decision())\n"
        "    except Exception as error:\n        os._exit(7 if 'forked' in str(error) else 8)\n    os._exit(9)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))"
    )
    env = {"DJANGO_SETTINGS_MODULE": "traffic_police.settings", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    assert subprocess.run([sys.executable, "-c", script], env=env, cwd=ROOT, timeout=60, check=False).returncode == 7


def test_the_verification_code_follows_the_data() -> None:
    data = samples.simple_decision()
    code = typesetting.verification_code(data)
    assert code == typesetting.verification_code(json.loads(json.dumps(data)))
    assert code != typesetting.verification_code({**data, "points": 3})
    assert code in text(samples.printed(samples.DECISION, data).pdf)


def test_the_qr_picture_is_the_same_for_the_same_address() -> None:
    assert typesetting.qr_svg(samples.URL) == typesetting.qr_svg(samples.URL)
    assert typesetting.qr_svg(samples.URL) != typesetting.qr_svg(samples.URL + "x")
