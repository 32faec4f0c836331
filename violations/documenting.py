"""Snapshots of the documents of violation cases, in the shapes of `documents/shapes.py`; Chinese, as printed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings

from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case
from traffic_police.cases.models import Document as Signed
from traffic_police.cases.performing import Move
from traffic_police.cases.typesetting import amount_in_words, date_text, figures, moment_text
from traffic_police.registry.rules import plates
from violations.documents import shapes
from violations.models import Violation
from violations.words import ID_TYPES, label

NO_NUMBER = "号码待赋"
SEXES = {"male": "男", "female": "女"}
MODES: dict[str, shapes.Mode] = {
    "signed": "signed", "refused_to_sign": "refused-to-sign", "refused_to_take": "refused-to-take",
}  # fmt: skip
COLLECT_BASIS = {
    "no_objection": "《中华人民共和国道路交通安全法》第一百零八条",
    "remote_request": "《公安机关办理行政案件程序规定》第二百一十四条第一款第三项",
    "hard_later": "《公安机关办理行政案件程序规定》第二百一十四条第一款第四项",
}
CONDITIONS = {
    "minor": ("违法行为轻微并及时改正", "没有造成危害后果"),
    "first_violation": ("初次违法", "危害后果轻微", "及时改正"),
    "no_fault": ("当事人有证据足以证明没有主观过错",),
    "capacity": ("违法时不满十四周岁或者不具有责任能力",),
}
EXEMPTION_BASIS = {
    "minor": "《中华人民共和国行政处罚法》第三十三条第一款、第五十七条第一款第二项",
    "first_violation": "《中华人民共和国行政处罚法》第三十三条第一款、第五十七条第一款第二项",
    "no_fault": "《中华人民共和国行政处罚法》第三十三条第二款",
    "capacity": "《中华人民共和国行政处罚法》第三十条、第三十一条",
}
CORRECTED = {
    "name": "当事人姓名", "address": "住址", "phone": "联系电话", "place": "违法地点", "vehicle_type": "车辆类型",
}  # fmt: skip


def party(row: Violation) -> shapes.Party:
    """105 art. 45: the basic particulars of the party."""
    if row.party_kind == "unit":
        told: dict[str, Any] = {"kind": "unit", "name": row.party_name, "credit_code": row.party_id_no}
    else:
        told = {
            "kind": "person", "name": row.party_name, "sex": SEXES.get(row.party_sex, ""),
            "id_type": ID_TYPES.get(row.party_id_type, "证件号码"), "id_no": row.party_id_no,
            "licence_no": row.party_id_no if row.party_role == "driver" else "",
            "file_no": row.file_no, "licence_classes": row.licence_class,
        }  # fmt: skip
    told |= {"address": row.party_address, "phone": row.party_phone}
    return {name: value for name, value in told.items() if value}  # type: ignore[return-value]


def vehicle(row: Violation) -> shapes.Vehicle | None:
    if not row.plate and not row.plate_kind:
        return None
    kind = label("vehicle_types", row.vehicle_type) if row.vehicle_type else "未登记"
    return {
        "plate": plates.printed(row.plate) or "无号牌",
        "plate_kind": label("plate_kinds", row.plate_kind),
        "type": f"{kind}（{row.vehicle_type}）" if row.vehicle_type and kind != row.vehicle_type else kind,
    }


_MEASURED = (
    ("speed_measured", "speed_limit", "经测速，行驶速度为{0}公里/小时，限速{1}公里/小时。"),
    ("alcohol_mg_per_100ml", "", "血液酒精含量为{0}毫克/100毫升。"),
    ("load_kg", "approved_load_kg", "实际载质量{0}千克，核定载质量{1}千克。"),
    ("gross_mass_kg", "max_gross_mass_kg", "总质量{0}千克，最大允许总质量{1}千克。"),
    ("seats_actual", "seats_approved", "实际载客{0}人，核定载客{1}人。"),
)


def measured(facts: dict[str, Any]) -> str:
    """The measured values as sentences; ratios are not printed, so that nothing is rounded."""
    found = {name: _plain(value) for name, value in facts.items() if value is not None}
    return "".join(text.format(found[name], found.get(limit, "—")) for name, limit, text in _MEASURED if name in found)


def _plain(value: Any) -> str:
    number = Decimal(str(value))
    return f"{number.normalize():f}"


def act(row: Violation, place: str) -> shapes.Act:
    assert row.offence is not None
    told: shapes.Act = {
        "at": moment_text(row.occurred_at),
        "place": place,
        "name": row.offence.description,
        "code": row.offence.code or NO_NUMBER,
        "violated": cited(row.offence.legal_basis),
    }
    if details := measured(row.facts):
        told["details"] = details
    evidence = ["执法记录仪视听资料"] if row.body_camera else []
    if evidence and details:
        told["evidence"] = "、".join(evidence)
    return told


def officers(actor: Officer | None, second: Officer | None) -> list[shapes.Signatory]:
    people = [person for person in (actor, second) if person is not None]
    return [{"name": person.name, "police_number": person.police_number} for person in people]


def remedies(*, first: bool) -> shapes.Remedies:
    """复议法 23(1): against an on-the-spot penalty, reconsideration comes before litigation."""
    brigade = settings.BRIGADE
    return {
        "mode": "first" if first else "either",
        "body": brigade["reconsideration_body"],
        "via": brigade["name"],
        "court": brigade["court"],
    }


def service(manner: str, at: dt.datetime, note: str = "") -> shapes.Service:
    if manner not in MODES:
        return {"mode": "pending", "at": None}
    told: shapes.Service = {"mode": MODES[manner], "at": moment_text(at)}
    if note:
        told["note"] = note
    return told


def _paper(move: Move) -> dict[str, Any]:
    """What every signed paper carries; its number is taken when the transaction is written."""
    row: Violation = move.details
    told = {
        "authority": settings.BRIGADE["name"],
        "number": None,
        "case_number": move.case.number,
        "preview": False,
        "party": party(row),
        "officers": officers(move.actor, move.second),
        "decided_place": move.case.place,
        "decided_on": date_text(move.happened_at),
    }
    return told | ({"recorder": row.body_camera} if row.body_camera else {})


def statement(row: Violation) -> shapes.Statement:
    if row.statement == "given":
        return {
            "choice": "given", "text": row.statement_text, "accepted": bool(row.statement_accepted),
            "reason": row.statement_reply,
        }  # fmt: skip
    return {"choice": "waived"}


def penalty(row: Violation) -> shapes.Penalty:
    told: shapes.Penalty = {"kind": "fine" if row.penalty == "fine" else "warning", "basis": basis(row)}
    if row.penalty == "fine":
        told["amount"] = figures(row.fine)
        told["amount_words"] = amount_in_words(row.fine)
    if row.deviation_reason:
        told["reason"] = row.deviation_reason
    return told


def basis(row: Violation) -> str:
    """The articles of the penalty as the answer named them, without those of procedure and points."""
    assert row.offence is not None
    return cited(row.penalty_basis or row.offence.penalty_basis)


_SHORT = {
    "法": "中华人民共和国道路交通安全法", "例": "中华人民共和国道路交通安全法实施条例",
    "道路交通安全法": "中华人民共和国道路交通安全法", "行政处罚法": "中华人民共和国行政处罚法",
    "山东省实施办法": "山东省实施〈中华人民共和国道路交通安全法〉办法",
    "山东省实施《道路交通安全法》办法": "山东省实施〈中华人民共和国道路交通安全法〉办法",
    "大气污染防治法": "中华人民共和国大气污染防治法",
}  # fmt: skip
_CITED = re.compile(r"(?P<name>[^第；、]*?)\s*(?P<article>第.+)")


def cited(text: str) -> str:
    """Articles with the full names of their laws: 法第38条；例第38条 becomes 《中华人民共和国…》第38条、《…》第38条."""
    return "、".join(_cited(part.strip()) for part in re.split("[；;]", text) if part.strip())


def _cited(part: str) -> str:
    found = _CITED.fullmatch(part)
    if found is None or not found["name"]:
        return part
    name = found["name"]
    return f"《{_SHORT.get(name, name)}》{found['article']}"


def simple_decision(move: Move) -> dict[str, Any]:
    """公安交通管理简易程序处罚决定书 (105 art. 45; 法 107; points by 163 art. 13). Service and payment follow."""
    row: Violation = move.details
    fined = row.penalty == "fine"
    return _paper(move) | {
        "vehicle": vehicle(row),
        "act": act(row, move.case.place),
        "penalty": penalty(row),
        "points": row.points if row.party_role == "driver" else None,
        "payment": {"mode": "bank", "channel": settings.BRIGADE["bank"], "due": None} if fined else {"mode": "none"},
        "statement": statement(row),
        "remedies": remedies(first=True),
        "service": service("", move.happened_at),
    }


def oral_warning_record(move: Move) -> dict[str, Any]:
    """口头警告登记 (法 87; 105 art. 42)."""
    row: Violation = move.details
    return _paper(move) | {
        "vehicle": vehicle(row),
        "act": act(row, move.case.place),
        "ground": "违法行为情节轻微，未影响道路通行",
        "correction": "当事人当场改正",
        "education": move.data["education"],
    }


def exemption_decision(move: Move) -> dict[str, Any]:
    """不予行政处罚决定书 (处罚法 30, 31, 33, 57); education is mandatory (33 para 3)."""
    row: Violation = move.details
    ground = move.data["ground"]
    return _paper(move) | {
        "vehicle": vehicle(row),
        "act": act(row, move.case.place),
        "conditions": [{"name": name, "finding": "经查属实"} for name in CONDITIONS[ground]],
        "basis": EXEMPTION_BASIS[ground],
        "education": {"at": moment_text(move.happened_at), "how": "当场口头", "content": move.data["education"]},
        "remedies": remedies(first=False),
        "service": service(move.data.get("manner", ""), move.happened_at, move.data.get("refusal_note", "")),
    }


def original(documents: Sequence[Signed], case: Case) -> shapes.Original:
    """The document that a later one is about: the last one that was signed."""
    last = documents[-1] if documents else None
    if last is None:
        return {"title": "处罚决定书", "number": case.number, "date": date_text(case.opened_at)}
    return {"title": last.title, "number": last.number or last.national_number, "date": date_text(last.signed_at)}


def withdrawal(move: Move, voided: Sequence[Signed]) -> dict[str, Any]:
    """撤销行政处罚决定书 (处罚法 75). Points follow the decision (163 art. 16); what was paid goes back."""
    row: Violation = move.details
    return _about(move, voided, first=False) | {"consequences": _consequences(row)}


def _consequences(row: Violation) -> list[str]:
    steps = []
    if row.paid_on is not None and row.paid_amount:
        steps.append(f"退还已缴纳的款项人民币{amount_in_words(row.paid_amount)}（￥{figures(row.paid_amount)}）")
    elif row.penalty == "fine":
        steps.append("原决定的罚款不再执行，加处罚款一并取消")
    if row.points:
        steps.append(f"撤销对该违法行为记的{row.points}分")
    return steps or ["原决定自始无效，无需退还款项"]


def correction(move: Move, about: Sequence[Signed]) -> dict[str, Any]:
    """更正通知书: what stood there, what is right."""
    item = CORRECTED[move.data["field"]]
    return _about(move, about, first=True) | {
        "corrections": [{"item": item, "was": move.payload["wrong"] or "（空白）", "now": move.data["right"]}],
    }


def _about(move: Move, documents: Sequence[Signed], *, first: bool) -> dict[str, Any]:
    assert move.actor is not None
    return _paper(move) | {
        "original": original(documents, move.case),
        "reason": move.data["reason"],
        "basis": "《中华人民共和国行政处罚法》第七十五条第二款",
        "remedies": remedies(first=first),
        "prepared_by": move.case.lead.name if move.case.lead else move.actor.name,
        "approved_by": move.actor.name,
        "service": service("", move.happened_at),
    }
