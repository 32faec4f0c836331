"""The officer at the roadside: plate, person, offence, marks, and a lawful document comes out."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from traffic_police.cases.models import Case
from violations.models import Violation

from .conftest import DRIVER, PLATE, Town

LOG = "/violations/log/"
CASE = re.compile(r"/cases/LG-W-\d+/$")
Open = Callable[..., Any]


class Keyboard:
    """Counts every key that goes down, Alt and Ctrl as well."""

    def __init__(self, page: Any) -> None:
        self.page, self.count = page, 0

    def __call__(self, *keys: str) -> None:
        for key in keys:
            self.count += len(key.split("+")) if len(key) > 1 else 1
            self.page.keyboard.press(key)


def value(page: Any, name: str) -> str:
    return str(page.locator(f"[name={name}]").input_value())


def newest() -> Violation:
    return Violation.objects.select_related("case").latest("pk")


def known_car_and_driver(page: Any, keys: Keyboard) -> None:
    keys(*PLATE[2:])
    expect(page.locator("[data-driver]")).to_be_visible()
    keys("Alt+1")
    expect(page.locator("[name=party__name]")).to_have_value(DRIVER)


def offence(page: Any, keys: Keyboard, typed: str, code: str) -> None:
    expect(page.locator("#offence_code")).to_be_focused()
    keys(*typed)
    expect(page.locator("#hit-1")).to_be_visible()
    keys("Enter")
    expect(page.locator("[name=offence_code]")).to_have_value(code)
    expect(page.locator("#answer .sums")).to_be_visible()


def offence_named(page: Any, words: str) -> None:
    page.locator("#offence_code").fill(words)
    page.locator("#hits [role=option]").filter(has_text=words).first.click()


def test_a_known_vehicle_and_person_take_at_most_25_keys(town: Town, open_as: Open) -> None:
    page = open_as(town.officer, LOG)
    keys, began = Keyboard(page), time.monotonic()
    known_car_and_driver(page, keys)
    offence(page, keys, "aqd", "1120")
    keys("Alt+l", "Alt+i", "Alt+w", "Control+Enter")
    page.wait_for_url(CASE)
    print(f"\nkeys: {keys.count}, seconds: {time.monotonic() - began:.1f}")
    assert keys.count <= 25
    row = newest()
    assert (row.case.status, row.plate, row.party_name, row.statement) == ("served", PLATE, DRIVER, "waived")


def test_a_case_is_logged_served_filed_paid_and_closes(town: Town, open_as: Open) -> None:
    page = open_as(town.officer, LOG)
    keys = Keyboard(page)
    known_car_and_driver(page, keys)
    offence(page, keys, "aqd", "1120")
    keys("Alt+l", "Alt+i", "Alt+w", "Control+Enter")
    page.wait_for_url(CASE)
    paper = page.context.request.get(page.locator("a[href*='/documents/']").first.get_attribute("href"))
    assert paper.body().startswith(b"%PDF")
    page.locator("a[href$='/acts/file/']").click()
    page.locator("[name=national_number]").fill("371373100000001")
    page.locator("main .btn.go").click()
    page.wait_for_url(CASE)
    page.locator("a[href$='/acts/pay/']").click()
    page.locator("[name=amount]").fill("50")
    page.locator("[name=paid_on]").fill(f"{newest().case.opened_at:%Y-%m-%d}")
    page.locator("[name=receipt]").fill("R20260001")
    page.locator("main .btn.go").click()
    page.wait_for_url(CASE)
    assert newest().case.status == "closed"
    assert page.locator("a[href$='/acts/pay/']").count() == 0


def test_nobody_is_chosen_as_the_driver_without_a_key(town: Town, open_as: Open) -> None:
    page = open_as(town.officer, f"{LOG}?plate={PLATE}")
    expect(page.locator("[data-driver]")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert (value(page, "party__name"), value(page, "party__id_no")) == ("", "")
    assert page.locator("[data-driver][aria-pressed=true]").count() == 0
    assert value(page, "plate_kind") == "02"


def test_an_offence_is_found_by_code_words_and_initials(town: Town, open_as: Open) -> None:
    page = open_as(town.officer, LOG)
    for typed, found in (("1120", "1120"), ("安全带", "1120"), ("aqd", "1120"), ("zj", "醉"), ("醉驾", "醉")):
        page.locator("#offence_code").fill("")
        expect(page.locator("#hits [role=option]")).to_have_count(0)
        page.locator("#offence_code").press_sequentially(typed)
        expect(page.locator("#hits [role=option]").filter(has_text=found).first).to_be_visible()


def test_only_the_facts_that_the_offence_needs_are_asked(town: Town, open_as: Open) -> None:
    page = open_as(town.officer, LOG)
    keys = Keyboard(page)
    known_car_and_driver(page, keys)
    assert page.locator("#facts input:not([type=hidden])").count() == 0
    offence_named(page, "超速10%以上")
    expect(page.locator("[name=facts__speed_measured]")).to_be_focused()
    keys(*"58", "Enter")
    expect(page.locator("[name=facts__speed_limit]")).to_be_focused()
    keys(*"50")
    expect(page.locator("#answer .sums")).to_be_visible()


def test_enter_never_submits_and_an_empty_form_says_what_is_missing(town: Town, open_as: Open) -> None:
    page = open_as(town.officer, LOG)
    for name in ("plate_part", "place", "party__name", "national_number"):
        page.locator(f"[name={name}]").focus()
        page.keyboard.press("Enter")
    assert page.url.endswith(LOG)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".form-sum")).to_be_focused()
    targets = page.locator(".form-sum a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert {"#offence_code", "#plate", "#party__name"} <= set(targets)
    assert all(page.locator(target).count() == 1 for target in targets)
    assert Case.objects.count() == 1


def test_a_reload_brings_back_plate_person_offence_and_facts(town: Town, open_as: Open) -> None:
    page = open_as(town.officer, LOG)
    keys = Keyboard(page)
    known_car_and_driver(page, keys)
    offence_named(page, "超速10%以上")
    expect(page.locator("[name=facts__speed_measured]")).to_be_focused()
    keys(*"65")
    code = value(page, "offence_code")
    page.reload()
    expect(page.locator("[name=facts__speed_measured]")).to_have_value("65")
    expect(page.locator("[data-driver]")).to_be_visible()
    assert (value(page, "plate"), value(page, "party__name"), value(page, "offence_code")) == (PLATE, DRIVER, code)


def test_a_pedestrian_is_logged_without_a_plate(town: Town, open_as: Open) -> None:
    page = open_as(town.officer, LOG)
    page.locator("[name=party__role][value=pedestrian]").check()
    expect(page.locator("#plate")).to_be_hidden()
    offence_named(page, "行人违反交通信号")
    page.locator("[name=place]").fill("坪上镇人民路")
    page.locator("[name=party__name]").fill("庄明")
    page.locator("[name=education]").fill("已当场教育，告知走人行横道、看信号灯")
    for key in ("Alt+l", "Alt+i", "Alt+w"):
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    said = page.locator(".form-sum, .notice").all_inner_texts()
    assert CASE.search(page.url), said
    assert (newest().plate, newest().case.status) == ("", "released")


def test_an_unknown_vehicle_is_typed_in_full(town: Town, open_as: Open) -> None:
    page = open_as(town.officer, LOG)
    page.locator("[name=prov][value=苏]").check()
    page.locator("#plate").fill("A12B3C")
    expect(page.locator("[name=plate_kind]")).to_have_value("02")
    assert (value(page, "plate"), page.locator("[data-driver]").count()) == ("苏A12B3C", 0)


def test_the_document_is_seen_before_it_is_issued(town: Town, open_as: Open) -> None:
    page = open_as(town.officer, LOG)
    keys = Keyboard(page)
    known_car_and_driver(page, keys)
    offence(page, keys, "aqd", "1120")
    keys("Alt+d")
    expect(page.locator("#paper img")).to_be_visible()
    assert Case.objects.count() == 1


def test_a_pasted_picture_becomes_evidence(town: Town, open_as: Open) -> None:
    from io import BytesIO

    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (64, 48), "navy").save(picture, "JPEG")
    page = open_as(town.officer, LOG)
    keys = Keyboard(page)
    known_car_and_driver(page, keys)
    offence(page, keys, "aqd", "1120")
    page.locator("#evidence").set_input_files(
        {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    )
    expect(page.locator("[data-files] li")).to_have_count(1)
    keys("Alt+l", "Alt+i", "Alt+w", "Control+Enter")
    page.wait_for_url(CASE)
    assert newest().case.evidence.count() == 1


def test_without_script_a_typed_plate_and_code_are_enough(town: Town, open_as: Open) -> None:
    from tests import factories

    page = open_as(town.officer, LOG, java_script_enabled=False)
    page.locator("#plate").fill(PLATE[1:])
    page.locator("#offence_code").fill("1120")
    page.locator("[name=place]").fill("人民路")
    page.locator("[name=party__name]").fill(DRIVER)
    page.locator("[name=party__id_no]").fill(factories.resident())
    for name in ("licence_checked", "informed"):
        page.locator(f"[name={name}]").check()
    page.locator("[name=statement][value=waived]").check()
    page.locator("#bar .btn.go").click()
    if not CASE.search(page.url):
        pytest.fail(page.locator(".form-sum").inner_text())
    assert newest().plate == PLATE
