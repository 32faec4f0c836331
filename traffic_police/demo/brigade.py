"""The invented brigade: units, officers, qualifications and blocks of national numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from traffic_police.accounts.models import Officer, PersonKind, Qualification, Role, Unit, UnitKind
from traffic_police.cases.models import NationalBlock

UNITS = (
    # code, name, short name, kind, order
    ("371373000000", "临港大队", "大队", UnitKind.BRIGADE, 0),
    ("371373000100", "指挥中心", "指挥中心", UnitKind.CENTRE, 10),
    ("371373000200", "法制室", "法制室", UnitKind.OFFICE, 20),
    ("371373000300", "通行证窗口", "窗口", UnitKind.OFFICE, 30),
    ("371373010000", "一中队（坪上）", "一中队", UnitKind.SQUAD, 41),
    ("371373020000", "二中队（团林）", "二中队", UnitKind.SQUAD, 42),
    ("371373030000", "三中队（朱芦）", "三中队", UnitKind.SQUAD, 43),
    ("371373040000", "四中队（壮岗）", "四中队", UnitKind.SQUAD, 44),
)
P, A, C = PersonKind.POLICE, PersonKind.AUXILIARY, PersonKind.CIVILIAN


@dataclass(frozen=True)
class Person:
    number: str
    name: str
    unit: str
    kind: PersonKind
    roles: tuple[str, ...]


PEOPLE = (
    Person("137001", "赵建明", "大队", P, (Role.BRIGADE_LEADER,)),
    Person("137002", "沈立新", "大队", P, (Role.SUPERVISOR,)),
    Person("137003", "高敏", "法制室", P, (Role.LEGAL_REVIEWER,)),
    Person("137010", "李静", "指挥中心", P, (Role.DISPATCHER,)),
    Person("137011", "王雨桐", "指挥中心", C, (Role.DISPATCHER,)),
    Person("137020", "孟晓燕", "窗口", C, (Role.PERMIT_CLERK,)),
    Person("137030", "周启航", "大队", C, (Role.ADMINISTRATOR,)),
    Person("137101", "宋长海", "一中队", P, (Role.SQUAD_LEADER, Role.OFFICER)),
    Person("137102", "王志远", "一中队", P, (Role.OFFICER,)),
    Person("137103", "徐海涛", "一中队", P, (Role.OFFICER,)),
    Person("137104", "孙悦", "一中队", P, (Role.OFFICER,)),
    Person("F13711", "韩冬", "一中队", A, ()),
    Person("137201", "陈国强", "二中队", P, (Role.SQUAD_LEADER, Role.OFFICER)),
    Person("137202", "刘国栋", "二中队", P, (Role.OFFICER,)),
    Person("137203", "孙立伟", "二中队", P, (Role.OFFICER,)),
    Person("F13721", "马超群", "二中队", A, ()),
    Person("137301", "董卫东", "三中队", P, (Role.SQUAD_LEADER, Role.OFFICER)),
    Person("137302", "赵磊", "三中队", P, (Role.OFFICER,)),
    Person("137303", "王珊", "三中队", P, (Role.OFFICER,)),
    Person("F13731", "田野", "三中队", A, ()),
    Person("137401", "于振华", "四中队", P, (Role.SQUAD_LEADER, Role.OFFICER)),
    Person("137402", "周明", "四中队", P, (Role.OFFICER,)),
    Person("137403", "葛婷婷", "四中队", P, (Role.OFFICER,)),
    Person("F13741", "林晨", "四中队", A, ()),
)


def build_units() -> dict[str, Unit]:
    root: Unit | None = None
    units: dict[str, Unit] = {}
    for code, name, short, kind, order in UNITS:
        unit, _created = Unit.objects.get_or_create(
            code=code, defaults={"name": name, "short_name": short, "kind": kind, "order": order, "parent": root}
        )
        root = root or unit
        units[short] = unit
    return units


def build_people(units: dict[str, Unit], password: str, today: dt.date, *, must_change: bool) -> dict[str, Officer]:
    """Officers by police number; one hash serves all demo accounts, so that the first start stays quick."""
    people: dict[str, Officer] = {}
    hashed = ""
    for person in PEOPLE:
        officer = Officer.objects.filter(police_number=person.number).first()
        if officer is None:
            officer = Officer(
                police_number=person.number, name=person.name, unit=units[person.unit], kind=person.kind,
                roles=[str(role) for role in person.roles], must_change_password=must_change,
            )  # fmt: skip
            if not hashed:
                officer.set_password(password)
                hashed = officer.password
            officer.password = hashed
            officer.save()
            if person.kind == P:
                Qualification.objects.create(
                    officer=officer, certificate=f"鲁公执{person.number}", valid_from=dt.date(today.year - 3, 1, 1),
                    valid_to=dt.date(today.year + 2, 12, 31),
                )  # fmt: skip
        people[person.number] = officer
    return people


def build_blocks(units: dict[str, Unit], loaded_by: Officer, at: dt.datetime) -> None:
    """Allotted blocks of 5,000 decision numbers for each squad: division, squad and serial, invented."""
    for squad in range(1, 5):
        first = 371373_000_000_000 + squad * 10_000_000
        NationalBlock.objects.get_or_create(
            category="1", unit=units[f"{'一二三四'[squad - 1]}中队"], first=first,
            defaults={"last": first + 4_999, "next": first, "loaded_by": loaded_by, "loaded_at": at},
        )  # fmt: skip
