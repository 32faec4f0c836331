"""The law's answer as pure functions: what an act costs, by which procedure, and why."""

from violations.rules.answers import PERMIT_CODES, answer
from violations.rules.exemptions import never_exempt
from violations.rules.facts import (
    Answer,
    Circumstances,
    Exemption,
    Facts,
    Party,
    Prior,
    Question,
    Refusal,
)
from violations.rules.families import facts_needed
from violations.rules.offences import Offence, OffenceTable, load_offences, load_table
from violations.rules.procedure import (
    FineCheck,
    PaymentOnTheSpot,
    hearing_needed,
    may_collect_on_the_spot,
    permitted_fine,
    simple_procedure_limits,
)
from violations.rules.questions import question_from
from violations.rules.reasons import Reason
from violations.rules.surcharge import surcharge

__all__ = [
    "PERMIT_CODES",
    "Answer",
    "Circumstances",
    "Exemption",
    "Facts",
    "FineCheck",
    "Offence",
    "OffenceTable",
    "Party",
    "PaymentOnTheSpot",
    "Prior",
    "Question",
    "Reason",
    "Refusal",
    "answer",
    "facts_needed",
    "hearing_needed",
    "load_offences",
    "load_table",
    "may_collect_on_the_spot",
    "never_exempt",
    "permitted_fine",
    "question_from",
    "simple_procedure_limits",
    "surcharge",
]
