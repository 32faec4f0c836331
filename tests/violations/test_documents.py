"""What the documents of violations say (105 art. 45; 法 107; 163 art. 13; 复议法 23), and that they can be printed."""

from __future__ import annotations

import io

import pytest
from django.conf import settings
from pypdf import PdfReader

from tests import factories
from traffic_police.cases.models import Document
from traffic_police.cases.typesetting import render
from violations import documenting, services

pytestmark = pytest.mark.django_db


def printed(document: Document) -> str:
    data = {name: value for name, value in document.data.items() if name != "served_at"}
    rendered = render(document.template, data | {"number": document.number}, as_of=document.signed_at)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(rendered.pdf)).pages)
    return "".join(text.split())


def test_the_simple_decision_holds_every_mandatory_content(police):
    case = factories.served(police)
    text = printed(Document.objects.get(case=case))

    row = factories.violation(case)
    for content in (
        "庄明", row.party_id_no, "鲁Q·12345", "小型汽车", "K33", "不按交通信号灯指示通行", "人民路与黄海三路路口",
        "道路交通安全法", "第90条", "罚款", "贰佰元整", "200.00", "记6分", "十五日内", "百分之三", "不超过罚款本数",
        settings.BRIGADE["name"], settings.BRIGADE["reconsideration_body"], settings.BRIGADE["court"], "行政复议",
        "应当先", police.name, police.police_number, "1625",
    ):  # fmt: skip
        assert content in text, content


def test_the_last_day_of_payment_stands_in_a_decision_served_at_once(police):
    data = Document.objects.get(case=factories.served(police)).data

    assert data["payment"]["due"].startswith("20")
    assert data["service"]["mode"] == "signed"


@pytest.mark.parametrize("make", [factories.released, factories.exempted, factories.decided])
def test_the_other_documents_can_be_printed(police, make):
    case = make(police)

    assert case.number in printed(Document.objects.get(case=case))


def test_the_oral_warning_says_that_it_is_no_penalty(police):
    assert "口头警告不是行政处罚" in printed(Document.objects.get(case=factories.released(police)))


def test_the_decision_not_to_penalise_names_conditions_and_education(police):
    text = printed(Document.objects.get(case=factories.exempted(police)))

    for content in ("初次违法", "危害后果轻微", "及时改正", "第三十三条", "已进行安全带使用教育", "不予行政处罚"):
        assert content in text, content


def test_a_withdrawal_names_the_decision_it_takes_back(police, leader):
    case = factories.served(police)
    services.perform_act(leader, case, "annul", {"reason": "当事人并非实际驾驶人，认定有误"}, at=factories.now())
    decision, withdrawal = Document.objects.filter(case=case).order_by("id")

    text = printed(withdrawal)
    assert decision.number in text
    assert "撤销对该违法行为记的6分" in text


def test_a_correction_shows_both_values(police):
    case = factories.served(police)
    services.perform_act(
        police, case, "correct", {"field": "place", "right": "黄海四路", "reason": "路口名称笔误"}, at=factories.now()
    )
    text = printed(Document.objects.get(case=case, kind="correction"))

    assert "人民路与黄海三路路口" in text
    assert "黄海四路" in text


def test_a_fine_paid_on_the_spot_says_under_which_article(police):
    assert set(documenting.COLLECT_BASIS) == {"no_objection", "remote_request", "hard_later"}


def test_measured_values_are_written_without_rounding():
    assert documenting.measured({"speed_measured": "66.50", "speed_limit": "60"}) == (
        "经测速，行驶速度为66.5公里/小时，限速60公里/小时。"
    )


@pytest.mark.parametrize(("short", "full"), [
    ("法第38条", "《中华人民共和国道路交通安全法》第38条"),
    ("例第38、40条", "《中华人民共和国道路交通安全法实施条例》第38、40条"),
    ("法第38条；机动车登记规定第5条", "《中华人民共和国道路交通安全法》第38条、《机动车登记规定》第5条"),
    ("道路交通安全法 第90条", "《中华人民共和国道路交通安全法》第90条"),
    ("山东省实施《道路交通安全法》办法 第77条", "《山东省实施〈中华人民共和国道路交通安全法〉办法》第77条"),
    ("", ""),
])  # fmt: skip
def test_articles_are_cited_with_the_full_names_of_their_laws(short, full):
    assert documenting.cited(short) == full


def test_every_document_of_the_kind_has_its_template():
    from violations.states import VIOLATION

    for document in VIOLATION.documents:
        assert (settings.ROOT / document.template).is_file(), document.template
