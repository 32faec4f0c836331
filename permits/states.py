"""The transition table of permits: application, supplement, review, decision; then the life of the permit."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from permits import guards
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
    Person,
    Stage,
    Status,
    Unit,
)

CLERKS = frozenset({Role.PERMIT_CLERK, Role.SQUAD_LEADER, Role.BRIGADE_LEADER})
REVIEWERS = frozenset({Role.PERMIT_CLERK, Role.SQUAD_LEADER})
LEADERS = frozenset({Role.BRIGADE_LEADER})
OPEN = ("draft", "submitted", "returned", "accepted", "reviewed", "suspended")
UNDECIDED = ("draft", "submitted", "returned", "accepted", "reviewed")
LAW = "山东省实施《道路交通安全法》办法 第56条"

STATUSES = (
    Status("draft", _("Draft"), Stage.ACCEPTED),
    Status("submitted", _("Submitted"), Stage.ACCEPTED),
    Status("returned", _("Returned for supplement"), Stage.ACCEPTED),
    Status("accepted", _("Taken up"), Stage.HANDLING),
    Status("reviewed", _("Reviewed"), Stage.REVIEW),
    Status("issued", _("Permit issued"), Stage.CLOSED),
    Status("suspended", _("Permit suspended"), Stage.EXECUTION),
    Status("revoked", _("Permit revoked"), Stage.CLOSED),
    Status("expired", _("Permit expired"), Stage.CLOSED),
    Status("rejected", _("Application rejected"), Stage.CLOSED),
    Status("withdrawn", _("Application withdrawn"), Stage.CLOSED),
)

REASON = Input("reason", _("Reason"), "long_text", min_length=10, max_length=500)
OPINION = Input("opinion", _("Opinion"), "long_text", min_length=2, max_length=500)
TOLD = Input("told", _("Application"), "object", required=False)

ACTS = (
    Act(
        "open",
        _("Begin an application"),
        (NEW,),
        "draft",
        LAW,
        _("{actor} began an application for {plate}."),
        roles=CLERKS,
        person=Person.STAFF,
        offered=False,
        key=True,
    ),
    Act(
        "fill",
        _("Change the application"),
        ("draft", "returned"),
        STAY,
        LAW,
        _("{actor} changed the application."),
        roles=CLERKS,
        person=Person.STAFF,
        inputs=(TOLD,),
        offered=False,
    ),
    Act(
        "fill_by_link",
        _("Change the application"),
        ("draft", "returned"),
        STAY,
        LAW,
        _("The applicant changed the application."),
        person=Person.SYSTEM,
        inputs=(TOLD,),
        offered=False,
    ),
    Act(
        "submit",
        _("Submit"),
        ("draft", "returned"),
        "submitted",
        "行政许可法 第29条",
        _("{actor} submitted the application; {passed} of {checked} checks passed."),
        roles=CLERKS,
        person=Person.STAFF,
        guard=guards.complete,
        starts=("accept",),
        weight=10,
        key=True,
    ),
    Act(
        "submit_by_link",
        _("Submit"),
        ("draft", "returned"),
        "submitted",
        "行政许可法 第29条",
        _("The applicant submitted the application; {passed} of {checked} checks passed."),
        person=Person.SYSTEM,
        guard=guards.complete,
        starts=("accept",),
        offered=False,
        key=True,
    ),
    Act(
        "return_for_supplement",
        _("Return for supplement"),
        ("submitted",),
        "returned",
        "行政许可法 第32条",
        _("{actor} returned the application, once and for all that is missing: {reason}"),
        roles=CLERKS,
        person=Person.STAFF,
        inputs=(REASON,),
        meets=("accept",),
        weight=20,
        key=True,
    ),
    Act(
        "accept",
        _("Take up"),
        ("submitted",),
        "accepted",
        "行政许可法 第32条",
        _("{actor} took the application up."),
        roles=CLERKS,
        person=Person.STAFF,
        meets=("accept",),
        starts=("decide", "promise"),
        weight=10,
        key=True,
    ),
    Act(
        "review",
        _("Review"),
        ("accepted",),
        "reviewed",
        "行政许可法 第34条",
        _("{actor} reviewed: {opinion}"),
        roles=REVIEWERS,
        person=Person.STAFF,
        inputs=(OPINION,),
        weight=10,
        key=True,
    ),
    Act(
        "issue",
        _("Approve and issue the permit"),
        ("reviewed",),
        "issued",
        f"行政许可法 第38条；{LAW}",
        _("{actor} approved; permit {number}."),
        roles=LEADERS,
        inputs=(Input("collective", _("Record of the joint decision"), "long_text", required=False, max_length=300),),
        guard=guards.deciding,
        not_by=("open", "submit", "review"),
        meets=("decide", "promise"),
        issues="permit",
        cancels=("*",),
        weight=10,
        key=True,
    ),
    Act(
        "issue_by_policy",
        _("Approve by policy"),
        ("submitted",),
        "issued",
        f"行政许可法 第38条；{LAW}",
        _("Approved by policy, every check passed; permit {number}."),
        person=Person.SYSTEM,
        guard=guards.by_policy,
        meets=("accept",),
        cancels=("*",),
        offered=False,
        key=True,
    ),
    Act(
        "reject",
        _("Reject"),
        ("submitted", "accepted", "reviewed"),
        "rejected",
        "行政许可法 第38条第2款",
        _("{actor} rejected the application: {reason}"),
        roles=LEADERS,
        inputs=(REASON,),
        not_by=("open", "submit", "review"),
        meets=("accept", "decide", "promise"),
        issues="rejection",
        cancels=("*",),
        weight=30,
        key=True,
    ),
    Act(
        "withdraw",
        _("Withdraw the application"),
        UNDECIDED,
        "withdrawn",
        "行政许可法 第31条",
        _("{actor} noted that the applicant withdrew: {reason}"),
        roles=CLERKS,
        person=Person.STAFF,
        inputs=(Input("reason", _("Reason"), "long_text", min_length=4, max_length=300),),
        cancels=("*",),
        weight=90,
    ),
    Act(
        "suspend",
        _("Suspend the permit"),
        ("issued",),
        "suspended",
        LAW,
        _("{actor} suspended the permit: {reason}"),
        roles=LEADERS | {Role.SQUAD_LEADER},
        inputs=(REASON,),
        guard=guards.in_force,
        weight=60,
        key=True,
    ),
    Act(
        "resume",
        _("Put the permit into force again"),
        ("suspended",),
        "issued",
        LAW,
        _("{actor} put the permit into force again: {reason}"),
        roles=LEADERS,
        inputs=(REASON,),
        weight=50,
        key=True,
    ),
    Act(
        "revoke",
        _("Revoke the permit"),
        ("issued", "suspended"),
        "revoked",
        "行政许可法 第69条",
        _("{actor} revoked the permit: {reason}"),
        roles=LEADERS,
        inputs=(REASON,),
        guard=guards.in_force,
        cancels=("*",),
        weight=95,
        key=True,
    ),
    Act(
        "expire",
        _("Expire"),
        ("issued", "suspended"),
        "expired",
        "行政许可法 第70条",
        _("The last day of the permit has passed."),
        person=Person.SYSTEM,
        guard=guards.over,
        cancels=("*",),
        offered=False,
    ),
    *common_acts(OPEN, OPEN),
)

DEADLINES = (
    DeadlineRule("accept", _("Take up or return"), 5, Unit.WORKING_DAY, "行政许可法 第32条、第82条"),
    DeadlineRule("decide", _("Decide"), 20, Unit.WORKING_DAY, "行政许可法 第42条、第82条"),
    DeadlineRule("promise", _("Promised decision"), 3, Unit.WORKING_DAY, "大队承诺"),
)

DOCUMENTS = (
    DocumentKind("permit", "货车禁区临时通行证", "permits/documents/permit.typ", "通"),
    DocumentKind("rejection", "不予行政许可决定书", "permits/documents/rejection.typ", "不许"),
)


def follows(status: str, row: Any) -> tuple[str, ...]:
    """What the policy approves by itself, it approves at once."""
    return ("issue_by_policy",) if status == "submitted" and row.self_approving else ()


PERMIT = CaseKind(
    code="permit",
    label=_("Permit"),
    prefix="T",
    details="permits.Permit",
    statuses=STATUSES,
    acts=ACTS,
    deadlines=DEADLINES,
    documents=DOCUMENTS,
    follows=follows,
)
