"""An imported record as its page shows it: the original words, personal numbers masked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from traffic_police.registry.rules import masks
from traffic_police.registry.rules.text import compact
from violations.importing.fields import REMARKS
from violations.importing.places import Mark
from violations.models import Violation

_IDENTITY = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")
_PHONE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


def masked(text: str, party_id: str = "") -> str:
    """Identity and phone numbers of any column are hidden as elsewhere."""
    if party_id and compact(text) == party_id:
        return masks.mask_id(party_id)
    text = _IDENTITY.sub(lambda found: masks.mask_id(found[0]), text)
    return _PHONE.sub(lambda found: masks.mask_phone(found[0]), text)


def original_shown(row: Violation) -> Iterator[tuple[str, str]]:
    """What was read out of the row, what was noted about it, then the row itself, column by column."""
    if "km" in row.facts:
        mark = Mark(row.road, row.facts["km"], row.facts["m"])
        yield _("Kilometre mark"), f"{mark.road} {mark.text}".strip()
    notes = [str(REMARKS[code]) for code in row.facts.get("notes", []) if code in REMARKS]
    if notes:
        yield _("Noted on import"), "；".join(notes)
    for name, text in row.original.items():
        yield str(name), masked(str(text), row.party_id_no)
