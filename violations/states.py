"""The transition table of violation cases: simple procedure on the spot, with its lawful exits."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from traffic_police.accounts.models import Role
from traffic_police.cases.common import common_acts
from traffic_police.cases.kinds import (
    NEW,
    STAY,
    Act,
    CaseKind,
    DeadlineRule,
    DocumentKind,
    Input,
    Origin,
    Person,
    Stage,
    Status,
    Unit,
)
from traffic_police.registry.importing.runs import ROLES as IMPORT_ROLES
from violations import guards
from violations.onsite import GROUNDS, SERVICES, STATEMENTS

ENFORCERS = frozenset({Role.OFFICER, Role.SQUAD_LEADER})
HEADS = frozenset({Role.SQUAD_LEADER, Role.BRIGADE_LEADER})
CLERKS = frozenset({Role.OFFICER, Role.SQUAD_LEADER, Role.DISPATCHER, Role.PERMIT_CLERK})
BEFORE_DECISION = ("discovered", "identified", "informed", "heard")
AFTER_DECISION = ("decided", "served")
OPEN = (*BEFORE_DECISION, *AFTER_DECISION, "general")

STATUSES = (
    Status("discovered", _("Discovered"), Stage.ACCEPTED),
    Status("identified", _("Identity checked"), Stage.HANDLING),
    Status("informed", _("Informed"), Stage.HANDLING),
    Status("heard", _("Statement heard"), Stage.HANDLING),
    Status("decided", _("Decided"), Stage.HANDLING),
    Status("served", _("Served"), Stage.EXECUTION),
    Status("general", _("General procedure"), Stage.HANDLING),
    Status("closed", _("Closed"), Stage.CLOSED),
    Status("released", _("Released with an oral warning"), Stage.CLOSED),
    Status("exempted", _("Not penalised"), Stage.CLOSED),
    Status("withdrawn", _("Withdrawn"), Stage.CLOSED),
    Status("annulled", _("Decision annulled"), Stage.CLOSED),
    Status("imported", _("Imported record"), Stage.CLOSED),
)

REASON = Input("reason", _("Reason"), "long_text", min_length=10, max_length=500)

ACTS = (
    Act(
        "discover",
        _("Record the discovery"),
        (NEW,),
        "discovered",
        "道路交通安全法 第87条",
        _("{actor} stopped {plate} at {place}: {offence}."),
        roles=ENFORCERS,
        guard=guards.enforcing(guards.discovery),
        offered=False,
        key=True,
    ),
    Act(
        "identify",
        _("Check identity and vehicle"),
        ("discovered",),
        "identified",
        "105号令 第9条",
        _("{actor} checked licence, plate and vehicle; driver {party}."),
        roles=ENFORCERS,
        inputs=(Input("licence_checked", _("Licence checked"), "boolean"),),
        guard=guards.enforcing(guards.licence_checked),
        weight=10,
    ),
    Act(
        "inform",
        _("Inform of facts, penalty and rights"),
        ("identified",),
        "informed",
        "行政处罚法 第44条；105号令 第44条",
        _("{actor} told {party} the facts, the basis, the proposed penalty and the right to be heard."),
        roles=ENFORCERS,
        guard=guards.enforcing(),
        weight=10,
    ),
    Act(
        "hear",
        _("Record the statement"),
        ("informed",),
        "heard",
        "行政处罚法 第45条；105号令 第44条",
        _("{party}: {statement_label}"),
        roles=ENFORCERS,
        inputs=(
            Input("statement", _("Statement and defence"), "choice", choices=STATEMENTS),
            Input("statement_text", _("What the party said"), "long_text", required=False, max_length=2000),
            Input("accepted", _("Defence accepted"), "boolean", required=False),
            Input(
                "statement_reply", _("Why the defence is accepted or not"), "long_text", required=False, max_length=1000
            ),
        ),
        guard=guards.enforcing(guards.statement),
        weight=10,
    ),
    Act(
        "decide",
        _("Decide the penalty"),
        ("heard",),
        "decided",
        "道路交通安全法 第107条；105号令 第43、44条",
        _("{actor} decided: {penalty_label}, {fine} yuan, {points} points."),
        roles=ENFORCERS,
        inputs=(
            Input("penalty", _("Penalty"), "choice", choices=(("warning", _("Warning")), ("fine", _("Fine")))),
            Input("fine", _("Fine"), "money", required=False),
            Input(
                "deviation_reason",
                _("Why the fine differs from the benchmark"),
                "long_text",
                required=False,
                max_length=500,
            ),
        ),
        guard=guards.enforcing(guards.decision),
        starts=("filing",),
        issues="simple_decision",
        weight=10,
        key=True,
    ),
    Act(
        "serve",
        _("Serve the decision"),
        ("decided",),
        "served",
        "105号令 第44条；办案规定 第36条",
        _("{actor} served the decision: {manner_label}."),
        roles=ENFORCERS,
        inputs=(
            Input("manner", _("Manner"), "choice", choices=SERVICES),
            Input("refusal_note", _("Note on the refusal"), required=False, max_length=200),
        ),
        guard=guards.enforcing(guards.service),
        starts=("reconsideration",),
        weight=10,
        key=True,
    ),
    Act(
        "file",
        _("File with the brigade"),
        ("served",),
        STAY,
        "105号令 第44条",
        _("{actor} filed the decision with the brigade, national number {national_number}."),
        roles=CLERKS,
        person=Person.STAFF,
        inputs=(
            Input(
                "national_number",
                _("National document number"),
                required=False,
                max_length=16,
                pattern=r"\d{15}[0-9A-Z]?",
                help=_("15 digits and at most one check character."),
            ),
        ),
        guard=guards.filing,
        meets=("filing",),
        weight=12,
    ),
    Act(
        "pay",
        _("Mark as paid"),
        ("served",),
        STAY,
        "道路交通安全法 第108条",
        _("{actor} noted the payment of {amount} yuan, receipt {receipt}."),
        roles=CLERKS,
        person=Person.STAFF,
        inputs=(
            Input("amount", _("Amount paid"), "money"),
            Input("paid_on", _("Paid on"), "date"),
            Input("receipt", _("Receipt number"), min_length=4, max_length=40),
        ),
        guard=guards.payment,
        meets=("payment",),
        weight=14,
    ),
    Act(
        "collect",
        _("Collect on the spot"),
        ("served",),
        STAY,
        "道路交通安全法 第108条；行政处罚法 第68条",
        _("{actor} collected {amount} yuan on the spot, receipt {receipt}: {ground_label}"),
        roles=ENFORCERS,
        inputs=(
            Input(
                "ground",
                _("Ground"),
                "choice",
                choices=(
                    ("no_objection", _("Pedestrian, passenger or non-motor driver without objection")),
                    ("remote_request", _("Remote place, at the party's request")),
                    ("hard_later", _("No fixed local residence, hard to enforce later")),
                ),
            ),
            Input("receipt", _("Receipt number"), min_length=4, max_length=40),
        ),
        guard=guards.enforcing(guards.collection),
        meets=("payment",),
        weight=30,
    ),
    Act(
        "close",
        _("Close"),
        ("served",),
        "closed",
        "105号令 第76条",
        _("The case was closed: filed and carried out."),
        person=Person.SYSTEM,
        guard=guards.closing,
        cancels=("reconsideration",),
        offered=False,
    ),
    Act(
        "release",
        _("Oral warning, release"),
        BEFORE_DECISION,
        "released",
        "道路交通安全法 第87条；105号令 第42条",
        _("{actor} warned {party} orally and released: {facts}"),
        roles=ENFORCERS,
        inputs=(
            Input("corrected", _("Corrected at once"), "boolean"),
            Input("education", _("Education given"), "long_text", min_length=4, max_length=500),
        ),
        guard=guards.enforcing(guards.oral_warning),
        issues="oral_warning_record",
        cancels=("*",),
        weight=20,
        key=True,
    ),
    Act(
        "exempt",
        _("Decide not to penalise"),
        ("heard",),
        "exempted",
        "行政处罚法 第33条",
        _("{actor} decided not to penalise: {ground_label}"),
        roles=ENFORCERS,
        inputs=(
            Input("ground", _("Ground"), "choice", choices=GROUNDS),
            Input("education", _("Education given"), "long_text", min_length=4, max_length=500),
            Input("manner", _("Manner of service"), "choice", choices=SERVICES, required=False),
            Input("refusal_note", _("Note on the refusal"), required=False, max_length=200),
        ),
        guard=guards.enforcing(guards.exemption),
        issues="exemption_decision",
        cancels=("*",),
        weight=22,
        key=True,
    ),
    Act(
        "to_general",
        _("Turn to general procedure"),
        BEFORE_DECISION,
        "general",
        "105号令 第43条",
        _("{actor} turned the case over to general procedure: {reason}"),
        roles=ENFORCERS,
        inputs=(REASON,),
        guard=guards.enforcing(),
        weight=40,
        key=True,
    ),
    Act(
        "withdraw",
        _("Withdraw the case"),
        BEFORE_DECISION,
        "withdrawn",
        "行政处罚法 第57条",
        _("{actor} withdrew the case: {reason}"),
        roles=ENFORCERS,
        inputs=(REASON,),
        guard=guards.enforcing(),
        cancels=("*",),
        weight=90,
    ),
    Act(
        "recuse",
        _("Withdraw from the case (recusal)"),
        BEFORE_DECISION,
        STAY,
        "行政处罚法 第43条",
        _("{officer_name} withdrew; {lead_name} took the case over: {reason}"),
        roles=ENFORCERS | HEADS,
        inputs=(
            Input("officer", _("Who withdraws"), "officer", required=False),
            Input("lead", _("Who takes over"), "officer"),
            Input("reason", _("Reason"), "long_text", min_length=4, max_length=300),
        ),
        guard=guards.recusal,
        weight=85,
    ),
    Act(
        "annul",
        _("Annul the decision"),
        (*AFTER_DECISION, "closed"),
        "annulled",
        "行政处罚法 第75条；105号令 第64条",
        _("{actor} annulled the decision: {reason}"),
        roles=HEADS,
        inputs=(REASON,),
        guard=guards.annulment,
        issues="withdrawal",
        cancels=("*",),
        weight=95,
        key=True,
    ),
    Act(
        "correct",
        _("Correct a clerical error"),
        (*AFTER_DECISION, "closed"),
        STAY,
        "行政处罚法 第75条",
        _("{actor} corrected {field_label}: “{wrong}” reads “{right}”."),
        roles=ENFORCERS | HEADS,
        inputs=(
            Input(
                "field",
                _("What is corrected"),
                "choice",
                choices=(
                    ("name", _("Name")),
                    ("address", _("Address")),
                    ("phone", _("Phone")),
                    ("place", _("Place")),
                    ("vehicle_type", _("Vehicle type")),
                ),
            ),
            Input("right", _("Correct value"), max_length=100),
            Input("reason", _("Reason"), "long_text", min_length=4, max_length=300),
        ),
        guard=guards.correction,
        issues="correction",
        weight=92,
    ),
    Act(
        "import",
        _("Import a record"),
        (NEW,),
        "imported",
        "",
        _("Imported from {source}, row {row}."),
        person=Person.STAFF,
        roles=frozenset(IMPORT_ROLES),
        origin=Origin.IMPORTED,
        offered=False,
        inputs=(),
    ),
    *common_acts(OPEN, (*OPEN,)),
)

DEADLINES = (
    # 105 art. 44 with art. 81: working days.
    DeadlineRule("filing", _("File with the brigade"), 2, Unit.WORKING_DAY, "105号令 第44条、第81条"),
    # 法 108, 处罚法 67: calendar days (处罚法 85 does not name fifteen); roll-forward by 办案规定 35 is a reading.
    DeadlineRule(
        "payment",
        _("Pay the fine"),
        15,
        Unit.CALENDAR_DAY,
        "道路交通安全法 第108条；行政处罚法 第67条",
        roll_forward=True,
    ),
    DeadlineRule(
        "reconsideration", _("Ask for reconsideration"), 60, Unit.CALENDAR_DAY, "行政复议法 第20条", roll_forward=True
    ),
)

DOCUMENTS = (
    DocumentKind(
        "simple_decision", "公安交通管理简易程序处罚决定书", "violations/documents/simple_decision.typ", "简决", "1"
    ),
    DocumentKind("oral_warning_record", "口头警告登记", "violations/documents/oral_warning_record.typ", "警"),
    DocumentKind("exemption_decision", "不予行政处罚决定书", "violations/documents/exemption_decision.typ", "不罚"),
    DocumentKind("withdrawal", "撤销行政处罚决定书", "violations/documents/withdrawal.typ", "撤"),
    DocumentKind("correction", "更正通知书", "violations/documents/correction.typ", "更"),
)


def follows(status: str, row: Any) -> tuple[str, ...]:
    """What the system does at once: a decision that was filed and, if it is a fine, paid, is closed (105 art. 76)."""
    finished = row.filed_at is not None and (row.penalty != "fine" or row.paid_on is not None)
    return ("close",) if status == "served" and finished else ()


VIOLATION = CaseKind(
    code="violation",
    label=_("Violation"),
    prefix="W",
    details="violations.Violation",
    statuses=STATUSES,
    acts=ACTS,
    deadlines=DEADLINES,
    documents=DOCUMENTS,
    follows=follows,
)
