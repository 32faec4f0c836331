"""An upload from its arrival to its end: kept file, mapping, dry run, run, and the result in words."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from traffic_police.accounts.models import Officer, Role
from traffic_police.registry.importing import engine
from traffic_police.registry.importing.limits import DEFAULT
from traffic_police.registry.importing.mapping import Mapping, check_mapping, suggest
from traffic_police.registry.importing.reading import open_sheet
from traffic_police.registry.importing.refusals import ImportRefused
from traffic_police.registry.models import ImportMapping, ImportRun, ImportStatus

ROLES = (Role.ADMINISTRATOR, Role.SUPERVISOR)


def require_importer(actor: Officer) -> None:
    if not actor.has(*ROLES):
        raise PermissionDenied(_("Only administrators and supervisors import tables."))


def importer_of(name: str) -> engine.Importer:
    found = engine.importers().get(name)
    if found is None:
        raise ImportRefused("importer_unknown", _("Choose what the table contains."))
    return found


def file_of(run: ImportRun) -> Path:
    """Where the uploaded table lies until it is in. Named by its content."""
    return Path(settings.MEDIA_ROOT) / "imports" / run.sha256


def receive(actor: Officer, importer: str, file_name: str, chunks: Iterable[bytes], at: dt.datetime) -> ImportRun:
    """Keeps an upload that is a table, with a suggested mapping. Raises ImportRefused and keeps nothing."""
    require_importer(actor)
    chosen = importer_of(importer)
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    arriving = folder / f".{secrets.token_hex(8)}"
    try:
        digest, size = _keep(arriving, chunks)
        header = open_sheet(arriving).header
        arriving.rename(folder / digest)
    finally:
        arriving.unlink(missing_ok=True)
    return ImportRun.objects.create(
        importer=importer,
        file_name=_printable(file_name),
        sha256=digest,
        size=size,
        mapping=_suggested(importer, header, chosen).to_json(),
        by=actor,
        created_at=at,
    )


def _keep(path: Path, chunks: Iterable[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > DEFAULT.file_bytes:
                raise ImportRefused("file_too_large", _("The file is too large. Split it into several."))
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest(), size


def _printable(name: str) -> str:
    return "".join(mark for mark in name if mark.isprintable())[-200:] or "table"


def _suggested(importer: str, header: list[str], chosen: engine.Importer) -> Mapping:
    """The last saved mapping that fits this header, else what the names of the columns say."""
    for saved in ImportMapping.objects.filter(importer=importer).order_by("-updated_at")[:20]:
        try:
            mapping = Mapping.from_json(saved.definition)
        except ImportRefused:
            continue
        if not check_mapping(mapping, header, chosen.fields):
            return mapping
    for mapping in chosen.prepared.values():
        if not check_mapping(mapping, header, chosen.fields):
            return mapping
    return suggest(header, chosen.fields)


def mapping_named(importer: str, name: str) -> Mapping:
    """A mapping that was saved under this name, or one that comes prepared. Raises ImportRefused."""
    saved = ImportMapping.objects.filter(importer=importer, name=name).first()
    if saved is not None:
        return Mapping.from_json(saved.definition)
    prepared = importer_of(importer).prepared
    if name in prepared:
        return prepared[name]
    known = [*ImportMapping.objects.filter(importer=importer).values_list("name", flat=True), *prepared]
    sentence = _("There is no mapping of this name. There are: %(names)s.") % {"names": ", ".join(known)}
    raise ImportRefused("mapping_unknown", sentence)


def choose_mapping(actor: Officer, run: ImportRun, mapping: Mapping, name: str, at: dt.datetime) -> None:
    """Puts a mapping on a run, and under a name for the next file of this shape."""
    require_importer(actor)
    run.mapping = mapping.to_json()
    run.save(update_fields=["mapping"])
    if name:
        ImportMapping.objects.update_or_create(
            importer=run.importer,
            name=name,
            defaults={"definition": run.mapping, "updated_at": at},
            create_defaults={"definition": run.mapping, "updated_at": at, "created_by": actor},
        )


def begin(actor: Officer, run: ImportRun, *, dry_run: bool) -> None:
    """Takes the run; one that is under way, or in, is not taken again."""
    require_importer(actor)
    waiting = ImportRun.objects.filter(pk=run.pk).exclude(status__in=[ImportStatus.RUNNING, ImportStatus.DONE])
    if not waiting.update(status=ImportStatus.RUNNING, dry_run=dry_run, refusal=""):
        raise ImportRefused("already_running", _("This import is already running or done."))


def start(actor: Officer, run: ImportRun, *, dry_run: bool) -> None:
    """Hands the run to the worker."""
    from traffic_police.registry import tasks

    with transaction.atomic():
        begin(actor, run, dry_run=dry_run)
        transaction.on_commit(partial(tasks.carry_out_import.delay, run.pk))


def carry_out(run_id: int, at: dt.datetime, clock: Callable[[], dt.datetime] | None = None) -> None:
    """Reads and applies the file; safe to begin anew after a crash, because rows that are in stay as they are."""
    run = ImportRun.objects.select_related("by").get(pk=run_id)
    if run.status != ImportStatus.RUNNING:
        return
    try:
        mapping = Mapping.from_json(run.mapping)
        context = engine.Context(at, run.by, None if run.dry_run else run)
        tally = engine.run(
            file_of(run),
            mapping,
            importer_of(run.importer),
            context,
            dry_run=run.dry_run,
            progress=lambda so_far: _tell(run, so_far),
            clock=clock,
        )
    except ImportRefused as refused:
        _end(run, ImportStatus.REFUSED, at, str(refused))
        return
    except FileNotFoundError:
        _end(run, ImportStatus.REFUSED, at, _("The uploaded file is gone. Upload it once more."))
        return
    except Exception:
        _end(run, ImportStatus.REFUSED, at, _("The import stopped by an error. What is in stays in; start it again."))
        raise
    _tell(run, tally)
    _end(run, ImportStatus.CHECKED if run.dry_run else ImportStatus.DONE, at, "")


def _tell(run: ImportRun, tally: engine.Tally) -> None:
    ImportRun.objects.filter(pk=run.pk).update(
        rows_read=tally.rows,
        inserted=tally.inserted,
        updated=tally.updated,
        unchanged=tally.unchanged,
        refused=tally.refused,
        refused_by_reason=dict(tally.by_reason),
        errors=[error.to_json() for error in tally.errors],
        remarks={code: dict(texts) for code, texts in tally.remarks.items()},
    )


def _end(run: ImportRun, status: ImportStatus, at: dt.datetime, refusal: str) -> None:
    ImportRun.objects.filter(pk=run.pk).update(status=status, finished_at=at, refusal=refusal[:300])
    others = ImportRun.objects.filter(sha256=run.sha256).exclude(pk=run.pk).exclude(status=ImportStatus.DONE)
    if status == ImportStatus.DONE and not others.exists():
        file_of(run).unlink(missing_ok=True)  # it is full of personal data, and it is in
