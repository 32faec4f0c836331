"""The tables of violations."""

from violations.models.offence import Offence
from violations.models.violation import Violation

__all__ = ["Offence", "Violation"]
