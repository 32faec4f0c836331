"""One invented case: what was seen, and how far it has come since."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any
from zoneinfo import ZoneInfo

from traffic_police.accounts.models import Officer
from traffic_police.cases.acting import act_on
from traffic_police.cases.models import Case
from traffic_police.cases.refusals import CaseError
from traffic_police.demo.people import Car
from violations.models import Violation
from violations.services import log_on_site

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLACES = (
    "坪上镇疏港路与人民路路口", "坪上镇疏港路 K4+300", "团林镇驻地中心街", "朱芦镇府前路与商贸街路口",
    "壮岗镇临港大道 K11+800",
    "黄海一路与人民路路口", "临港大道与黄海七路路口", "342省道 K42+575", "坪上镇实验小学门前", "团林镇集市东口",
)  # fmt: skip
OFFENCES: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("1120", 22, {}), ("1039", 18, {}), ("1625", 10, {}), ("1357", 10, {}), ("1116", 9, {}), ("1117", 5, {}),
    ("6050", 3, {}), ("speeding", 12, {"facts": (66, 74)}), ("speeding", 5, {"facts": (78, 88)}),
)  # fmt: skip


def moment(rng: random.Random, now: dt.datetime, back: int) -> dt.datetime:
    """A time of day when officers stand on the road, BACK days ago."""
    day = now.astimezone(SHANGHAI).date() - dt.timedelta(days=back)
    hour = rng.choices(range(7, 22), weights=(4, 6, 6, 4, 3, 2, 2, 3, 4, 4, 5, 5, 3, 2, 1))[0]
    return dt.datetime.combine(day, dt.time(hour, rng.randrange(60)), SHANGHAI)


def _told(rng: random.Random, car: Car, at: dt.datetime) -> dict[str, Any]:
    code, _weight, more = rng.choices(OFFENCES, [row[1] for row in OFFENCES])[0]
    told: dict[str, Any] = {
        "occurred_at": (at - dt.timedelta(minutes=rng.randrange(2, 9))).isoformat(),
        "place": rng.choice(PLACES), "road_class": "ordinary", "plate": car.plate, "plate_kind": car.kind,
        "vehicle_type": car.vehicle_type, "use_nature": car.use_nature,
        "party": {
            "role": "driver", "name": car.owner.name, "id_no": car.owner.id_no, "phone": car.owner.phone,
            "address": car.owner.address, "licence_class": car.owner.classes,
        },
        "circumstances": {"corrected_at_once": rng.random() < 0.9, "harm": "none" if rng.random() < 0.8 else "slight",
                          "traffic_affected": rng.random() < 0.3},
        "licence_checked": True, "informed": True, "body_camera": f"LG-{rng.randrange(2001, 2060)}",
        "education": "当场教育，告知违法行为的危害和再次违法的后果。",
    }  # fmt: skip
    if code.isdigit():
        told["offence_code"] = code
    else:
        told["offence_family"] = code
        low, high = more["facts"]
        told["facts"] = {"speed_measured": rng.randrange(low, high), "speed_limit": 60}
    if rng.random() < 0.2:
        told |= {
            "statement": "given",
            "statement_text": rng.choice(("赶时间，没注意。", "以为可以短暂停一下。", "路不熟。")),
            "statement_reply": "理由不能成立，不予采纳。",
            "statement_accepted": False,
        }
    else:
        told["statement"] = "waived"
    return told


def tell(rng: random.Random, officer: Officer, car: Car, at: dt.datetime, now: dt.datetime) -> Case | None:
    """Log one case at AT and let it come as far as such a case would have come by NOW."""
    told = _told(rng, car, at)
    told["service"] = "refused_to_sign" if rng.random() < 0.04 else "signed"
    if told["service"] != "signed":
        told["refusal_note"] = "当事人拒绝签名，已在决定书上注明。"
    try:
        case = log_on_site(officer, told, at=at)
    except CaseError:
        return None
    _afterwards(rng, officer, case, at, now)
    return case


def _afterwards(rng: random.Random, officer: Officer, case: Case, at: dt.datetime, now: dt.datetime) -> None:
    if case.status != "served":
        return
    filed = at + dt.timedelta(hours=rng.choice((2, 5, 9, 20, 26, 70)), minutes=rng.randrange(60))
    if filed < now:
        act_on(officer, "file", case, {}, at=filed)  # the decision took its number from the squad's block
    paid = at + dt.timedelta(days=rng.choice((0, 1, 2, 3, 6, 9, 14, 60)), hours=rng.randrange(3, 9))
    row = Violation.objects.get(pk=case.pk)
    if row.penalty == "fine" and paid < now and case.is_open:
        data = {"amount": str(row.fine), "paid_on": f"{paid.astimezone(SHANGHAI):%Y-%m-%d}",
                "receipt": f"37{paid:%y%m%d}{rng.randrange(10**6):06d}"}  # fmt: skip
        act_on(officer, "pay", case, data, at=paid)
