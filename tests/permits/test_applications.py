from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from permits import automatic, queries, services
from permits.models import Permit, Quota, Zone
from tests import factories
from tests.permits.conftest import asked, light, lorry
from traffic_police.accounts.models import Officer
from traffic_police.cases import chains
from traffic_police.cases.models import Case, Deadline
from traffic_police.cases.performing import perform
from traffic_police.cases.refusals import ActRefused, InputRefused

TOGETHER = {"collective": "2026年第3次队务会研究同意"}


def now() -> dt.datetime:
    return factories.now()


def row(case: Case) -> Permit:
    return Permit.objects.select_related("zone", "case").get(pk=case.pk)


def submitted(clerk: Officer, **fields: Any) -> Case:
    return services.apply(clerk, asked(**fields), at=now())


def issued(clerk: Officer, reviewer: Officer, leader: Officer, **fields: Any) -> Case:
    case = submitted(clerk, **fields)
    perform(clerk, "accept", case, at=now())
    perform(reviewer, "review", case, {"opinion": "路线时段合理，同意"}, at=now())
    perform(leader, "issue", case, TOGETHER, at=now())
    return case


def test_a_submitted_application_carries_nine_checks_and_starts_its_clock(clerk: Officer) -> None:
    lorry()
    case = submitted(clerk)
    found = row(case)
    assert case.status == "submitted"
    assert [one["code"] for one in found.checks] == list(automatic.LABELS)
    assert all(one["passed"] for one in found.checks), found.checks
    assert [row.rule for row in Deadline.objects.filter(case=case)] == ["accept"]


def test_a_permit_is_reviewed_by_one_and_issued_by_another(clerk: Officer, reviewer: Officer, leader: Officer) -> None:
    lorry()
    case = issued(clerk, reviewer, leader)
    found = row(case)
    assert (case.status, found.outcome, found.state) == ("issued", "granted", "active")
    assert found.number.startswith("LGHC")
    assert [one.kind for one in case.documents.all()] == ["permit"]
    assert list(chains.verify([case.pk])) == []


def test_who_reviewed_cannot_approve(clerk: Officer, leader: Officer) -> None:
    lorry()
    both = factories.officer(factories.brigade(), "brigade_leader", "permit_clerk")
    case = submitted(clerk)
    perform(clerk, "accept", case, at=now())
    perform(both, "review", case, {"opinion": "同意"}, at=now())
    with pytest.raises(ActRefused) as refused:
        perform(both, "issue", case, TOGETHER, at=now())
    assert refused.value.code == "same_person"


def test_a_heavy_lorry_needs_the_joint_decision(clerk: Officer, reviewer: Officer, leader: Officer) -> None:
    lorry()
    case = submitted(clerk)
    perform(clerk, "accept", case, at=now())
    perform(reviewer, "review", case, {"opinion": "同意"}, at=now())
    with pytest.raises(ActRefused) as refused:
        perform(leader, "issue", case, {}, at=now())
    assert refused.value.code == "collective"


def test_a_return_keeps_everything_and_comes_back(clerk: Officer) -> None:
    lorry()
    case = submitted(clerk)
    perform(clerk, "return_for_supplement", case, {"reason": "请补交工地出具的证明材料"}, at=now())
    before = row(case)
    assert (case.status, before.goods, before.supplement) == ("returned", "渣土", "请补交工地出具的证明材料")
    services.fill(clerk, case, asked(goods="土石方", applicant_code=before.applicant_code), at=now(), submit=True)
    after = row(case)
    assert (after.case.status, after.goods, after.supplement) == ("submitted", "土石方", "")


def test_the_vehicle_of_an_application_does_not_change(clerk: Officer) -> None:
    case = services.apply(clerk, asked() | {"submit": False}, at=now())
    with pytest.raises(InputRefused) as refused:
        services.fill(clerk, case, asked("鲁Q3M913"), at=now())
    assert "plate" in refused.value.errors


def test_the_policy_approves_a_clean_light_delivery_by_itself(clerk: Officer) -> None:
    light()
    case = submitted(clerk, plate="鲁Q60B75", plate_kind="02", vehicle_type="H31", purpose="delivery", days=2)
    found = row(case)
    assert (case.status, found.state, found.self_approving) == ("issued", "active", True)


def test_the_policy_leaves_alone_what_did_not_pass(clerk: Officer) -> None:
    case = submitted(clerk, plate="鲁Q60B75", plate_kind="02", vehicle_type="H31", purpose="delivery", days=2)
    assert (case.status, row(case).self_approving) == ("submitted", False)


def failed(case: Case) -> set[str]:
    return {one["code"] for one in row(case).checks if not one["passed"]}


def test_checks_say_what_is_wrong(clerk: Officer) -> None:
    lorry(inspection_valid_to=timezone.localdate() - dt.timedelta(days=1))
    driver = {"name": "董继安", "id_no": factories.resident(), "classes": "C1"}
    assert failed(submitted(clerk, drivers=[driver])) == {"inspection", "licence"}


def test_an_open_matter_of_the_vehicle_is_told(clerk: Officer) -> None:
    lorry()
    factories.decided(factories.officer(clerk.unit), plate="鲁Q3M912", plate_kind="01", vehicle_type="H11")
    assert failed(submitted(clerk)) == {"violations"}


def test_a_second_permit_for_the_same_days_is_refused(clerk: Officer, reviewer: Officer, leader: Officer) -> None:
    lorry()
    issued(clerk, reviewer, leader)
    case = submitted(clerk)
    assert failed(case) == {"overlap"}
    perform(clerk, "accept", case, at=now())
    perform(reviewer, "review", case, {"opinion": "同意"}, at=now())
    with pytest.raises(InputRefused) as refused:
        perform(leader, "issue", case, TOGETHER, at=now())
    assert "overlap" in refused.value.errors


def test_a_full_quota_refuses_the_next_one(clerk: Officer, reviewer: Officer, leader: Officer) -> None:
    Quota.objects.create(zone=Zone.objects.get(code="LG"), places=1)
    lorry()
    lorry("鲁Q3M913")
    issued(clerk, reviewer, leader)
    with pytest.raises(InputRefused) as refused:
        issued(clerk, reviewer, leader, plate="鲁Q3M913")
    assert "quota" in refused.value.errors


def test_a_place_is_free_for_another_time_of_day(clerk: Officer, reviewer: Officer, leader: Officer) -> None:
    Quota.objects.create(zone=Zone.objects.get(code="LG"), start=420, end=540, places=1)
    lorry()
    lorry("鲁Q3M913")
    issued(clerk, reviewer, leader)
    issued(clerk, reviewer, leader, plate="鲁Q3M913", windows=[{"from": "21:00", "to": "05:00"}])


def test_a_suspended_permit_covers_nothing_until_it_is_resumed(
    clerk: Officer, reviewer: Officer, leader: Officer
) -> None:
    lorry()
    case = issued(clerk, reviewer, leader)
    number = row(case).number
    assert services.covers("鲁Q3M912", "01", "人民路", now()) == number
    perform(leader, "suspend", case, {"reason": "多次偏离路线，暂停使用"}, at=now())
    assert services.covers("鲁Q3M912", "01", "人民路", now()) is None
    perform(leader, "resume", case, {"reason": "整改完成，恢复使用通行证"}, at=now())
    assert services.covers("鲁Q3M912", "01", "人民路与文化一路路口", now()) == number


def test_a_revoked_permit_is_over_and_its_paper_void(clerk: Officer, reviewer: Officer, leader: Officer) -> None:
    lorry()
    case = issued(clerk, reviewer, leader)
    perform(leader, "revoke", case, {"reason": "提供虚假材料骗取通行证"}, at=now())
    assert (case.status, row(case).state) == ("revoked", "revoked")
    assert case.documents.get().state == "voided"


def test_a_permit_covers_its_route_alone(clerk: Officer, reviewer: Officer, leader: Officer) -> None:
    lorry()
    issued(clerk, reviewer, leader)
    assert services.covers("鲁Q3M912", "01", "振兴路", now()) is None
    assert services.covers("鲁Q3M912", "02", "人民路", now()) is None


def test_nothing_expires_before_its_last_day_is_over(clerk: Officer, reviewer: Officer, leader: Officer) -> None:
    lorry()
    issued(clerk, reviewer, leader, days=1)
    assert services.expire_due(at=now()) == 0


def test_a_rejection_gives_reasons_on_paper(clerk: Officer, leader: Officer) -> None:
    lorry()
    case = submitted(clerk)
    perform(leader, "reject", case, {"reason": "施工许可已经到期，不符合条件"}, at=now())
    assert (case.status, case.documents.get().kind) == ("rejected", "rejection")


@pytest.mark.parametrize(("field", "value"), [
    ("zone", "NO"), ("plate", "鲁Q"), ("last_day", "2020-01-01"), ("windows", [{"from": "x", "to": "y"}]),
    ("roads", [1]), ("drivers", "x"), ("purpose", "fun"), ("strange", "1"), ("last_day", "2099-01-01"),
    ("windows", [1]), ("zone", "\x00"),
])  # fmt: skip
def test_an_application_that_cannot_be_read_names_the_field(clerk: Officer, field: str, value: Any) -> None:
    with pytest.raises(InputRefused) as refused:
        services.apply(clerk, asked() | {field: value}, at=now())
    assert field in refused.value.errors


def test_the_desk_sorts_clean_ones_from_those_somebody_has_to_see(clerk: Officer) -> None:
    lorry()
    clean, look = submitted(clerk), submitted(clerk, plate="鲁Q3M913")
    today = timezone.localdate()
    assert set(queries.in_view(queries.visible(clerk), "clean", today)) == {clean}
    assert set(queries.in_view(queries.visible(clerk), "look", today)) == {look}
