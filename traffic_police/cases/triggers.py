"""The database's own guards: whatever bypasses the services meets these. Refusals start with a code and a colon.

One static trigger per table reads the protected table of transitions; so the kernel's triggers never change when a kind
of case is added. Sentences are English: people normally meet the services' refusals first.
"""

from __future__ import annotations

import pgtrigger

ROW_MOVES = pgtrigger.Insert | pgtrigger.Update


def _refuse(code: str, sentence: str, *values: str) -> str:
    arguments = "".join(f", {value}" for value in values)
    return f"RAISE EXCEPTION '{code}: {sentence}'{arguments} USING ERRCODE = 'raise_exception';"


def never(name: str, operation: pgtrigger.Operation, sentence: str) -> pgtrigger.Trigger:
    """Refuse an operation on single rows outright."""
    return pgtrigger.Trigger(name=name, operation=operation, when=pgtrigger.Before, func=_refuse("kept", sentence))


def never_truncate(name: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Truncate,
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        func=_refuse("kept", "This table is never emptied."),
    )


def needs_act(
    name: str, case_column: str = "case_id", operation: pgtrigger.Operation | None = None
) -> pgtrigger.Trigger:
    """For an app's own row: it changes only together with an act of its case in the same transaction."""
    return pgtrigger.Trigger(
        name=name,
        operation=operation or pgtrigger.Update,
        when=pgtrigger.Before,
        func=f"""
        IF NOT EXISTS (
            SELECT 1 FROM cases_caseevent e
            WHERE e.case_id = NEW.{case_column} AND e.transaction = pg_current_xact_id()::text::bigint
        ) THEN
            {_refuse("act_needed", "The row changes only by a recorded act of case %.", f"NEW.{case_column}")}
        END IF;
        RETURN NEW;
        """,
    )


APPEND_ONLY = [
    never("append_only", pgtrigger.Update | pgtrigger.Delete, "Rows of this table are only added."),
    never_truncate("no_truncate"),
]

CASE_MOVES = f"""
IF NEW.id <> OLD.id OR NEW.number <> OLD.number OR NEW.kind <> OLD.kind OR NEW.origin <> OLD.origin
   OR NEW.opened_at <> OLD.opened_at THEN
    {_refuse("fixed", "Number, kind, origin and opening of a case never change.")}
END IF;
IF NEW.version = OLD.version THEN
    IF (NEW.status, NEW.stage, NEW.unit_id, NEW.lead_id, NEW.occurred_at, NEW.place, NEW.title, NEW.closed_at,
        NEW.longitude, NEW.latitude)
       IS DISTINCT FROM
       (OLD.status, OLD.stage, OLD.unit_id, OLD.lead_id, OLD.occurred_at, OLD.place, OLD.title, OLD.closed_at,
        OLD.longitude, OLD.latitude) THEN
        {_refuse("act_needed", "Case % changes only by a recorded act.", "OLD.number")}
    END IF;
    RETURN NEW;
END IF;
IF NOT EXISTS (
    SELECT 1 FROM cases_caseevent e
    WHERE e.case_id = NEW.id AND e.sequence = NEW.version AND e.target = NEW.status
      AND e.transaction = pg_current_xact_id()::text::bigint
) THEN
    {_refuse("act_needed", "Case % has no act of this transaction that leads to %.", "OLD.number", "NEW.status")}
END IF;
IF NOT EXISTS (
    SELECT 1 FROM cases_transition t WHERE t.kind = NEW.kind AND t.target = NEW.status AND t.stage = NEW.stage
) THEN
    {_refuse("transition", "Status % of case % does not belong to stage %.", "NEW.status", "OLD.number", "NEW.stage")}
END IF;
RETURN NEW;
"""

CASE_OPENED = f"""
IF NOT EXISTS (
    SELECT 1 FROM cases_case c JOIN cases_caseevent e ON e.case_id = c.id AND e.sequence = c.version
    WHERE c.id = NEW.id AND e.target = c.status
) THEN
    {_refuse("act_needed", "Case % was opened without a recorded act.", "NEW.number")}
END IF;
IF NOT EXISTS (
    SELECT 1 FROM cases_transition t
    WHERE t.kind = NEW.kind AND t.target = NEW.status AND t.stage = NEW.stage AND t.origin = NEW.origin
) THEN
    {_refuse("transition", "Status % of case % is unknown for its kind, stage and origin.", "NEW.status", "NEW.number")}
END IF;
RETURN NULL;
"""

CASE = [
    pgtrigger.Trigger(name="moves_by_acts", operation=pgtrigger.Update, when=pgtrigger.Before, func=CASE_MOVES),
    pgtrigger.Trigger(
        name="opened_by_act",
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        func=CASE_OPENED,
    ),
    never("no_delete", pgtrigger.Delete, "A case is never deleted."),
    never_truncate("no_truncate"),
]

# The canonical text whose SHA-256 is the event's hash; traffic_police.cases.chains builds the same in Python.
EVENT_TEXT = """
NEW.previous_hash || E'\\x1f' || NEW.case_id || E'\\x1f' || NEW.sequence || E'\\x1f' || NEW.act || E'\\x1f' ||
NEW.source || E'\\x1f' || NEW.target || E'\\x1f' || coalesce(NEW.actor_id::text, '') || E'\\x1f' ||
coalesce(NEW.second_id::text, '') || E'\\x1f' || array_to_string(NEW.assistants, ',') || E'\\x1f' ||
to_char(NEW.happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || E'\\x1f' ||
to_char(NEW.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || E'\\x1f' ||
NEW.reason || E'\\x1f' || NEW.law || E'\\x1f' || NEW.body
"""


def _officer_check(column: str, word: str) -> str:
    refusal = _refuse("unqualified", f"The {word} of act % is no police officer qualified on that day.", "NEW.act")
    return f"""
    IF NOT EXISTS (
        SELECT 1 FROM accounts_officer o JOIN accounts_qualification q ON q.officer_id = o.id
        WHERE o.id = NEW.{column} AND o.kind = 'police'
          AND (NEW.happened_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN q.valid_from AND q.valid_to
    ) THEN
        {refusal}
    END IF;
    """


EVENT_CHAIN = f"""
NEW.transaction := pg_current_xact_id()::text::bigint;
SELECT c.kind, c.origin INTO the_case FROM cases_case c WHERE c.id = NEW.case_id;
IF NEW.sequence = 1 THEN
    NEW.previous_hash := '';
    IF NEW.source <> '' THEN
        {_refuse("transition", "The first act of case % does not open it.", "NEW.case_id")}
    END IF;
ELSE
    SELECT e.hash, e.target INTO before FROM cases_caseevent e
    WHERE e.case_id = NEW.case_id AND e.sequence = NEW.sequence - 1;
    IF NOT FOUND OR before.target <> NEW.source THEN
        {_refuse("chain", "Event % of case % does not follow the one before it.", "NEW.sequence", "NEW.case_id")}
    END IF;
    NEW.previous_hash := before.hash;
END IF;
SELECT t.person, t.officers, t.origin INTO rule FROM cases_transition t
WHERE t.kind = the_case.kind AND t.act = NEW.act AND t.source = NEW.source AND t.target = NEW.target;
IF NOT FOUND OR rule.origin <> the_case.origin THEN
    {
    _refuse(
        "transition",
        "Act % does not lead from % to % in this kind of case.",
        "NEW.act",
        "quote_literal(NEW.source)",
        "NEW.target",
    )
}
END IF;
IF rule.person = 'system' AND NEW.actor_id IS NOT NULL THEN
    {_refuse("system_only", "Act % is done by the system alone.", "NEW.act")}
END IF;
IF rule.person <> 'system' AND NEW.actor_id IS NULL THEN
    {_refuse("actor_needed", "Act % needs a person.", "NEW.act")}
END IF;
IF rule.person = 'police' THEN
    {_officer_check("actor_id", "actor")}
    IF rule.officers > 1 OR NEW.second_id IS NOT NULL THEN
        {_officer_check("second_id", "second officer")}
    END IF;
END IF;
IF abs(extract(epoch FROM NEW.recorded_at - now())) > 900
   AND NOT EXISTS (SELECT 1 FROM cases_demomarker) THEN
    {_refuse("clock", "An act is recorded when it is recorded, not at %.", "NEW.recorded_at")}
END IF;
NEW.hash := encode(sha256(convert_to({EVENT_TEXT}, 'UTF8')), 'hex');
RETURN NEW;
"""

EVENT_SETTLED = f"""
IF NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.id = NEW.case_id AND c.version >= NEW.sequence) THEN
    {_refuse("chain", "Event % of case % was added without moving the case.", "NEW.sequence", "NEW.case_id")}
END IF;
RETURN NULL;
"""

EVENT = [
    pgtrigger.Trigger(
        name="chained",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        declare=[("before", "record"), ("rule", "record"), ("the_case", "record")],
        func=EVENT_CHAIN,
    ),
    pgtrigger.Trigger(
        name="settled",
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        func=EVENT_SETTLED,
    ),
    *APPEND_ONLY,
]

TRANSITION = [
    pgtrigger.Trigger(
        name="synced_only",
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        func=f"""
        IF coalesce(current_setting('traffic_police.sync_transitions', true), '') <> 'on' THEN
            {_refuse("kept", "Transitions come from the code of the kinds alone.")}
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
        """,
    ),
    never_truncate("no_truncate"),
]

DOCUMENT_KEPT = f"""
IF (NEW.case_id, NEW.kind, NEW.unit_id, NEW.year, NEW.serial, NEW.number, NEW.data, NEW.template, NEW.signed_at,
    NEW.signed_by_id, NEW.verification)
   IS DISTINCT FROM
   (OLD.case_id, OLD.kind, OLD.unit_id, OLD.year, OLD.serial, OLD.number, OLD.data, OLD.template, OLD.signed_at,
    OLD.signed_by_id, OLD.verification) THEN
    {_refuse("kept", "A signed document % does not change; withdraw or correct it by an act.", "OLD.id")}
END IF;
IF (OLD.pdf <> '' AND NEW.pdf <> OLD.pdf) OR (OLD.pdf_sha256 <> '' AND NEW.pdf_sha256 <> OLD.pdf_sha256)
   OR (OLD.national_number <> '' AND NEW.national_number <> OLD.national_number)
   OR (OLD.voided_at IS NOT NULL AND NEW.voided_at IS DISTINCT FROM OLD.voided_at) THEN
    {_refuse("kept", "What document % already carries does not change.", "OLD.id")}
END IF;
IF (NEW.state, NEW.national_number, NEW.served_at, NEW.voided_at, NEW.void_reason)
   IS DISTINCT FROM (OLD.state, OLD.national_number, OLD.served_at, OLD.voided_at, OLD.void_reason)
   AND NOT EXISTS (
       SELECT 1 FROM cases_caseevent e
       WHERE e.case_id = NEW.case_id AND e.transaction = pg_current_xact_id()::text::bigint
   ) THEN
    {_refuse("act_needed", "Document % changes only by a recorded act.", "OLD.id")}
END IF;
RETURN NEW;
"""

DOCUMENT = [
    pgtrigger.Trigger(name="signed_is_kept", operation=pgtrigger.Update, when=pgtrigger.Before, func=DOCUMENT_KEPT),
    needs_act("issued_by_act", operation=pgtrigger.Insert),
    never("no_delete", pgtrigger.Delete, "A document is voided, never deleted."),
    never_truncate("no_truncate"),
]

EVIDENCE = [
    needs_act("added_by_act", operation=pgtrigger.Insert),
    never("append_only", pgtrigger.Update | pgtrigger.Delete, "Evidence is kept as it came."),
    never_truncate("no_truncate"),
]

SUBJECT = [
    needs_act("changes_by_act", operation=ROW_MOVES),
    never("no_delete", pgtrigger.Delete, "Whom a case is about is kept."),
    never_truncate("no_truncate"),
]

# Loading a calendar may settle a waiting deadline; everything else about a deadline is an act's doing.
DEADLINE_KEPT = f"""
IF (NEW.case_id, NEW.rule, NEW.amount, NEW.unit, NEW.roll_forward, NEW.law, NEW.started_at)
   IS DISTINCT FROM
   (OLD.case_id, OLD.rule, OLD.amount, OLD.unit, OLD.roll_forward, OLD.law, OLD.started_at) THEN
    {_refuse("kept", "What started deadline % and its rule never change.", "OLD.id")}
END IF;
IF ((NEW.met_at, NEW.cancelled_at, NEW.pauses) IS DISTINCT FROM (OLD.met_at, OLD.cancelled_at, OLD.pauses)
    OR (OLD.due_at IS NOT NULL AND NEW.due_at IS DISTINCT FROM OLD.due_at))
   AND NOT EXISTS (
       SELECT 1 FROM cases_caseevent e
       WHERE e.case_id = NEW.case_id AND e.transaction = pg_current_xact_id()::text::bigint
   ) THEN
    {_refuse("act_needed", "Deadline % changes only by a recorded act.", "OLD.id")}
END IF;
RETURN NEW;
"""

DEADLINE = [
    needs_act("started_by_act", operation=pgtrigger.Insert),
    pgtrigger.Trigger(name="kept", operation=pgtrigger.Update, when=pgtrigger.Before, func=DEADLINE_KEPT),
    never("no_delete", pgtrigger.Delete, "A deadline is met or cancelled, never deleted."),
    never_truncate("no_truncate"),
]
