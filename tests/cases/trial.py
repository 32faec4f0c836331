"""A small kind of case for the tests of the kernel, on the row of an imported violation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from traffic_police.accounts.models import Officer, PersonKind, Qualification, Role, Unit, UnitKind
from traffic_police.cases.common import common_acts, register_common
from traffic_police.cases.kinds import (
    NEW,
    STAY,
    Act,
    CaseKind,
    DeadlineRule,
    DocumentKind,
    Input,
    Person,
    Refusal,
    Situation,
    Stage,
    Status,
)
from traffic_police.cases.kinds import Unit as Period
from traffic_police.cases.models import Case, CaseSubject
from traffic_police.cases.performing import Move, Opening, Step, open_case
from violations.models import Violation

POLICE = frozenset({Role.OFFICER, Role.SQUAD_LEADER})
OPEN = ("noted", "handled", "executing")


def no_fridays(situation: Situation) -> Refusal | None:
    if situation.data.get("word") == "friday":
        return Refusal("friday", "Not on a Friday.", "试行办法 第5条")
    return None


INPUTS = (
    Input("word", "Word", required=False, max_length=20),
    Input("story", "Story", "long_text", required=False, max_length=1000),
    Input("way", "Way", "choice", choices=(("left", "Left"), ("right", "Right")), required=False),
    Input("sure", "Sure", "boolean", required=False),
    Input("sum", "Sum", "money", required=False),
    Input("count", "Count", "number", required=False),
    Input("day", "Day", "date", required=False),
    Input("moment", "Moment", "datetime", required=False),
    Input("helper", "Helper", "officer", required=False),
)
LETTER = {
    "authority": "测试大队", "case_number": "LG-T-1", "note": "试行内容", "decided_place": "人民路",
    "decided_on": "2026年11月23日",
    "officers": [{"name": "刘国栋", "police_number": "110001"}], "party": {"kind": "person", "name": "庄小明"},
}  # fmt: skip
ACTS = (
    Act(
        "begin",
        "Begin",
        (NEW,),
        "noted",
        "试行办法 第1条",
        "{actor} noted {plate} at {place}.",
        roles=POLICE,
        offered=False,
        starts=("working",),
        key=True,
    ),
    Act(
        "handle",
        "Handle",
        ("noted",),
        "handled",
        "试行办法 第2条",
        "{actor} handled it: {word}, {way_label}.",
        roles=POLICE,
        inputs=INPUTS,
        guard=no_fridays,
        meets=("working",),
        weight=10,
    ),
    Act(
        "measure",
        "Measure",
        ("handled",),
        "executing",
        "试行办法 第3条",
        "{actor} measured.",
        roles=POLICE,
        officers=2,
        issues="letter",
        starts=("rolling", "long"),
        weight=20,
    ),
    Act(
        "check",
        "Check",
        OPEN,
        STAY,
        "试行办法 第4条",
        "{actor} checked.",
        person=Person.STAFF,
        not_by=("handle",),
        weight=30,
    ),
    Act(
        "finish",
        "Finish",
        ("executing",),
        "done",
        "试行办法 第6条",
        "The case was finished.",
        person=Person.SYSTEM,
        cancels=("*",),
        offered=False,
    ),
    Act("drop", "Drop", OPEN, "done", "试行办法 第7条", "{actor} dropped it.", roles=POLICE, cancels=("*",), weight=90),
    *common_acts(OPEN, OPEN),
)


def make_kind() -> CaseKind:
    kind = CaseKind(
        code="trial", label="Trial", prefix="T", details="violations.Violation",
        statuses=(Status("noted", "Noted", Stage.ACCEPTED), Status("handled", "Handled", Stage.HANDLING),
                  Status("executing", "Executing", Stage.EXECUTION), Status("done", "Done", Stage.CLOSED)),
        acts=ACTS,
        deadlines=(
            DeadlineRule("working", "Fifteen working days", 15, Period.WORKING_DAY, "试行办法 第8条"),
            DeadlineRule("rolling", "Fifteen days", 15, Period.CALENDAR_DAY, "试行办法 第9条", roll_forward=True),
            DeadlineRule("long", "Sixty days", 60, Period.CALENDAR_DAY, "试行办法 第10条", roll_forward=True),
        ),
        documents=(
            DocumentKind("letter", "测试文书", "tests/cases/letter.typ", "试"),
        ),
    )  # fmt: skip
    register_common(kind)

    @kind.on("measure")
    def measure(move: Move) -> None:
        move.issue("letter", LETTER)

    return kind


class People:
    """A brigade with two squads and one person of every sort that matters."""

    def __init__(self) -> None:
        self.brigade = Unit.objects.create(code="B", name="大队", short_name="大队", kind=UnitKind.BRIGADE)
        self.squad = self._squad("S1", "一中队")
        self.other_squad = self._squad("S2", "二中队")
        self.owner = self.officer("110001", "刘国栋", self.squad, Role.OFFICER)
        self.colleague = self.officer("110002", "孙立伟", self.squad, Role.OFFICER)
        self.stranger = self.officer("110003", "赵磊", self.other_squad, Role.OFFICER)
        self.expired = self.officer("110004", "王过期", self.squad, Role.OFFICER, until=dt.date(2025, 1, 1))
        self.leader = self.officer("110005", "陈队长", self.squad, Role.SQUAD_LEADER)
        self.supervisor = self.officer("110006", "高督察", self.brigade, Role.SUPERVISOR)
        self.auxiliary = Officer.objects.create(
            police_number="F00001", name="小辅", unit=self.squad, kind=PersonKind.AUXILIARY, must_change_password=False
        )

    def _squad(self, code: str, name: str) -> Unit:
        return Unit.objects.create(code=code, name=name, short_name=name, kind=UnitKind.SQUAD, parent=self.brigade)

    def officer(
        self, number: str, name: str, unit: Unit, role: str, *, until: dt.date = dt.date(2099, 1, 1)
    ) -> Officer:
        officer = Officer.objects.create(
            police_number=number, name=name, unit=unit, kind=PersonKind.POLICE, roles=[role], must_change_password=False
        )
        Qualification.objects.create(
            officer=officer, certificate=f"C{number}", valid_from=dt.date(2020, 1, 1), valid_to=until
        )
        return officer


def opening(people: People, at: dt.datetime, **values: Any) -> Opening:
    plate = values.pop("plate", "鲁Q12345")
    details = Violation(
        channel="imported", occurred_at=at, discovered_at=at, recorded_at=at, plate=plate, plate_kind="02"
    )
    subjects = [
        CaseSubject(role="vehicle", plate=plate, plate_kind="02", occurred_at=at),
        CaseSubject(role="driver", name=values.pop("name", "庄小明"), person_key="371327199001010015", occurred_at=at),
    ]
    unit = values.pop("unit", people.squad)
    return Opening("trial", unit, details, values.pop("title", "试行"), lead=people.owner, subjects=subjects, **values)


def begin(people: People, at: dt.datetime, *, actor: Officer | None = None, **values: Any) -> Case:
    """A fresh case in the status `noted`."""
    return open_case(actor or people.owner, opening(people, at, **values), [Step("begin")], at=at)
