"""Which procedure an accident takes: a decision table over the answers (146号令 第13、14、15、19、20、23、27、69条).

Video handling is a mode of simple procedure and narrower than it: simple procedure stays lawful where a licence is
missing or drinking is suspected as long as no crime is (146号令 第24条), but then an officer goes to the scene.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from accidents.rules.questions import LABELS, MOTOR, NON_MOTOR, Answers, Text

SELF, SIMPLE, GENERAL, INJURY_FAST = "self", "simple", "general", "injury_fast"
VIDEO, FIELD, PARTIES = "video", "field", "parties"
LAW = "146号令"


@dataclass(frozen=True)
class Row:
    """One row of the table: when CHECK holds, what it excludes and under which article."""

    code: str
    check: Callable[[Answers], bool]
    sentence: Text
    law: str
    excludes: frozenset[str]  # of SELF, SIMPLE, VIDEO


@dataclass(frozen=True)
class Reason:
    """Why something is excluded or required: a code, a sentence, the article, what it excludes."""

    code: str
    sentence: str
    law: str
    excludes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "sentence": self.sentence, "law": self.law, "excludes": list(self.excludes)}


@dataclass(frozen=True)
class Eligibility:
    """The answer. `missing` names what must still be asked before video may be used."""

    procedure: str
    mode: str
    officers: int
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    protect_scene: bool = False
    must_report: bool = False
    clear_first: bool = False
    law: tuple[str, ...] = field(default=())

    @property
    def video(self) -> bool:
        return self.mode == VIDEO

    @property
    def self_negotiation(self) -> bool:
        return not any(SELF in reason.excludes for reason in self.reasons)

    @property
    def video_possible(self) -> bool:
        """Nothing known excludes the video desk, although something may still have to be asked."""
        return not any(VIDEO in reason.excludes for reason in self.reasons)

    def as_dict(self) -> dict[str, Any]:
        return {
            "procedure": self.procedure, "mode": self.mode, "officers_required": self.officers,
            "protect_scene": self.protect_scene, "must_report": self.must_report, "clear_first": self.clear_first,
            "self_negotiation": self.self_negotiation, "video": self.video,
            "reasons": [reason.as_dict() for reason in self.reasons], "missing": list(self.missing),
            "law": list(self.law),
        }  # fmt: skip


def _hurt(told: Answers) -> bool:
    return told.injured > 0


def _motor(told: Answers) -> int:
    return told.roles.count(MOTOR)


_ALL = frozenset({SELF, SIMPLE, VIDEO})
_SCENE = frozenset({SELF, VIDEO})
_VIDEO = frozenset({VIDEO})
_SELF = frozenset({SELF})


def _flag(name: str) -> Callable[[Answers], bool]:
    def holds(told: Answers) -> bool:
        return getattr(told, name) is True

    return holds


def _article_13(code: str, sentence: Text, item: str) -> Row:
    return Row(code, _flag(code), sentence, f"{LAW} 第13条第1款第{item}项", _SCENE)


ARTICLE_13 = (
    _article_13("licence_invalid", _("A driver has no valid or fitting licence."), "1"),
    _article_13("drink_or_drugs", _("A driver is suspected of drinking or drug use."), "2"),
    _article_13("overcrowded_or_speeding",
                _("A school bus or coach is suspected of serious overcrowding or speeding."), "3"),
    _article_13("plate_missing_or_forged", _("A motor vehicle has no plate or a forged one."), "4"),
    _article_13("cannot_move", _("A vehicle cannot be moved by the parties."), "5"),
    _article_13("party_left", _("A party has left the scene."), "6"),
    _article_13("deliberate", _("There is evidence that a party caused it deliberately."), "7"),
)  # fmt: skip

TABLE: tuple[Row, ...] = (
    Row("dead", lambda told: told.dead > 0, _("Somebody was killed."), f"{LAW} 第13条、第23条、第27条", _ALL),
    Row("crime_suspected", _flag("crime_suspected"), _("A traffic crime or dangerous driving is suspected."),
        f"{LAW} 第23条第1款", _ALL),
    Row("injury_not_slight", lambda told: _hurt(told) and told.injury_slight is not True,
        _("Somebody was hurt and the injury is not known to be slight."), f"{LAW} 第23条第1款第2项", _ALL),
    Row("injury_without_consent", lambda told: _hurt(told) and told.all_agree_simple is not True,
        _("Somebody was hurt and not all parties have agreed to simple procedure."), f"{LAW} 第23条第1款第2项", _ALL),
    Row("injured", _hurt, _("Somebody was hurt: the scene is kept and an officer goes there."), f"{LAW} 第13条",
        _SCENE),
    *ARTICLE_13,
    Row("no_marks", _flag("no_marks"), _("An inspection or insurance mark is missing: move first, then report."),
        f"{LAW} 第14条第1项", _SCENE),
    Row("hit_facility", _flag("hit_facility"), _("A building or public facility was hit: move first, then report."),
        f"{LAW} 第14条第2项", _SCENE),
    Row("dangerous_goods", _flag("dangerous_goods"), _("Dangerous cargo is involved: report at once."),
        f"{LAW} 第15条", _SCENE),
    Row("officer_wanted", _flag("officer_wanted"), _("A party wants an officer on the scene."), f"{LAW} 第20条第2款",
        _VIDEO),
    Row("disputed", _flag("disputed"), _("The parties dispute facts or cause: they cannot settle it alone."),
        f"{LAW} 第20条第1款", _SELF),
    Row("uninsured", _flag("uninsured"), _("A motor vehicle has no compulsory insurance."),
        f"{LAW} 第14条第1项", _SCENE),
    Row("not_for_video", lambda told: bool(told.roles) and (_motor(told) == 0 or len(told.roles) < 2),
        _("Video handling needs a motor vehicle and a second party."), f"{LAW} 第19条第1款", _VIDEO),
    Row("pedestrian", lambda told: "pedestrian" in told.roles and _motor(told) > 0,
        _("A pedestrian and a motor vehicle are no case for self-settlement or video."), f"{LAW} 第19条", _SCENE),
    Row("outside_hours", lambda told: told.in_window is False, _("Outside the hours of the video desk."),
        "视频快处受理时段", _VIDEO),
    Row("bad_visibility", lambda told: told.good_visibility is False,
        _("The visibility is too bad for video: an officer is sent."), "视频快处受理条件", _VIDEO),
)  # fmt: skip

# What has to be asked before anything is handled by video.
VIDEO_ASKS = (
    "crime_suspected", "licence_invalid", "drink_or_drugs", "overcrowded_or_speeding", "plate_missing_or_forged",
    "cannot_move", "party_left", "deliberate", "no_marks", "hit_facility", "dangerous_goods", "uninsured", "in_window",
    "good_visibility",
)  # fmt: skip
_PROTECT = frozenset({"dead", "injured", *(row.code for row in ARTICLE_13)})
_REPORT = _PROTECT | {"no_marks", "hit_facility", "dangerous_goods"}


def eligibility(told: Answers) -> Eligibility:
    """Procedure, mode and reasons for what is known so far."""
    reasons = tuple(
        Reason(row.code, str(row.sentence), row.law, tuple(sorted(row.excludes))) for row in TABLE if row.check(told)
    )
    excluded = {what for reason in reasons for what in reason.excludes}
    codes = {reason.code for reason in reasons}
    missing = missing_for_video(told)
    procedure = _procedure(told, excluded)
    mode = _mode(procedure, excluded, missing)
    return Eligibility(
        procedure, mode, 1 if procedure in {SELF, SIMPLE} else 2, reasons, missing,
        protect_scene=bool(codes & _PROTECT), must_report=bool(codes & _REPORT),
        clear_first=not codes & _PROTECT and "dangerous_goods" not in codes, law=_law(told, procedure, mode),
    )  # fmt: skip


def _procedure(told: Answers, excluded: set[str]) -> str:
    if SIMPLE in excluded:
        return INJURY_FAST if _fast(told) else GENERAL
    return SELF if told.self_settled is True and SELF not in excluded else SIMPLE


def _fast(told: Answers) -> bool:
    """146 art. 69: hurt, no crime suspected, facts clear and undisputed, all asked in writing; a head approves."""
    return (
        told.injured > 0 and told.dead == 0 and told.crime_suspected is not True
        and told.facts_clear is True and told.disputed is not True and told.written_request is True
    )  # fmt: skip


def _mode(procedure: str, excluded: set[str], missing: tuple[str, ...]) -> str:
    if procedure == SELF:
        return PARTIES
    return VIDEO if procedure == SIMPLE and VIDEO not in excluded and not missing else FIELD


def missing_for_video(told: Answers) -> tuple[str, ...]:
    asked = tuple(name for name in VIDEO_ASKS if getattr(told, name) is None)
    return asked if told.roles else ("roles", *asked)


def _law(told: Answers, procedure: str, mode: str) -> tuple[str, ...]:
    if procedure == SELF:
        first = MOTOR in told.roles
        return (f"{LAW} 第19条第{'1' if first else '2'}款", f"{LAW} 第21条")
    found = {
        SIMPLE: (f"{LAW} 第23条", f"{LAW} 第24条"),
        GENERAL: (f"{LAW} 第27条",),
        INJURY_FAST: (f"{LAW} 第69条", f"{LAW} 第27条"),
    }[procedure]
    return (*found, f"{LAW} 第20条第1款") if mode == VIDEO else found


def failure_to_clear(told: Answers, congestion: bool) -> bool:
    """146 art. 19 para 3: whoever should have cleared and caused a jam is fined 200 yuan."""
    movable = told.cannot_move is not True and any(role in {MOTOR, NON_MOTOR} for role in told.roles)
    return congestion and movable and eligibility(told).self_negotiation


def label(name: str) -> Text:
    return LABELS.get(name, name)
