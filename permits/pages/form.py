"""The form of an application: the API's inputs, with lists typed as lines and the drivers in rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from permits.application import INPUTS
from permits.models import Permit, Zone
from traffic_police.cases.forms import InputsForm
from traffic_police.cases.kinds import Input
from traffic_police.cases.refusals import InputRefused

DRIVERS = (1, 2)
ROWS = tuple(
    spec
    for row in DRIVERS
    for spec in (
        Input(f"driver{row}_name", _("Driver"), required=False, max_length=50),
        Input(f"driver{row}_id_no", _("Identity number of the driver"), required=False, max_length=20),
        Input(f"driver{row}_classes", _("Licence classes"), required=False, max_length=20),
    )
)
LINES = (
    Input("roads", _("Route"), "long_text", required=False, max_length=2400,
          help=_("The roads in their order, one a line; empty for every road of the zone.")),
    Input("windows", _("Times of day"), "long_text", required=False, max_length=200,
          help=_("One window a line, such as 09:30-11:00; empty for any time.")),
)  # fmt: skip
_WINDOW = re.compile(r"\s*(\d{1,2}:\d{2})\s*[-–—~至]\s*(\d{1,2}:\d{2})\s*")


def _zones() -> tuple[tuple[str, str], ...]:
    rows = Zone.objects.filter(notice__applied=True).select_related("notice").order_by("notice_id", "code")
    return tuple((zone.code, f"{zone.name}（{zone.notice.authority}）") for zone in rows)


class ApplicationForm(InputsForm):
    """Only shows; `application.read` is what checks."""

    def __init__(self, **kwargs: Any) -> None:
        specs = [
            Input("zone", spec.label, "choice", choices=_zones()) if spec.name == "zone" else spec for spec in INPUTS
        ]
        super().__init__((*specs, *ROWS, *LINES), **kwargs)

    def as_data(self) -> dict[str, Any]:
        """What was typed, in the shape of the API; empty fields are left out."""
        raw = self.raw()
        own = {name: raw.pop(name, "") for name in [spec.name for spec in (*ROWS, *LINES)]}
        data: dict[str, Any] = {name: value for name, value in raw.items() if value != ""}
        roads = [road.strip() for road in re.split(r"[\n,，、—]", own["roads"]) if road.strip()]
        return data | {"roads": roads, "windows": _windows(own["windows"]), "drivers": _drivers(own)}

    def show(self, refused: InputRefused) -> None:
        """Errors of a driver's fields stand beside the first driver."""
        rename = {"drivers": "driver1_classes", "name": "driver1_name", "id_no": "driver1_id_no",
                  "classes": "driver1_classes"}  # fmt: skip
        super().show(InputRefused({rename.get(name, name): pair for name, pair in refused.errors.items()}))


def _windows(text: str) -> list[dict[str, str]]:
    lines = [line for line in re.split(r"[\n,，、]", text) if line.strip()]
    found = [_WINDOW.fullmatch(line) for line in lines]
    # A line that is no window goes on as it stands, so that the refusal names the field.
    pairs = zip(found, lines, strict=True)
    return [{"from": one[1], "to": one[2]} if one else {"from": line, "to": ""} for one, line in pairs]


def _drivers(own: Mapping[str, str]) -> list[dict[str, str]]:
    rows = [{part: own[f"driver{row}_{part}"].strip() for part in ("name", "id_no", "classes")} for row in DRIVERS]
    return [row for row in rows if any(row.values())]


def first_values(row: Permit) -> dict[str, Any]:
    """What a stored application puts into the form."""
    values: dict[str, Any] = {spec.name: getattr(row, spec.name) for spec in INPUTS if spec.name != "zone"}
    for place, driver in zip(DRIVERS, row.drivers, strict=False):
        values |= {f"driver{place}_name": driver["name"], f"driver{place}_id_no": driver["id_no"],
                   f"driver{place}_classes": "".join(driver["classes"])}  # fmt: skip
    lines = "\n".join(f"{one['from']}-{one['to']}" for one in row.windows)
    return values | {"zone": row.zone.code, "roads": "\n".join(row.roads), "windows": lines}
