"""Data of documents for the tests: one typical piece of each kind, invented throughout."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from traffic_police.cases.typesetting import Rendered, amount_in_words, figures, render, verification
from traffic_police.reports.documents.shapes import Cell, ReportPaper
from violations.documents import shapes

AS_OF = datetime(2026, 11, 23, 6, 40, tzinfo=UTC)
AUTHORITY = "临沂市公安局临港分局交通警察大队"
URL = "https://example.cn/verify/Zk3vQ8mXw1pL7nRt"
FINE = Decimal(50)

PERSON: shapes.Party = {
    "kind": "person",
    "name": "庄树明",
    "sex": "男",
    "id_type": "居民身份证",
    "id_no": "371327199003070015",
    "licence_no": "371327199003070015",
    "file_no": "371300123456",
    "licence_classes": "C1",
    "address": "山东省临沂市莒南县坪上镇大铁牛庙村12号",
    "phone": "13800002216",
}
UNIT: shapes.Party = {
    "kind": "unit",
    "name": "沂水恒通运输有限公司",
    "credit_code": "91371323MA3C5XQ00X",
    "representative": "王庆海",
    "address": "山东省临沂市沂水县长安路88号",
    "phone": "05392220000",
}
ACT: shapes.Act = {
    "at": "2026年11月23日14时35分",
    "place": "坪上镇疏港路与人民路路口",
    "name": "驾驶机动车在高速公路、城市快速路以外的道路上行驶时，驾驶人未按规定使用安全带",
    "code": "1120",
    "violated": "《中华人民共和国道路交通安全法》第五十一条",
    "evidence": "执法记录仪录像、现场照片2张",
}
FIRST: shapes.Remedies = {"mode": "first", "body": "临沂市人民政府", "via": AUTHORITY, "court": "莒南县人民法院"}
EITHER: shapes.Remedies = {**FIRST, "mode": "either"}
EDUCATION: shapes.Education = {
    "at": "2026年11月23日14时38分",
    "how": "当面讲解",
    "content": "告知驾乘人员全程使用安全带的法定义务",
    "response": "今后一定遵守",
}
ORIGINAL: shapes.Original = {
    "title": "公安交通管理简易程序处罚决定书",
    "number": "371373100000012",
    "date": "2026年11月23日",
}
COMMON: dict[str, Any] = {
    "authority": AUTHORITY,
    "number": "临港公交简决字〔2026〕31号",
    "case_number": "LG-W-2026004763",
    "preview": False,
    "party": PERSON,
    "vehicle": {"plate": "鲁Q·A12B3", "plate_kind": "小型汽车号牌", "type": "小型轿车（K33）"},
    "act": ACT,
    "officers": [{"name": "刘国栋", "police_number": "137204"}],
    "decided_place": "坪上镇疏港路与人民路路口",
    "recorder": "LG-2047",
    "decided_on": "2026年11月23日",
    "service": {"mode": "signed", "at": "2026年11月23日14时41分"},
}


def simple_decision(**changes: Any) -> dict[str, Any]:
    return {
        **COMMON,
        "national_number": "3713731000000127",
        "penalty": {
            "kind": "fine",
            "amount": figures(FINE),
            "amount_words": amount_in_words(FINE),
            "basis": "《中华人民共和国道路交通安全法》第九十条、第一百零七条",
        },
        "points": 1,
        "payment": {"mode": "bank", "channel": "罚款代收银行或者交管12123电子支付渠道", "due": "2026年12月8日"},
        "statement": {
            "choice": "given",
            "text": "刚上车还没来得及系",
            "accepted": False,
            "reason": "录像显示车辆已行驶约2公里",
        },
        "remedies": FIRST,
        **changes,
    }


def oral_warning(**changes: Any) -> dict[str, Any]:
    return {
        **COMMON,
        "ground": "临时停车上下乘客，听到提醒立即驶离",
        "correction": "当场改正",
        "education": "告知停车应当在规定地点",
        "service": None,
        **changes,
    }


def exemption(**changes: Any) -> dict[str, Any]:
    return {
        **COMMON,
        "conditions": [
            {"name": "初次违法", "finding": "十二个月内没有违法记录"},
            {"name": "危害后果轻微", "finding": "未影响其他车辆通行"},
            {"name": "及时改正", "finding": "当场系好安全带"},
        ],
        "basis": "《中华人民共和国行政处罚法》第三十三条第一款、第五十七条第一款第二项",
        "education": EDUCATION,
        "remedies": EITHER,
        **changes,
    }


def undoing(**changes: Any) -> dict[str, Any]:
    return {
        **COMMON,
        "original": ORIGINAL,
        "reason": "号牌识别错误，被处罚人没有实施该违法行为",
        "basis": "《中华人民共和国行政处罚法》第七十五条第二款",
        "remedies": EITHER,
        "consequences": ["已缴纳的罚款伍拾元整依法退还", "撤销该违法行为的记分1分"],
        "corrections": [{"item": "车辆类型", "was": "小型轿车（K33）", "now": "小型普通客车（K31）"}],
        "prepared_by": "刘国栋（警号137204）",
        "approved_by": "赵建明（警号137001）",
        "service": {"mode": "other", "label": "邮寄送达", "at": "2026年11月25日"},
        **changes,
    }


def education_record(**changes: Any) -> dict[str, Any]:
    return {**COMMON, "education": EDUCATION, **changes}


def payment_note(**changes: Any) -> dict[str, Any]:
    return {
        **COMMON,
        "original": ORIGINAL,
        "fine": "50.00",
        "fine_words": "伍拾元整",
        "surcharge": "3.00",
        "surcharge_words": "叁元整",
        "paid": "53.00",
        "paid_words": "伍拾叁元整",
        "paid_on": "2026年12月10日",
        "channel": "交管12123",
        "receipt_no": "370026123456",
        "recorded_by": "王娟（警号137310）",
        "recorded_on": "2026年12月11日",
        **changes,
    }


def report(rows: int = 6) -> ReportPaper:
    squads: list[list[Cell]] = [[f"第{number}中队", number, Decimal("50.50") * number] for number in range(1, rows + 1)]
    return {
        "title": "交通管理日调度",
        "period": "2026年11月22日0时至24时",
        "unit": AUTHORITY,
        "as_of": "2026年11月23日7时30分",
        "status": "已发布",
        "exceptions": [
            {"level": "red", "title": "逾期未备案3件", "detail": "二中队2件", "law": "105号令第44条"},
            {"level": "amber", "title": "首违免罚率71.5%"},
        ],
        "tables": [
            {
                "title": "现场查处",
                "total_row": True,
                "columns": [
                    {"title": "单位", "kind": "text"},
                    {"title": "起数", "kind": "number"},
                    {"title": "罚款额（元）", "kind": "number"},
                ],
                "rows": [*squads, ["合计", 21, None]],
            }
        ],
        "notes": ["样本不足5起不计算百分比。"],
        "corrections": [
            {"at": "2026年11月23日9时12分", "figure": "一中队现场查处", "was": 81, "now": 82, "reason": "迟到登记"}
        ],
        "hash": "9f2c4e1ab37d60558c1d2e3f405162738495a6b7c8d9eaf00112233445566778",
    }


DOCUMENTS = {
    "violations/documents/simple_decision.typ": simple_decision,
    "violations/documents/oral_warning_record.typ": oral_warning,
    "violations/documents/exemption_decision.typ": exemption,
    "violations/documents/withdrawal.typ": undoing,
    "violations/documents/correction.typ": undoing,
    "violations/documents/education_record.typ": education_record,
    "violations/documents/payment_note.typ": payment_note,
}
DECISION = "violations/documents/simple_decision.typ"
REPORT = "traffic_police/reports/documents/daily.typ"


def printed(template: str, data: dict[str, Any]) -> Rendered:
    """Render with its verification block, as the product does."""
    block, pictures = verification(data, URL)
    return render(template, {**data, "verification": block}, as_of=AS_OF, images=pictures)
