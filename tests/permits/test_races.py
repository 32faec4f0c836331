"""Approvals at the same moment on the last places of a quota."""

from __future__ import annotations

import threading
from typing import Any

from django.db import connection
from django.utils import timezone

from permits import services
from permits.models import Permit, Quota, Zone
from permits.syncing import sync_notices
from tests import factories
from tests.permits.conftest import asked, lorry
from traffic_police.cases.models import Case
from traffic_police.cases.performing import perform
from traffic_police.cases.refusals import InputRefused

PLACES, WANTED = 5, 16


def test_as_many_as_there_are_places_are_approved_and_no_more(committed_db: str) -> None:
    sync_notices()
    Quota.objects.create(zone=Zone.objects.get(code="LG"), places=PLACES)
    clerk = factories.officer(None, "permit_clerk")
    reviewer = factories.officer(clerk.unit, "permit_clerk")
    leader = factories.officer(factories.brigade(), "brigade_leader")
    cases = []
    for number in range(WANTED):
        lorry(f"鲁Q3M{number + 100}")
        case = services.apply(clerk, asked(f"鲁Q3M{number + 100}"), at=factories.now())
        perform(clerk, "accept", case, at=factories.now())
        perform(reviewer, "review", case, {"opinion": "同意"}, at=factories.now())
        cases.append(case)
    gate, results = threading.Barrier(WANTED), list[Any]()

    def approve(case: Case) -> None:
        try:
            gate.wait(30)
            perform(leader, "issue", case, {"collective": "队务会研究同意"}, at=timezone.now())
            results.append("issued")
        except InputRefused as refused:
            results.append(next(iter(refused.errors)))
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert sorted(results) == ["issued"] * PLACES + ["quota"] * (WANTED - PLACES)
    assert Permit.objects.filter(state="active").count() == PLACES
