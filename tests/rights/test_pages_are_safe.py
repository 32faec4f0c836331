"""Every answer of the rights table carries the headers that protect it, and no page runs or styles anything inline."""

from __future__ import annotations

import json
import re

import pytest
from django.conf import settings
from django.test import Client

from tests.rights.asking import Answer, Survey, is_api
from tests.rights.setting import undone
from tests.rights.table import ROWS, Row
from tests.rights.world import PEOPLE, World

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("rights")]
INLINE = (
    re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE),
    re.compile(r"<style\b", re.IGNORECASE),
    re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    re.compile(r"<[a-z][^>]*\shx-on[:\w-]*\s*=", re.IGNORECASE),
    re.compile(r"(href|src|action)\s*=\s*[\"']?\s*(javascript|vbscript):", re.IGNORECASE),
    re.compile(r"(src|href)\s*=\s*[\"'](https?:)?//(?!testserver)", re.IGNORECASE),
)
# Drawn by a library; the policy keeps its one style element from acting.
FOREIGN = {"api:docs"}


def by_row(survey: Survey, row: Row) -> list[Answer]:
    return [survey[row.name, who] for who in PEOPLE]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_answer_is_protected(survey: Survey, row: Row) -> None:
    for answer in by_row(survey, row):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}
        policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert "unsafe" not in policy.get("script-src", "")
        if answer.media_type == "text/html":
            assert "unsafe" not in policy["style-src"]
            assert {policy[name] for name in ("object-src", "base-uri", "frame-ancestors")} == {"'none'"}


@pytest.mark.parametrize("row", [row for row in ROWS if row.route not in FOREIGN], ids=lambda row: row.name)
def test_no_page_runs_or_styles_anything_inline(survey: Survey, row: Row) -> None:
    for answer in by_row(survey, row):
        if answer.media_type == "text/html":
            assert [found.group(0) for rule in INLINE if (found := rule.search(answer.text))] == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.route.startswith("api:")], ids=lambda row: row.name)
def test_every_refusal_of_the_api_is_a_problem_document(survey: Survey, row: Row) -> None:
    for answer in by_row(survey, row):
        if answer.status < 400:
            continue
        assert answer.media_type == "application/problem+json"
        body = json.loads(answer.body)
        assert {"type", "title", "status", "detail", "code"} <= set(body)
        assert body["status"] == answer.status
        assert body["type"] == f"urn:traffic-police:problem:{body['code']}"
        assert body["detail"]
        for error in body.get("errors", []):
            assert set(error) == {"field", "code", "detail"}


@pytest.mark.parametrize("row", [row for row in ROWS if not is_api(row)], ids=lambda row: row.name)
def test_no_page_of_a_person_is_kept_by_a_shared_cache(survey: Survey, row: Row) -> None:
    headers = survey[row.name, "owner"].headers
    kept = headers.get("Cache-Control", "")
    assert "public" not in kept
    assert "private" in kept or "no-store" in kept or "Cookie" in headers.get("Vary", ""), kept


def test_cookies_cannot_be_read_by_scripts_nor_sent_by_other_sites(world: World) -> None:
    client = Client()
    with undone():
        client.get("/sign-in/")
        answer = client.post(
            "/sign-in/", {"username": world.people["owner"].police_number, "password": "Right-of-way-9"}
        )
        chosen = client.post("/theme/", {"theme": "dark"})
    assert answer.status_code == 302
    session = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert {one["samesite"] for one in chosen.cookies.values()} == {"Lax"}


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "\t//evil.example",
    ],
)
def test_nobody_is_led_to_another_site(world: World, target: str) -> None:
    known = {"username": world.people["owner"].police_number, "password": "Right-of-way-9"}
    with undone():
        signed_in = Client().post("/sign-in/", {**known, "next": target})
        owner = world.client("owner")
        answers = [
            signed_in,
            owner.post("/theme/", {"theme": "dark", "next": target}),
            owner.post("/i18n/setlang/", {"language": "en", "next": target}, headers={"referer": target}),
            owner.get("/sign-in/", {"next": target}),
        ]
    for answer in answers:
        assert answer.status_code == 302
        assert "evil" not in answer["Location"]
        assert answer["Location"].startswith("/")
