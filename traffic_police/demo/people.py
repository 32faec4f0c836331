"""Invented vehicles and drivers: valid check characters, nobody's real data, the same on every machine."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from traffic_police.registry.rules.resident_id import check_character

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂丹萍鑫宇欣浩晨雨泽文博海燕红梅建华国庆"
VILLAGES = (
    "坪上镇大山前村",
    "坪上镇厉家寨村",
    "团林镇横沟村",
    "朱芦镇南辛庄村",
    "壮岗镇河北村",
    "壮岗镇大坡村",
    "相邸镇前湖村",
)
CARS = (
    # brand, type, use, seats, approved load kg, gross kg, plate kind, weight of choice
    ("大众朗逸", "K33", "A", 5, None, 1720, "02", 30),
    ("五菱宏光", "K39", "A", 7, None, 1850, "02", 18),
    ("比亚迪秦", "K33", "A", 5, None, 1980, "52", 14),
    ("福田奥铃", "H31", "F", 3, 1495, 4495, "02", 12),
    ("解放J6", "H11", "F", 3, 15970, 25000, "01", 8),
    ("重汽豪沃", "H17", "F", 3, 17005, 31000, "01", 8),
    ("豪爵125", "M21", "A", 2, None, 280, "07", 10),
)


@dataclass(frozen=True)
class Citizen:
    name: str
    id_no: str
    phone: str
    address: str
    classes: str


@dataclass(frozen=True)
class Car:
    plate: str
    kind: str
    brand: str
    vehicle_type: str
    use_nature: str
    seats: int
    load_kg: int | None
    gross_kg: int
    inspection_to: dt.date
    insurance_to: dt.date
    owner: Citizen


def citizen(rng: random.Random) -> Citizen:
    born = dt.date(1962, 1, 1) + dt.timedelta(days=rng.randrange(365 * 42))
    stem = f"371327{born:%Y%m%d}{rng.randrange(1, 999):03d}"
    name = rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2))))
    classes = rng.choice(("C1", "C1", "C1", "C2", "B2", "A2", "C1D"))
    phone = f"1{rng.choice('3578')}{rng.randrange(10**9):09d}"
    return Citizen(name, stem + check_character(stem), phone, f"山东省临沂市{rng.choice(VILLAGES)}", classes)


def plate(rng: random.Random, kind: str) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    if kind == "52":
        return f"鲁Q{rng.choice('DF')}{rng.randrange(10**5):05d}"
    body = "".join(rng.choice("0123456789" + letters) if spot < 2 else rng.choice("0123456789") for spot in range(5))
    return f"鲁Q{body}"


def car(rng: random.Random, today: dt.date) -> Car:
    brand, vehicle_type, use, seats, load, gross, kind, _weight = rng.choices(CARS, [row[-1] for row in CARS])[0]
    return Car(
        plate(rng, kind), kind, brand, vehicle_type, use, seats, load, gross,
        today + dt.timedelta(days=rng.randrange(-20, 700)), today + dt.timedelta(days=rng.randrange(-10, 360)),
        citizen(rng),
    )  # fmt: skip


def fleet(seed: int, size: int, today: dt.date) -> list[Car]:
    """SIZE cars with owners; equal for equal seeds. Plates are distinct."""
    rng = random.Random(seed)  # noqa: S311 - invented data, not a secret
    found: dict[str, Car] = {}
    while len(found) < size:
        one = car(rng, today)
        found.setdefault(one.plate, one)
    return list(found.values())
