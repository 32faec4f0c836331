"""The tables of accidents."""

from accidents.models.accident import Accident, AccidentParty
from accidents.models.phone import PartyLink, Shot, Signature

__all__ = ["Accident", "AccidentParty", "PartyLink", "Shot", "Signature"]
