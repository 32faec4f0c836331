"""Numbers, times and amounts as Chinese official documents write them. Pure text, no locale."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def date_text(day: date) -> str:
    """GB/T 9704: Arabic figures without leading zeros, 2026年11月3日. A moment is taken on Shanghai's calendar."""
    if isinstance(day, datetime):
        day = day.astimezone(SHANGHAI).date()
    return f"{day.year}年{day.month}月{day.day}日"


def moment_text(moment: datetime) -> str:
    """An aware moment to the minute in Shanghai time: 2026年11月23日14时05分."""
    if moment.tzinfo is None:
        raise ValueError("a document's time must carry its time zone")
    local = moment.astimezone(SHANGHAI)
    return f"{date_text(local)}{local.hour}时{local.minute:02d}分"


def figures(amount: Decimal) -> str:
    """Yuan with two decimals and no grouping: 100.00."""
    return f"{amount:.2f}"


def amount_in_words(amount: Decimal) -> str:
    """Yuan in the capitals of bank forms: 壹佰元整, 壹仟零伍拾元伍角, 拾 always with its 壹.

    Raises ValueError below zero, from 10^12 yuan, or for parts of a fen.
    """
    fen = amount * 100
    if amount < 0 or amount >= 10**12 or fen != fen.to_integral_value():
        raise ValueError(f"{amount} yuan cannot be written on a document")
    yuan, cents = divmod(int(fen), 100)
    jiao, fen_digit = divmod(cents, 10)
    whole = f"{_whole_in_words(yuan)}元" if yuan else ""
    if not cents:
        return f"{whole or '零元'}整"
    parts = f"{_DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
    return f"{whole}{parts}{_DIGITS[fen_digit] + '分' if fen_digit else ''}"


def _whole_in_words(number: int) -> str:
    words, gap = "", False
    for index in reversed(range(len(_GROUPS))):
        group = number // 10_000**index % 10_000
        if not group:
            gap = gap or bool(words)
            continue
        if words and (gap or group < 1_000):
            words += _DIGITS[0]
        words += _group_in_words(group) + _GROUPS[index]
        gap = False
    return words


def _group_in_words(group: int) -> str:
    words, gap = "", False
    for place in reversed(range(4)):
        digit = group // 10**place % 10
        if not digit:
            gap = gap or bool(words)
            continue
        words += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return words
