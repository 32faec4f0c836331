"""Acts that every kind of case has in the same shape: evidence, notes, hand-over, reminders."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from traffic_police.accounts.models import Role
from traffic_police.cases.kinds import STAY, Act, CaseKind, Input, Person
from traffic_police.cases.performing import Move

EVERYBODY = frozenset(
    {
        Role.OFFICER,
        Role.SQUAD_LEADER,
        Role.DISPATCHER,
        Role.LEGAL_REVIEWER,
        Role.PERMIT_CLERK,
        Role.BRIGADE_LEADER,
        Role.SUPERVISOR,
    }
)
LEADERS = frozenset({Role.SQUAD_LEADER, Role.DISPATCHER, Role.BRIGADE_LEADER})


def common_acts(open_statuses: tuple[str, ...], evidence_statuses: tuple[str, ...]) -> tuple[Act, ...]:
    """Rows for a transition table: OPEN_STATUSES of the kind, and those in which evidence may still be added."""
    return (
        Act(
            "add_evidence",
            _("Add evidence"),
            evidence_statuses,
            STAY,
            "行政处罚法 第46条",
            _("{actor} added evidence: {title}."),
            person=Person.STAFF,
            inputs=(
                Input("title", _("Title")),
                Input("sha256", "SHA-256", max_length=64),
                Input("kind", _("Kind of evidence"), max_length=14),
            ),
            weight=60,
            offered=False,
        ),
        Act(
            "note",
            _("Add a note"),
            open_statuses,
            STAY,
            "",
            _("{actor} noted: {text}"),
            person=Person.STAFF,
            roles=EVERYBODY,
            inputs=(Input("text", _("Note"), "long_text", max_length=1000),),
            weight=80,
        ),
        Act(
            "hand_over",
            _("Hand over"),
            open_statuses,
            STAY,
            "",
            _("{actor} handed the case over to {lead_name}: {reason}"),
            person=Person.STAFF,
            roles=LEADERS,
            inputs=(Input("lead", _("New lead officer"), "officer"), Input("reason", _("Reason"), min_length=4)),
            weight=70,
        ),
        Act(
            "remind",
            _("Remind"),
            open_statuses,
            STAY,
            "",
            _("{actor} reminded {lead_name}: {text}"),
            person=Person.STAFF,
            roles=LEADERS | {Role.SUPERVISOR},
            inputs=(Input("text", _("Reminder"), max_length=200),),
            weight=75,
        ),
    )


def register_common(kind: CaseKind) -> None:
    """Register what the common acts change."""

    @kind.on("hand_over")
    def hand_over(move: Move) -> None:
        lead = move.data["lead"]
        move.payload |= {
            "lead": lead.pk,
            "lead_name": lead.name,
            "old_lead": move.case.lead_id,
            "old_unit": move.case.unit_id,
            "unit": lead.unit_id,
        }
        move.case.lead, move.case.unit = lead, lead.unit

    @kind.on("remind")
    def remind(move: Move) -> None:
        move.payload["lead_name"] = move.case.lead.name if move.case.lead else move.case.unit.short_name
