"""Personal data as lists, exports and logs show it."""

from __future__ import annotations


def mask_name(name: str) -> str:
    """庄小明 becomes 庄*明, 庄明 becomes 庄*."""
    if len(name) <= 1:
        return "*" * len(name)
    if len(name) == 2:
        return f"{name[0]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def mask_number(number: str, head: int, tail: int) -> str:
    """Keeps `head` and `tail` characters; what is too short to keep both is hidden whole."""
    hidden = len(number) - head - tail
    if hidden < 1:
        return "*" * len(number)
    return f"{number[:head]}{'*' * hidden}{number[len(number) - tail :]}"


def mask_id(number: str) -> str:
    """371327********0015; passports and other papers keep two characters on each side."""
    return mask_number(number, 6, 4) if len(number) == 18 else mask_number(number, 2, 2)


def mask_phone(number: str) -> str:
    """138****2216."""
    return mask_number(number, 3, 4)


def mask_address(address: str) -> str:
    """The district stays, the house does not."""
    return mask_number(address, 6, 0) if len(address) > 6 else "*" * len(address)
