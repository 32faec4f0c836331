"""The tables of the kernel."""

from traffic_police.cases.models.case import Case, CaseSubject, SavedView
from traffic_police.cases.models.deadline import CalendarDay, CalendarYear, Deadline
from traffic_police.cases.models.document import Document, NationalBlock, NumberCounter
from traffic_police.cases.models.event import CaseEvent, DemoMarker, Transition
from traffic_police.cases.models.evidence import Evidence, EvidenceAccess
from traffic_police.cases.models.job import IdempotencyRecord, Job

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "Case",
    "CaseEvent",
    "CaseSubject",
    "Deadline",
    "DemoMarker",
    "Document",
    "Evidence",
    "EvidenceAccess",
    "IdempotencyRecord",
    "Job",
    "NationalBlock",
    "NumberCounter",
    "SavedView",
    "Transition",
]
