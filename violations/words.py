"""Chinese words of code tables as documents print them."""

from __future__ import annotations

from traffic_police.registry import tables

ID_TYPES = {
    "resident": "居民身份证号码", "hk_macau": "港澳居民来往内地通行证", "taiwan": "台湾居民来往大陆通行证",
    "foreign_resident": "外国人永久居留身份证", "passport": "护照", "other": "其他证件",
}  # fmt: skip


def label(name: tables.Table, code: str) -> str:
    """The Chinese label of a code of the register; an unknown code stands for itself."""
    return tables.label(name, code)
