"""Each content that the law demands of a document stands on its paper."""

from __future__ import annotations

import pytest

from tests.documents import samples
from tests.documents.reading import lowest, pages, text

DECISION_ON_PAPER = {
    "105-45 party: name": "庄树明",
    "105-45 party: sex": "性别男",
    "105-45 party: identity number": "居民身份证371327199003070015",
    "105-45 party: licence": "机动车驾驶证371327199003070015",
    "105-45 party: address": "山东省临沂市莒南县坪上镇大铁牛庙村12号",
    "105-45 party: telephone": "13800002216",
    "105-45 plate and its kind": "鲁Q·A12B3（小型汽车号牌）",
    "105-45 vehicle type": "小型轿车（K33）",
    "105-45 facts": "驾驶人未按规定使用安全带",
    "法107 time": "2026年11月23日14时35分",
    "法107 place": "在坪上镇疏港路与人民路路口",
    "code": "代码1120",
    "105-45 article broken": "《中华人民共和国道路交通安全法》第五十一条",
    "105-45 basis": "依据《中华人民共和国道路交通安全法》第九十条、第一百零七条",
    "105-45 penalty; 处罚法 52 amount": "罚款人民币伍拾元整（￥50.00）",
    "163-13 points": "记1分",
    "105-45 way of performance": "罚款代收银行或者交管12123电子支付渠道",
    "法108 term": "自收到本决定书之日起十五日内",
    "the term's last day": "至2026年12月8日止",
    "强制法 45 surcharge": "每日按罚款数额的百分之三加处罚款",
    "强制法 45 cap": "加处罚款的数额不超过罚款本数",
    "处罚法 73 surcharge stops": "在行政复议或者行政诉讼期间不予计算",
    "105-44 informed before": "口头告知违法事实、拟作出的处罚、理由、依据、记分分值",
    "处罚法 52 card shown": "出示执法证件",
    "105-44 defence heard": "陈述和申辩：刚上车还没来得及系",
    "105-44 defence answered": "不予采纳，理由：录像显示车辆已行驶约2公里",
    "复议法 23 reconsideration first": "应当先自收到本决定书之日起六十日内向临沂市人民政府申请行政复议",
    "复议法 32 through the brigade": "也可以通过临沂市公安局临港分局交通警察大队提交行政复议申请",
    "诉讼法 45 litigation after": "自收到行政复议决定书之日起十五日内向莒南县人民法院提起行政诉讼",
    "105-45 authority": "临沂市公安局临港分局交通警察大队2026年11月23日",
    "处罚法 52 officer": "执法人员：刘国栋（警号137204）",
    "法107 officer's signature": "签名或者盖章：",
    "处罚法 52 place of penalty": "处罚地点：坪上镇疏港路与人民路路口",
    "105-44 seal": "此处加盖印章",
    "105-44 party's signature": "被处罚人签名或者捺指印：",
    "处罚法 52 numbered": "编号：3713731000000127",
    "own number": "文号：临港公交简决字〔2026〕31号",
    "verification address": "https://example.cn/verify/Zk3vQ8mXw1pL7nRt",
    "page number": "第1页共1页",
}


@pytest.fixture(scope="module")
def decision() -> str:
    return text(samples.printed(samples.DECISION, samples.simple_decision()).pdf)


@pytest.mark.parametrize("content", DECISION_ON_PAPER.values(), ids=DECISION_ON_PAPER.keys())
def test_the_decision_holds(decision: str, content: str) -> None:
    assert content in decision


def _decision(**changes: object) -> str:
    return text(samples.printed(samples.DECISION, samples.simple_decision(**changes)).pdf)


def test_a_typical_decision_fits_on_one_page() -> None:
    assert samples.printed(samples.DECISION, samples.simple_decision()).pages == 1


def test_litigation_is_not_offered_beside_reconsideration_for_a_decision_on_the_spot(decision: str) -> None:
    assert "六个月" not in decision


def test_a_warning_has_neither_amount_nor_surcharge() -> None:
    words = _decision(
        penalty={"kind": "warning", "basis": "《中华人民共和国道路交通安全法》第八十九条"},
        payment={"mode": "none"},
        points=0,
    )
    assert "决定给予被处罚人警告的行政处罚" in words
    assert "该违法行为不予记分" in words
    assert "加处罚款" not in words
    assert "罚款人民币" not in words


def test_a_pedestrian_s_decision_says_nothing_of_points() -> None:
    words = _decision(points=None, vehicle=None)
    assert "未驾驶机动车" in words
    assert "分值" not in words
    assert "记分" not in words


def test_collection_on_the_spot_names_basis_receipt_and_asks_for_a_signature() -> None:
    words = _decision(
        payment={
            "mode": "on-the-spot",
            "receipt_no": "370026000123",
            "basis": "《中华人民共和国道路交通安全法》第一百零八条第二款",
        }
    )
    assert "第一百零八条第二款，罚款已由执法人员当场收缴" in words
    assert "票据号码370026000123" in words
    assert "对当场收缴无异议，签名确认" in words


def test_a_waived_statement_is_said_in_words() -> None:
    assert "表示不陈述、不申辩" in _decision(statement={"choice": "waived"})


def test_a_refusal_to_sign_is_noted() -> None:
    words = _decision(service={"mode": "refused-to-sign", "at": "2026年11月23日14时41分"})
    assert "拒绝签名" in words
    assert "捺指印" not in words


def test_a_refusal_to_take_is_noted_and_counts_as_service() -> None:
    words = _decision(service={"mode": "refused-to-take", "at": "2026年11月23日14时41分"})
    assert "拒收本文书" in words
    assert "即为送达" in words


def test_a_unit_appears_with_its_code_and_representative() -> None:
    words = _decision(party=samples.UNIT, points=None)
    for content in ("被处罚单位沂水恒通运输有限公司", "91371323MA3C5XQ00X", "王庆海", "被处罚单位于2026年"):
        assert content in words


def test_both_officers_appear_with_their_numbers() -> None:
    officers = [{"name": "刘国栋", "police_number": "137204"}, {"name": "孙立伟", "police_number": "137209"}]
    words = _decision(officers=officers)
    assert "刘国栋（警号137204）" in words
    assert "孙立伟（警号137209）" in words
    assert words.count("签名或者盖章：") == 2


def test_a_preview_has_no_number_and_says_that_it_is_none() -> None:
    words = _decision(number=None, national_number=None, preview=True, service={"mode": "pending", "at": None})
    assert "编号：签发时取号" in words
    assert "未签发，未编号，不具有法律效力" in words


def test_long_text_flows_to_a_second_page_with_numbers_and_the_signatures_last() -> None:
    statement = {"choice": "given", "text": "我没有违法，" * 200, "accepted": False, "reason": "与证据不符，" * 100}
    both = pages(samples.printed(samples.DECISION, samples.simple_decision(statement=statement)).pdf)
    assert len(both) > 1
    for number, page in enumerate(both, start=1):
        assert f"第{number}页共{len(both)}页" in page
        assert "编号：3713731000000127" in page
    assert "执法人员：刘国栋" in both[-1]
    assert "执法人员：" not in both[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"decided_place": "坪上镇" * 1_300},
        {"service": {"mode": "refused-to-take", "at": "2026年11月23日", "note": "坪上镇" * 1_300}},
        {"party": {**samples.PERSON, "name": "坪上镇" * 1_300}},
        {"act": {**samples.ACT, "details": "坪上镇" * 1_300}},
        {"officers": [{"name": "坪上镇" * 1_300, "police_number": "1"}, {"name": "乙", "police_number": "2"}]},
    ],
    ids=["place", "note", "name", "details", "officer"],
)
def test_the_longest_text_stays_whole_and_on_the_paper(changes: dict[str, object]) -> None:
    pdf = samples.printed(samples.DECISION, samples.simple_decision(**changes)).pdf
    assert text(pdf).replace("坪上镇疏港路", "").count("坪") >= 1_280
    assert lowest(pdf) > 20


def test_an_oral_warning_is_no_penalty() -> None:
    words = text(samples.printed("violations/documents/oral_warning_record.typ", samples.oral_warning()).pdf)
    for content in (
        "第八十七条第二款",
        "给予口头警告，当场改正后放行",
        "口头警告不是行政处罚，不予罚款，不予记分",
        "未影响道路通行",
        "告知停车应当在规定地点",
    ):
        assert content in words


def test_an_exemption_gives_each_condition_the_basis_and_the_education() -> None:
    words = text(samples.printed("violations/documents/exemption_decision.typ", samples.exemption()).pdf)
    for content in (
        "（一）初次违法：十二个月内没有违法记录",
        "（三）及时改正：当场系好安全带",
        "不予行政处罚",
        "第三十三条第一款、第五十七条第一款第二项",
        "以当面讲解方式对当事人进行教育",
        "告知驾乘人员全程使用安全带的法定义务",
        "六个月内向莒南县人民法院提起行政诉讼",
    ):
        assert content in words


def test_a_withdrawal_names_the_original_the_reason_and_what_follows() -> None:
    words = text(samples.printed("violations/documents/withdrawal.typ", samples.undoing()).pdf)
    for content in (
        "原文书编号371373100000012",
        "号牌识别错误",
        "第七十五条第二款的规定，决定撤销上述文书",
        "（一）已缴纳的罚款伍拾元整依法退还",
        "批准人赵建明（警号137001）",
        "送达方式：邮寄送达",
    ):
        assert content in words


def test_a_correction_sets_the_old_beside_the_new() -> None:
    words = text(samples.printed("violations/documents/correction.typ", samples.undoing()).pdf)
    assert "更正通知书" in words
    assert "车辆类型小型轿车（K33）小型普通客车（K31）" in words
    assert "更正不加重对当事人的处罚" in words


def test_a_payment_note_says_that_it_is_no_receipt() -> None:
    words = text(samples.printed("violations/documents/payment_note.typ", samples.payment_note()).pdf)
    assert "人民币伍拾叁元整（￥53.00）" in words
    assert "不是财政票据" in words


def test_an_education_record_holds_what_was_said_and_answered() -> None:
    words = text(samples.printed("violations/documents/education_record.typ", samples.education_record()).pdf)
    assert "告知驾乘人员全程使用安全带的法定义务" in words
    assert "今后一定遵守" in words
