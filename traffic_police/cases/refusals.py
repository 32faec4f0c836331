"""What the kernel raises when it says no. Pages and API turn these into sentences; nothing else catches them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from traffic_police.cases.rules.periods import SHANGHAI

if TYPE_CHECKING:
    from traffic_police.cases.deciding import Denied


class CaseError(Exception):
    """A refusal with a stable code, a sentence and, where it is law, the article."""

    status = 400
    code = "refused"
    law = ""

    @property
    def sentence(self) -> str:
        return str(self)


class ActRefused(CaseError):
    """The act may not be done by this person, now."""

    status = 403

    def __init__(self, denied: Denied) -> None:
        super().__init__(str(denied.sentence))
        self.denied = denied
        self.code = denied.code
        self.law = denied.law


class Overtaken(CaseError):
    """Somebody was first; says who, when and what."""

    status = 409
    code = "overtaken"

    def __init__(self, who: str, when: dt.datetime, what: str, version: int) -> None:
        clock = when.astimezone(SHANGHAI)
        super().__init__(
            _("%(who)s was first: “%(what)s” at %(when)s. Look at the case again before you go on.")
            % {"who": who, "what": what, "when": f"{clock:%m-%d %H:%M:%S}"}
        )
        self.who, self.when, self.what, self.version = who, when, what, version


class InputRefused(CaseError):
    """One or more inputs cannot be taken: field → (code, sentence)."""

    status = 422
    code = "invalid"

    def __init__(self, errors: dict[str, tuple[str, str]], law: str = "") -> None:
        super().__init__(" ".join(sentence for _code, sentence in errors.values()))
        self.errors = errors
        self.law = law


class GuardedByDatabase(CaseError):
    """A trigger or a constraint refused what the services let pass."""

    status = 409
    code = "guarded"
