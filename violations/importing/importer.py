"""The importer of violations: readable rows become closed cases of their own origin, through `record_many` alone."""

from __future__ import annotations

import json
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import DataError, connection, transaction
from django.utils.translation import gettext_lazy as _

from traffic_police.accounts.models import Officer, Unit
from traffic_police.cases.models import CaseSubject
from traffic_police.cases.recording import Record, record_many
from traffic_police.cases.rules.periods import local_day
from traffic_police.registry.importing.engine import Context, Importer, Ready, Result
from traffic_police.registry.importing.mapping import Mapping
from traffic_police.registry.importing.refusals import RowRefused
from traffic_police.registry.rules.problem import Problem
from traffic_police.registry.services import Outcome
from violations.importing.fields import EACH, FIELDS, REMARKS
from violations.importing.reading import Reading, again, code_of, offence_key, read, storable
from violations.models import Offence, Violation

LOCK = 7_310_301  # two imports of the same file: the second waits and finds the rows in
PREPARED = Path(__file__).parent / "prepared"
UNSTORABLE = Problem("unstorable", _("A value of this row cannot be stored."))


def prepared() -> dict[str, Mapping]:
    """Mappings for known shapes of files: names of columns, nothing else."""
    files = sorted(PREPARED.glob("*.json"))
    return {path.stem: Mapping.from_json(json.loads(path.read_text("utf-8"))) for path in files}


class Tables:
    """What a batch is compared with, read once."""

    def __init__(self, context: Context) -> None:
        assert context.actor is not None
        self.actor: Officer = context.actor
        self.offences: dict[str, Offence] = {}
        for offence in Offence.objects.all():
            self.offences[offence.key] = offence
            self.offences[offence.code or offence.key] = offence
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.by_hand = context.mapping.values.get("offence", {}) if context.mapping else {}

    def offence(self, values: MappingType[str, Any]) -> Offence | None:
        return self.offences.get(self.by_hand.get(offence_key(values), "") or code_of(values))


class Violations(Importer):
    name = "violations"
    label = _("Violations kept elsewhere")
    fields = FIELDS
    prepared = prepared()
    by_hand = {"offence": _("Codes and offences of the source that mean one of ours")}  # noqa: RUF012
    remark_labels = REMARKS

    def explain(self, subject: str, ours: str) -> Problem | None:
        if Offence.objects.filter(code=ours).exists() or Offence.objects.filter(key=ours).exists():
            return None
        return Problem("offence_unknown", _("The offence table has no such code."))

    def apply_batch(self, batch: Sequence[Ready], context: Context) -> list[Result]:
        if context.actor is None:
            raise ValueError("somebody imports")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        hashes = [_hash(ready, context) for ready in batch]
        known = set(Violation.objects.filter(row_hash__in=hashes).values_list("row_hash", flat=True))
        tables, results = Tables(context), list[Result]()
        fresh: list[tuple[int, Record]] = []
        for ready, row_hash in zip(batch, hashes, strict=True):
            if row_hash in known:
                results.append(Outcome.UNCHANGED)
                continue
            known.add(row_hash)
            try:
                fresh.append((len(results), _record(ready, row_hash, tables, context)))
                results.append(Outcome.INSERTED)
            except RowRefused as refused:
                results.append(refused)
        for position in _store(fresh, context):
            results[position] = RowRefused({"": UNSTORABLE})
        return results


def _hash(ready: Ready, context: Context) -> str:
    digest = ready.row.digest
    context.seen[digest] += 1
    return again(digest, context.seen[digest] if ready.values.get("repeated") == EACH else 1)


def _store(fresh: Sequence[tuple[int, Record]], context: Context) -> list[int]:
    """Stores all at once; the positions of those that the database cannot hold."""
    assert context.actor is not None
    actor = context.actor
    try:
        with transaction.atomic():
            record_many(actor, "violation", "import", [record for _at, record in fresh], at=context.at)
    except DataError:
        # The checks foresee what columns hold; what they miss costs its row, never the file.
        if len(fresh) == 1:
            return [fresh[0][0]]
        half = len(fresh) // 2
        return [*_store(fresh[:half], context), *_store(fresh[half:], context)]
    return []


def _record(ready: Ready, row_hash: str, tables: Tables, context: Context) -> Record:
    values = {name: storable(value) if isinstance(value, str) else value for name, value in ready.values.items()}
    found = read(values, context.at)
    unit = _unit(found, values, tables)
    details = _details(found, values, tables, row_hash, ready)
    details.recorded_at = details.discovered_at = context.at
    for code, text in found.notes:
        context.remark(code, text)
    words = str(values.get("offence_text") or values.get("offence_code") or found.place)
    return Record(
        details=details, unit=unit, title=" ".join(filter(None, (found.plate, words))), occurred_at=found.occurred_at,
        body=_body(details, ready, context), place=_short(found, found.place, 200), longitude=found.longitude,
        latitude=found.latitude, datum=str(values.get("datum") or "GCJ02"), subjects=_subjects(found, details),
    )  # fmt: skip


def _body(details: Violation, ready: Ready, context: Context) -> dict[str, Any]:
    """What the event keeps for ever: where the row stood and the hash of its whole text."""
    run = {"run": context.run.pk, "file": context.run.file_name} if context.run else {}
    return {"source": details.source_name, "row": ready.row.number, "row_hash": details.row_hash, **run}


def _unit(found: Reading, values: MappingType[str, Any], tables: Tables) -> Unit:
    code = str(values.get("unit", "")).strip()
    if code and code not in tables.units:
        found.note("unit_unknown", code)
    return tables.units.get(code, tables.actor.unit)


def _short(found: Reading, text: str, most: int) -> str:
    if len(text) > most:
        found.note("text_shortened")
    return text[:most]


def _details(found: Reading, values: MappingType[str, Any], tables: Tables, row_hash: str, ready: Ready) -> Violation:
    offence = _offence(found, values, tables)
    named = {name: str(values.get(name, "")) for name in ("source", "source_unit", "source_type", "party_name")}
    details = Violation(
        channel=Violation.Channel.IMPORTED, offence=offence, occurred_at=found.occurred_at,
        road=found.mark.road if found.mark else "", plate=found.plate, plate_kind=found.plate_kind,
        party_name=_short(found, named["party_name"], 100), party_id_no=found.party_id,
        source_name=_short(found, named["source"], 60), source_unit=_short(found, named["source_unit"], 80),
        source_type=_short(found, named["source_type"], 200), row_hash=row_hash,
        original={storable(name): storable(text) for name, text in ready.row.values.items()},
    )  # fmt: skip
    mark = {"km": found.mark.km, "m": found.mark.m} if found.mark else {}
    details.facts = {**mark, "notes": sorted({code for code, _text in found.notes})}
    return details


def _offence(found: Reading, values: MappingType[str, Any], tables: Tables) -> Offence | None:
    """The offence of our table. Superseded ones may stand here: this is history."""
    offence = tables.offence(values)
    if offence is not None and not offence.valid_on(local_day(found.occurred_at)):
        found.note("offence_other_version", offence.shown_code)
    elif offence is None and values.get("offence_code"):
        found.note("offence_unknown", str(values["offence_code"]))
    elif offence is None and values.get("offence_text"):
        found.note("offence_uncoded", str(values["offence_text"]))
    return offence


def _subjects(found: Reading, details: Violation) -> list[CaseSubject]:
    topic = details.offence.shown_code[:24] if details.offence else ""
    shared: dict[str, Any] = {"topic": topic, "occurred_at": found.occurred_at}
    subjects = []
    if found.plate:
        vehicle = {"plate": found.plate, "plate_kind": found.plate_kind}
        subjects.append(CaseSubject(role=CaseSubject.Role.VEHICLE, **vehicle, **shared))
    if details.party_name or found.party_id:
        party = {"person_key": found.party_id, "name": details.party_name}
        subjects.append(CaseSubject(role=CaseSubject.Role.PARTY, **party, **shared))
    return subjects
