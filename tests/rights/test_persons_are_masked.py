"""Names and numbers of persons do not leave by lists, exports, reports, addresses or logs."""

from __future__ import annotations

import logging

import pytest

from tests import factories
from tests.rights.asking import Survey
from tests.rights.setting import undone
from tests.rights.table import ROWS, Row
from tests.rights.world import PEOPLE, World
from traffic_police.cases.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("rights")]
# Where the whole number is the matter itself: the decision, the case page's own section, the search for it.
OPEN = {"cases:document", "cases:evidence-file", "cases:evidence-thumb"}
# The form that the officer fills shows what is known of a driver whom the officer chose; the look is logged.
REVEALED = {"violations:log-driver"}


def secrets(case: Case) -> list[str]:
    row = factories.violation(case)
    return [row.party_id_no, row.party_phone]


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.method == "GET" and row.route not in OPEN | REVEALED], ids=lambda row: row.name
)
def test_no_page_and_no_list_shows_a_whole_number(world: World, survey: Survey, row: Row) -> None:
    for who in PEOPLE:
        answer = survey[row.name, who]
        for secret in secrets(world.case):
            assert secret not in answer.text
            assert secret not in str(dict(answer.headers))


def test_nothing_about_a_person_goes_into_the_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    data = factories.on_site(plate="鲁Q9")
    with undone():
        for client in (world.client("owner"), world.client("stranger")):
            client.post("/api/v1/violations/", data | {"fine": "x"}, content_type="application/json")
            client.get(f"/api/v1/cases/{world.case.number}/")
            client.get(f"/cases/?q={data['party']['id_no']}")
            client.post("/sign-in/", {"username": "999999", "password": "Right-of-way-9"})
    for secret in (*secrets(world.case), data["party"]["id_no"], data["party"]["phone"], "Right-of-way-9"):
        assert secret not in caplog.text


def test_a_line_break_in_an_address_makes_no_line_of_its_own_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    world.client("owner").get("/cases/x%0d%0aERROR%20forged%20line/")
    world.client("owner").get("/nowhere/%0d%0aERROR forged line")
    assert caplog.records
    for record in caplog.records:
        assert "\n" not in record.getMessage()
        assert "\r" not in record.getMessage()
