"""An act of 1116 that a permit covers cannot be punished; the permit is named."""

from __future__ import annotations

import pytest

from permits import services as permits
from permits.models import Permit
from tests import factories
from tests.permits.conftest import asked, light
from traffic_police.accounts.models import Officer
from traffic_police.cases.refusals import InputRefused
from violations import services

VEHICLE = {"plate": "鲁Q60B75", "plate_kind": "02", "vehicle_type": "H31", "use_nature": "F"}


@pytest.fixture
def permit(clerk: Officer) -> Permit:
    light()
    body = asked("鲁Q60B75", plate_kind="02", vehicle_type="H31", purpose="delivery", days=2)
    return Permit.objects.get(pk=permits.apply(clerk, body, at=factories.now()).pk)


def test_a_covered_lorry_cannot_be_punished_and_the_permit_is_named(permit: Permit) -> None:
    at = factories.now()
    with pytest.raises(InputRefused) as refused:
        services.log_on_site(factories.officer(), factories.on_site(at, offence_code="1116", **VEHICLE), at=at)
    assert permit.number in refused.value.sentence


def test_off_the_route_the_act_is_punished(permit: Permit) -> None:
    at = factories.now()
    told = factories.on_site(at, offence_code="1116", place="振兴路 K1+200", **VEHICLE)
    assert services.log_on_site(factories.officer(), told, at=at).status == "served"


def test_another_act_is_punished_in_spite_of_the_permit(permit: Permit) -> None:
    at = factories.now()
    assert services.log_on_site(factories.officer(), factories.on_site(at, **VEHICLE), at=at).status == "served"
