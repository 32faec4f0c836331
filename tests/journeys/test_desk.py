"""The dispatcher, the supervisor and the administrator at their desks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import factories
from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case, CaseEvent
from traffic_police.registry.models import Vehicle
from traffic_police.reports import freezing
from traffic_police.reports.models import Report

from .conftest import Town

Open = Callable[..., Any]
TABLE = "牌,号牌种类,车辆类型\n鲁Q·12346,02,K33\n鲁QO2345,02,\n".encode()


@pytest.fixture
def work(town: Town) -> Town:
    for _ in range(2):
        factories.served(town.officer)
    return town


def test_the_dispatcher_hands_over_two_cases_from_the_board(work: Town, open_as: Open) -> None:
    page = open_as(work.dispatcher, "/board/")
    for key in "jxjx":
        page.keyboard.press(key)
    expect(page.locator("[data-count]")).to_have_text("2")
    page.locator("[data-bulk] button[value=hand_over]").click()
    assert page.locator("form [name=ids]").count() == 2
    page.locator("select").last.select_option(work.colleague.police_number)
    for text in page.locator("main form textarea, main form input[type=text]").all():
        text.fill("原主办民警轮休，移交处理")
    page.locator("main .btn.go").click()
    page.wait_for_url("**/board/")
    assert Case.objects.filter(lead=work.colleague).count() == 2


def test_the_dispatcher_reminds_the_lead_of_a_case(work: Town, open_as: Open) -> None:
    page = open_as(work.dispatcher, "/board/")
    page.locator("[data-pick]").first.check()
    page.locator("[data-bulk] button[value=remind]").click()
    for text in page.locator("main form textarea, main form input[type=text]").all():
        text.fill("请在期限内办理")
    page.locator("main .btn.go").click()
    page.wait_for_url("**/board/")
    assert CaseEvent.objects.filter(act="remind", actor=work.dispatcher).count() == 1


def test_a_figure_of_the_board_filters_its_list(work: Town, open_as: Open) -> None:
    page = open_as(work.dispatcher, "/board/")
    link = page.locator(".matrix tbody a").first
    figure = int(link.inner_text())
    link.click()
    assert page.locator("tr[data-row]").count() == figure


def test_the_supervisor_opens_the_cases_behind_a_figure_and_takes_the_pdf(work: Town, open_as: Open) -> None:
    freezing.make_due(at=timezone.now(), minute=dt.time(0, 0))
    report = Report.objects.filter(kind="daily", unit=work.leader.unit).latest("start")
    page = open_as(work.leader, f"/reports/{report.pk}/")
    link = page.locator("td.num a[href*='/cases/?']").filter(has_text=re.compile("^[1-9]")).first
    figure = int(link.inner_text().replace(",", ""))
    link.click()
    assert page.locator("tr[data-row]").count() == figure >= 1
    page.go_back()
    paper = page.context.request.get(page.locator("a[href$='/files/pdf/']").get_attribute("href"))
    assert paper.body().startswith(b"%PDF")


def test_the_administrator_imports_a_table_after_seeing_its_first_rows(town: Town, open_as: Open) -> None:
    page = open_as(town.administrator, "/registry/imports/")
    page.locator("[name=importer]").select_option("vehicles")
    page.locator("[name=file]").set_input_files({"name": "机动车.csv", "mimeType": "text/csv", "buffer": TABLE})
    page.locator("main .btn.go").click()
    for field, column in (("plate", "牌"), ("plate_kind", "号牌种类"), ("vehicle_type", "车辆类型")):
        page.locator(f"[name={field}-column]").select_option(column)
    page.locator("[name=begin][value='']").click()
    expect(page.locator("td", has_text="鲁Q12346")).to_be_visible()
    assert not Vehicle.objects.filter(plate="鲁Q12346").exists()
    page.locator("[name=begin][value=import]").click()
    page.wait_for_load_state("networkidle")
    assert Vehicle.objects.filter(plate="鲁Q12346").exists()


def test_the_administrator_adds_a_person_who_signs_in_with_an_initial_password(town: Town, open_as: Open) -> None:
    page = open_as(town.administrator, "/people/new/")
    page.locator("[name=police_number]").fill("371499")
    page.locator("[name=name]").fill("赵新")
    page.locator("[name=unit]").select_option(label=str(town.squad.short_name))
    page.locator("[name=password]").fill("Yimeng-2026-Shan")
    page.locator("[name=kind]").select_option("police")
    page.locator("[name=roles][value=officer]").check()
    page.locator("main .btn.go").click()
    page.wait_for_url(lambda url: not url.endswith("/people/new/"))
    assert Officer.objects.get(police_number="371499").must_change_password


def test_lists_and_acts_work_without_script(work: Town, open_as: Open) -> None:
    page = open_as(work.officer, "/cases/", java_script_enabled=False)
    page.locator("tr[data-row] a[href^='/cases/']").first.click()
    page.locator("a[href$='/acts/file/']").click()
    page.locator("[name=national_number]").fill("371373100000001")
    page.locator("main .btn.go").click()
    assert CaseEvent.objects.filter(act="file").count() == 1
