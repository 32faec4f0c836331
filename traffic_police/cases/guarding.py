"""Sentences for what a trigger or a named constraint refused: the last line of defence, mapped once."""

from __future__ import annotations

import re
from typing import Any

from django.db import Error as DatabaseError
from django.utils.translation import gettext_lazy as _

# Apps add their constraints: name → sentence.
CONSTRAINTS: dict[str, Any] = {
    "event_two_different_officers": _("The second officer has to be somebody else."),
    "event_recorded_after": _("An act cannot happen in the future."),
    "document_national_once": _("This national document number is already used."),
    "document_national_format": _("A national document number has 15 digits and at most one check character."),
    "evidence_once_per_case": _("This file is already among the evidence of the case."),
    "case_coordinates_on_earth": _("These coordinates are not on earth."),
}
TRIGGER_CODE = re.compile(r"^(?P<code>[a-z_]+): (?P<sentence>[^\n]+)")


def guarded_sentence(error: DatabaseError) -> str:
    """The sentence for a refusal of the database, or '' when it is another kind of error."""
    cause = error.__cause__
    diagnostics = getattr(cause, "diag", None)
    name = getattr(diagnostics, "constraint_name", None)
    if name in CONSTRAINTS:
        return str(CONSTRAINTS[name])
    found = TRIGGER_CODE.match(str(cause or error))
    if found and getattr(cause, "pgcode", "") == "P0001":
        return found["sentence"]
    return ""
