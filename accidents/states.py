"""The transition table of accidents: from the report over the video desk to delivery, with its lawful exits."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accidents import guards
from accidents.words import choices
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

ENFORCERS = frozenset({Role.OFFICER, Role.SQUAD_LEADER})
DESK = frozenset({*ENFORCERS, Role.DISPATCHER})  # auxiliaries may hold the seat; they never determine (146 art. 5)
ON_VIDEO = ("queued", "connected", "evidence_fixed", "cleared")
BEFORE = ("triaged", *ON_VIDEO)
OPEN = ("reported", "registered", *BEFORE, "negotiating", "field", "general", "determined", "delivered")
LIABILITY = r"[A-Z]:[a-z]+(,[A-Z]:[a-z]+)*"

STATUSES = (
    Status("reported", _("Reported"), Stage.ACCEPTED),
    Status("registered", _("Registered"), Stage.ACCEPTED),
    Status("triaged", _("Procedure chosen"), Stage.HANDLING),
    Status("queued", _("Waiting for the video desk"), Stage.HANDLING),
    Status("connected", _("Connected"), Stage.HANDLING),
    Status("evidence_fixed", _("Evidence fixed"), Stage.HANDLING),
    Status("cleared", _("Road cleared"), Stage.HANDLING),
    Status("negotiating", _("Parties settle it"), Stage.HANDLING),
    Status("field", _("Officer on the scene"), Stage.HANDLING),
    Status("general", _("General procedure"), Stage.HANDLING),
    Status("determined", _("Determined"), Stage.EXECUTION),
    Status("delivered", _("Delivered"), Stage.EXECUTION),
    Status("closed", _("Closed"), Stage.CLOSED),
    Status("agreed", _("Settled by the parties"), Stage.CLOSED),
    Status("not_accepted", _("Not accepted"), Stage.CLOSED),
    Status("imported", _("Imported record"), Stage.CLOSED),
)

REASON = Input("reason", _("Reason"), "long_text", min_length=4, max_length=500)
LETTER = Input("letter", _("Party"), max_length=1, pattern=r"[A-Z]")
ANSWERS = Input("answers", _("Answers"), "object")
FACTS = Input("facts", _("Facts of the accident"), "long_text", min_length=10, max_length=2000)
LEVELS = Input(
    "liability",
    _("Liability"),
    max_length=400,
    pattern=LIABILITY,
    help=_("One level for each party, such as A:full,B:none."),
)
STAFF: dict[str, Any] = {"person": Person.STAFF, "roles": DESK}
BY_PHONE: dict[str, Any] = {"person": Person.SYSTEM, "offered": False}

INTAKE = (
    Act(
        "report",
        _("Take the report"),
        (NEW,),
        "reported",
        "146号令 第16条",
        _("{actor} took the report of {reporter}: {place}, {parties}."),
        guard=guards.intake,
        offered=False,
        key=True,
        **STAFF,
    ),
    Act(
        "register",
        _("Register"),
        ("reported",),
        "registered",
        "146号令 第16条",
        _("{actor} registered the accident."),
        guard=guards.registration,
        meets=("acceptance",),
        weight=10,
        **STAFF,
    ),
    Act(
        "decline",
        _("Do not accept"),
        ("reported",),
        "not_accepted",
        "146号令 第18条第2款",
        _("{actor} did not accept the report: {reason}"),
        roles=ENFORCERS,
        inputs=(REASON,),
        cancels=("*",),
        weight=90,
    ),
    Act(
        "triage",
        _("Choose the procedure"),
        ("registered",),
        "triaged",
        "146号令 第13、14、19、23、27条",
        _("{actor} asked the questions: {procedure_label}."),
        inputs=(ANSWERS,),
        offered=False,
        weight=10,
        **STAFF,
    ),
    Act(
        "reassess",
        _("Answer again"),
        BEFORE,
        STAY,
        "146号令 第13、14、19、23、27条",
        _("{actor} changed the answers: {procedure_label}."),
        inputs=(ANSWERS,),
        offered=False,
        **STAFF,
    ),
)

VIDEO = (
    Act(
        "queue",
        _("Send to the video desk"),
        ("triaged",),
        "queued",
        "146号令 第20条第1款",
        _("{actor} put the accident into the video queue."),
        guard=guards.by_video,
        weight=10,
        **STAFF,
    ),
    Act(
        "connect",
        _("Connect"),
        ("queued",),
        "connected",
        "146号令 第20条第1款",
        _("{party} opened the link: the clock runs."),
        inputs=(LETTER,),
        key=True,
        **BY_PHONE,
    ),
    Act(
        "join",
        _("Join"),
        ("connected", "evidence_fixed", "cleared"),
        STAY,
        "146号令 第20条第1款",
        _("{party} opened the link."),
        inputs=(LETTER,),
        **BY_PHONE,
    ),
    Act(
        "receive_photo",
        _("Receive a photo"),
        ("connected", "evidence_fixed"),
        STAY,
        "146号令 第24条第1款",
        _("{party} sent the photo “{slot_label}”."),
        inputs=(LETTER, Input("slot", _("Photo")), Input("sha256", "SHA-256", max_length=64)),
        **BY_PHONE,
    ),
    Act(
        "fix_evidence",
        _("Evidence is fixed"),
        ("connected",),
        "evidence_fixed",
        "146号令 第24条第1款",
        _("{actor} found the photos sufficient: the road may be cleared."),
        guard=guards.evidence,
        starts=("determination",),
        weight=10,
        key=True,
        **STAFF,
    ),
    Act(
        "clear",
        _("Clear the road"),
        ("evidence_fixed",),
        "cleared",
        "146号令 第24条第1款",
        _("{party} reported that the road is clear."),
        inputs=(LETTER,),
        key=True,
        **BY_PHONE,
    ),
    Act(
        "note_cleared",
        _("Note that the road is clear"),
        ("evidence_fixed",),
        "cleared",
        "146号令 第24条第1款",
        _("{actor} noted that the road is clear."),
        weight=12,
        **STAFF,
    ),
)

EXITS = (
    Act(
        "to_field",
        _("Send an officer"),
        BEFORE,
        "field",
        "146号令 第17条、第20条第2款",
        _("{actor} sent the accident to an officer on the scene: {reason}"),
        inputs=(REASON,),
        weight=40,
        key=True,
        **STAFF,
    ),
    Act(
        "divert_field",
        _("To an officer on the scene"),
        ON_VIDEO,
        "field",
        "146号令 第13条、第14条",
        _("The answers exclude the video desk: {reason}"),
        person=Person.SYSTEM,
        offered=False,
        key=True,
    ),
    Act(
        "divert_general",
        _("To general procedure"),
        ON_VIDEO,
        "general",
        "146号令 第23条、第27条",
        _("The answers exclude simple procedure: {reason}"),
        person=Person.SYSTEM,
        offered=False,
        key=True,
        starts=("general_determination",),
        cancels=("determination",),
    ),
    Act(
        "to_general",
        _("Turn to general procedure"),
        (*BEFORE, "negotiating", "field"),
        "general",
        "146号令 第27条",
        _("{actor} turned the accident over to general procedure: {reason}"),
        roles=ENFORCERS,
        inputs=(REASON,),
        starts=("general_determination",),
        cancels=("determination",),
        weight=45,
        key=True,
    ),
    Act(
        "negotiate",
        _("Let the parties settle it"),
        ("triaged", "queued", "connected", "evidence_fixed", "cleared"),
        "negotiating",
        "146号令 第19、20、21条",
        _("{actor} drew up the agreement of the parties."),
        inputs=(LEVELS, FACTS),
        guard=guards.settling,
        issues="agreement",
        offered=False,
        **STAFF,
    ),
    Act(
        "agree",
        _("Settled"),
        ("negotiating",),
        "agreed",
        "146号令 第21条",
        _("All parties signed the agreement."),
        person=Person.SYSTEM,
        offered=False,
        cancels=("*",),
        key=True,
    ),
    Act(
        "fail_negotiation",
        _("No agreement"),
        ("negotiating",),
        "triaged",
        "146号令 第20条、第22条第2款",
        _("{actor} noted that the parties did not agree: {reason}"),
        inputs=(REASON,),
        weight=30,
        **STAFF,
    ),
)

DECIDING = (
    Act("determine", _("Determine liability"), ("cleared", "field"), "determined", "146号令 第24条第2款、第60条",
        _("{actor} determined: {liability_label}."), roles=ENFORCERS,
        inputs=(LEVELS, FACTS, Input("cause", _("Cause"), "choice", choices=choices("cause")),
                Input("law", _("Article violated"), max_length=200)),
        guard=guards.determination, issues="determination", meets=("determination",), offered=False, key=True),
    Act("sign", _("Sign"), ("determined", "negotiating"), STAY, "146号令 第21条、第24条第3款",
        _("{party} signed the document {document_hash_short}."),
        inputs=(LETTER, Input("document_hash", _("Hash of the document"), max_length=64),
                Input("strokes_hash", _("Hash of the signature"), max_length=64)),
        guard=guards.signing, **BY_PHONE),
    Act("note_refusal", _("Note that a party does not sign"), ("determined",), STAY, "146号令 第24条第3款",
        _("{actor} noted that {party} does not sign: {reason}"), roles=ENFORCERS, inputs=(LETTER, REASON),
        guard=guards.refusal_noted, weight=20),
    Act("deliver", _("Deliver"), ("determined",), "delivered", "146号令 第24条第3款",
        _("The determination was delivered to every party by link."), person=Person.SYSTEM, offered=False,
        starts=("review",), key=True),
    Act("ask_review", _("Ask for a review"), ("delivered",), STAY, "146号令 第71条",
        _("{party} asked for a review: {text}"),
        inputs=(LETTER, Input("text", _("Request, reasons and main evidence"), "long_text", min_length=4,
                              max_length=2000)),
        guard=guards.review, starts=("forward",), meets=("review",), key=True, **BY_PHONE),
    Act("forward_review", _("Send the request to the upper authority"), ("delivered",), STAY, "146号令 第72条",
        _("{actor} sent the request for a review to the upper authority."), guard=guards.forwarding, meets=("forward",),
        weight=10, **STAFF),
    Act("close", _("Close"), ("delivered",), "closed", "146号令 第24条",
        _("{actor} closed the accident."), guard=guards.closing, cancels=("*",), weight=30, **STAFF),
    Act("open_violation", _("Open a violation"), (*BEFORE, "field", "general", "determined", "delivered"), STAY,
        "道路交通安全法 第87条", _("{actor} opened the violation case {number} from this accident."), roles=ENFORCERS,
        inputs=(Input("number", _("Case number"), max_length=24),), guard=guards.violating, offered=False),
    Act("import", _("Import a record"), (NEW,), "imported", "", _("Imported from {source}, row {row}."),
        person=Person.STAFF, roles=frozenset(IMPORT_ROLES), origin=Origin.IMPORTED, offered=False),
)  # fmt: skip

# 146 art. 112(5): one, two, three, five and ten days are working days.
DEADLINES = (
    DeadlineRule("acceptance", _("Decide on acceptance"), 3, Unit.WORKING_DAY, "146号令 第18条、第112条"),
    DeadlineRule("determination", _("Make the determination"), 3, Unit.WORKING_DAY, "146号令 第24条第2款、第112条"),
    DeadlineRule("general_determination", _("Make the determination"), 10, Unit.WORKING_DAY, "146号令 第62条、第112条"),
    DeadlineRule("review", _("Ask for a review"), 3, Unit.WORKING_DAY, "146号令 第71条、第112条"),
    DeadlineRule(
        "forward", _("Send the request on"), 2, Unit.WORKING_DAY, "146号令 第72条、第112条", blocks_closing=True
    ),
)

DOCUMENTS = (
    DocumentKind("determination", "道路交通事故认定书（简易程序）", "accidents/documents/determination.typ", "认简"),
    DocumentKind("agreement", "道路交通事故自行协商协议书", "accidents/documents/agreement.typ"),
)


def follows(status: str, row: Any) -> tuple[str, ...]:
    """What the system does at once: divert what no longer fits, deliver what all have answered to."""
    if status in ON_VIDEO and row.mode == "field":
        return ("divert_field",) if row.procedure in {"simple", "self"} else ("divert_general",)
    answered = bool(row.letters) and set(row.letters) <= set(row.signed) | set(row.refused)
    if answered and status == "determined":
        return ("deliver",)
    return ("agree",) if answered and status == "negotiating" else ()


ACCIDENT = CaseKind(
    code="accident",
    label=_("Accident"),
    prefix="S",
    details="accidents.Accident",
    statuses=STATUSES,
    acts=(*INTAKE, *VIDEO, *EXITS, *DECIDING, *common_acts(OPEN, OPEN)),
    deadlines=DEADLINES,
    documents=DOCUMENTS,
    follows=follows,
)
