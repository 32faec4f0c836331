"""The data each document of a violation case takes, as the templates beside this file read it.

Every value is finished text for print: dates by ``date_text``, times by ``moment_text``, amounts by ``figures`` and
``amount_in_words`` (all in ``traffic_police.cases.typesetting``). Law citations are full Chinese names with
article. ``NotRequired`` and ``None`` print as a dash, a blank line to fill in, or not at all.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from traffic_police.cases.typesetting import Verification

Mode = Literal["signed", "pending", "refused-to-sign", "refused-to-take", "other"]


class Party(TypedDict):
    """A person (sex, id_type, id_no, licence) or a unit (credit_code, representative)."""

    kind: Literal["person", "unit"]
    name: str
    sex: NotRequired[str]
    id_type: NotRequired[str]
    id_no: NotRequired[str]
    licence_no: NotRequired[str]
    file_no: NotRequired[str]
    licence_classes: NotRequired[str]
    credit_code: NotRequired[str]
    representative: NotRequired[str]
    address: NotRequired[str]
    phone: NotRequired[str]


class Vehicle(TypedDict):
    """105 art.45: plate with its kind in words, and the type in words with its code."""

    plate: str
    plate_kind: str
    type: str


class Act(TypedDict):
    """What was done, when (to the minute) and where; ``violated`` names the article that forbids it.

    ``details`` is one or more whole sentences (measured values); ``evidence`` is a list in words.
    """

    at: str
    place: str
    name: str
    code: str
    violated: str
    details: NotRequired[str]
    evidence: NotRequired[str]


class Penalty(TypedDict):
    """A warning, or a fine in figures and capitals. ``reason`` explains a departure from the usual amount."""

    kind: Literal["warning", "fine"]
    basis: str
    amount: NotRequired[str | None]
    amount_words: NotRequired[str | None]
    reason: NotRequired[str | None]


class Payment(TypedDict):
    """``bank`` needs channel (and may give the last day ``due``); ``on-the-spot`` needs basis and receipt_no."""

    mode: Literal["none", "bank", "on-the-spot"]
    channel: NotRequired[str]
    due: NotRequired[str | None]
    basis: NotRequired[str]
    receipt_no: NotRequired[str]
    note: NotRequired[str]


class Statement(TypedDict):
    """Given with its text, whether accepted and why; or waived in so many words (处罚法 62)."""

    choice: Literal["given", "waived"]
    text: NotRequired[str]
    accepted: NotRequired[bool]
    reason: NotRequired[str]


class Remedies(TypedDict):
    """``first``: reconsideration before litigation, for on-the-spot penalties (复议法 23(1)); else ``either``."""

    mode: Literal["first", "either"]
    body: str
    via: str
    court: str


class Signatory(TypedDict):
    """An officer as named on the document."""

    name: str
    police_number: str


class Service(TypedDict):
    """How the document reached the party. ``at`` may be None only while ``pending``; ``other`` needs ``label``."""

    mode: Mode
    at: str | None
    label: NotRequired[str]
    note: NotRequired[str]


class Original(TypedDict):
    """The document that a later one is about."""

    title: str
    number: str
    date: str


class Education(TypedDict):
    """处罚法 33(3): when, how and what was said, and the party's answer."""

    at: str
    how: str
    content: str
    response: NotRequired[str]


class Paper(TypedDict):
    """What every official document carries. ``preview`` prints a watermark.

    ``number`` is the authority's own (临港公交简决字〔2026〕1号), ``national_number`` the platform's, which goes first
    where there is one; with neither, 签发时取号 is printed.

    ``seal`` and ``party_signature`` need the pictures ``seal.png`` and ``party-signature.png`` given to ``render``;
    ``verification`` needs ``verification.svg`` (both come from ``typesetting.verification``).
    """

    authority: str
    number: str | None
    national_number: NotRequired[str | None]
    case_number: NotRequired[str]
    preview: bool
    verification: NotRequired[Verification]
    copies: NotRequired[str]


class SignedPaper(Paper):
    """A document that officers sign."""

    party: Party
    officers: list[Signatory]
    decided_place: str
    decided_on: str
    recorder: NotRequired[str]
    seal: NotRequired[bool]
    party_signature: NotRequired[bool]


class SimpleDecision(SignedPaper):
    """simple_decision.typ. ``points`` None: no driver's licence is concerned; 0 prints 不予记分."""

    vehicle: Vehicle | None
    act: Act
    penalty: Penalty
    points: int | None
    payment: Payment
    statement: Statement
    remedies: Remedies
    service: Service


class OralWarningRecord(SignedPaper):
    """oral_warning_record.typ. ``ground``: why minor and without effect on passage; ``correction``: what was done."""

    vehicle: Vehicle | None
    act: Act
    ground: str
    correction: str
    education: str
    service: NotRequired[Service | None]


class Condition(TypedDict):
    """One condition of the exemption and what was found."""

    name: str
    finding: str


class ExemptionDecision(SignedPaper):
    """exemption_decision.typ. ``basis`` cites the paragraph of 处罚法 33 and item of 57."""

    vehicle: Vehicle | None
    act: Act
    conditions: list[Condition]
    basis: str
    education: Education
    remedies: Remedies
    service: Service


class Withdrawal(SignedPaper):
    """withdrawal.typ. ``consequences``: refund of the fine, points taken back, … one clause each."""

    original: Original
    reason: str
    basis: str
    consequences: list[str]
    remedies: Remedies
    prepared_by: str
    approved_by: str
    service: Service


class CorrectedItem(TypedDict):
    """One place put right."""

    item: str
    was: str
    now: str


class Correction(SignedPaper):
    """correction.typ."""

    original: Original
    reason: str
    basis: str
    corrections: list[CorrectedItem]
    remedies: Remedies
    prepared_by: str
    approved_by: str
    service: Service


class EducationRecord(SignedPaper):
    """education_record.typ."""

    vehicle: Vehicle | None
    act: Act
    education: Education
    service: NotRequired[Service | None]


class PaymentNote(Paper):
    """payment_note.typ. Amounts in figures and capitals; it is no receipt of the finance department."""

    party: Party
    original: Original
    fine: str
    fine_words: str
    surcharge: str
    surcharge_words: str
    surcharge_reckoning: NotRequired[str]
    paid: str
    paid_words: str
    paid_on: str
    channel: str
    receipt_no: str
    recorded_by: str
    recorded_on: str
