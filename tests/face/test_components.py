"""The components as markup: what a reader of the page, by eye or by ear, can rely on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils import translation

from traffic_police.cases import gallery, shapes
from traffic_police.cases.templatetags import face

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def draw(source: str, **context: Any) -> str:
    return str(engines["django"].from_string("{% load face %}" + source).render(context))


@pytest.mark.parametrize(
    ("kind", "colour"), [("02", "plate"), ("01", "plate yellow"), ("15", "plate yellow"), ("52", "plate green")]
)
def test_a_plate_has_the_colour_of_its_kind(kind: str, colour: str) -> None:
    assert draw("{% plate number kind %}", number="鲁Q7F906", kind=kind) == f'<span class="{colour}">鲁Q·7F906</span>'


def test_a_plate_without_a_letter_of_the_city_gets_no_dot() -> None:
    assert face.spaced("使014578") == "使014578"


def test_a_plate_number_is_escaped() -> None:
    assert "<script>" not in draw("{% plate number %}", number="<script>alert(1)</script>")


def test_a_refused_act_stays_reachable_and_says_why() -> None:
    act = shapes.Act("Decide", allowed=False, reason="Nobody was informed yet", law="处罚法第62条")
    html = draw("{% acts these %}", these=[act])
    assert 'aria-disabled="true" aria-describedby="why-1"' in html
    assert 'id="why-1">Nobody was informed yet <span class="law" lang="zh-CN">处罚法第62条</span>' in html
    assert " disabled" not in html


def test_an_act_that_posts_carries_the_version_the_officer_saw() -> None:
    html = draw("{% acts these 7 %}", these=[shapes.Act("Close", url="/x/", method="post")], csrf_token="t")
    assert '<input type="hidden" name="version" value="7">' in html
    assert 'name="csrfmiddlewaretoken" value="t"' in html


def test_an_error_is_tied_to_its_field_and_summed_up_on_top() -> None:
    form = gallery.SampleForm({"licence": ""})
    html = draw("{% form_errors form %}{% field form.licence %}", form=form)
    assert '<a href="#id_licence">' in html
    assert re.search(r'<input[^>]*aria-describedby="id_licence-error"[^>]*>', html)
    assert '<p class="error" id="id_licence-error">' in html


def test_a_hint_is_read_with_its_field() -> None:
    html = draw("{% field form.speed %}", form=gallery.SampleForm())
    assert 'aria-describedby="id_speed-hint"' in html
    assert 'id="id_speed-hint"' in html


def test_choices_are_one_group_with_a_legend() -> None:
    html = draw("{% field form.statement %}", form=gallery.SampleForm())
    assert html.lstrip().startswith("<fieldset")
    assert html.count('type="radio"') == 2


def test_a_form_without_errors_shows_no_summary() -> None:
    assert draw("{% form_errors form %}", form=forms.Form({})).strip() == ""


def test_a_list_keeps_its_state_in_addresses_and_works_without_script() -> None:
    html = draw("{% listing listed %}", listed=gallery.listing())
    assert 'rel="next" href="?after=1"' in html
    assert 'aria-sort="ascending"><a href="?sort=-due">' in html
    assert html.count('name="ids"') == 4
    assert 'name="all" value="1" form="bulk"' in html


def test_an_empty_list_says_what_to_do() -> None:
    empty = shapes.Listing("Cases", [], [], empty_title="Nothing is late", empty_action=("Today", "/today"))
    html = draw("{% listing listed %}", listed=empty)
    assert "Nothing is late" in html
    assert 'href="/today"' in html
    assert "<table" not in html


def test_a_job_polls_until_it_ends() -> None:
    job = shapes.Job("Import", "running", "/jobs/1/", 1, 2)
    source = '{% include "components/job.html" %}'
    assert 'hx-get="/jobs/1/" hx-trigger="every 2s"' in draw(source, job=job)
    assert "hx-get" not in draw(source, job=shapes.Job("Import", "done", "/jobs/1/"))


@pytest.mark.parametrize(("position", "word"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (23, "二十三")])
def test_sections_are_numbered_as_official_papers_are(position: int, word: str) -> None:
    assert face.numeral(position) == word


def test_an_unknown_theme_in_a_cookie_is_ignored(rf: Any) -> None:
    request = rf.get("/")
    request.COOKIES["theme"] = '"><script>'
    assert draw("{% theme_attr %}", request=request) == ""
    request.COOKIES["theme"] = "dark"
    assert draw("{% theme_attr %}", request=request) == ' data-theme="dark"'


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "403_csrf"])
def test_an_error_page_needs_no_request_and_leads_home(name: str) -> None:
    html = engines["django"].get_template(f"{name}.html").render({})
    assert "<h1>" in html
    assert 'class="btn go"' in html


def test_no_template_carries_an_inline_script_or_style() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|javascript:", source), path.name
        assert not re.search(r"<script(?![^>]*src=)", source), path.name


def test_colours_are_written_in_the_tokens_alone() -> None:
    for path in (ROOT / "static" / "css").glob("*.css"):
        if path.name != "tokens.css":
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\brgba?\(|\bhsla?\(", path.read_text("utf-8")), (
                path.name
            )


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="(\w+)"', (ROOT / "static" / "icons.svg").read_text("utf-8")))
    for path in (ROOT / "templates").rglob("*.html"):
        assert set(re.findall(r'{% icon "(\w+)" %}', path.read_text("utf-8"))) <= drawn, path.name
