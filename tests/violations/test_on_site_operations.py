"""The whole on-site operation through the service: one call, every act a mark of its own."""

from __future__ import annotations

import pytest

from tests import factories
from traffic_police.cases import chains
from traffic_police.cases.models import CaseEvent, Deadline, Document

pytestmark = pytest.mark.django_db


def acts(case):
    return list(CaseEvent.objects.filter(case=case).order_by("sequence").values_list("act", flat=True))


def test_a_driver_is_fined_in_one_operation_that_keeps_every_mark():
    case = factories.served()

    row = factories.violation(case)
    assert acts(case) == ["discover", "identify", "inform", "hear", "decide", "serve"]
    assert (case.status, row.penalty, row.fine, row.points) == ("served", "fine", 200, 6)
    assert set(Deadline.objects.filter(case=case).values_list("rule", flat=True)) == {
        "filing", "payment", "reconsideration"}
    assert Document.objects.get(case=case).state == Document.State.SERVED
    assert list(chains.verify([case.pk])) == []
