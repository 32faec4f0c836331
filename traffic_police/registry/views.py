"""Import pages: upload, mapping with preview, dry run, run with progress."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from traffic_police.accounts.models import Officer
from traffic_police.registry.export import csv_lines
from traffic_police.registry.forms import MappingForm, UploadForm
from traffic_police.registry.importing import engine, runs
from traffic_police.registry.importing.mapping import Mapping
from traffic_police.registry.importing.reading import open_sheet
from traffic_police.registry.importing.refusals import ImportRefused
from traffic_police.registry.models import ImportRun, ImportStatus

View = Callable[..., HttpResponseBase]


def importers_only(view: View) -> View:
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        runs.require_importer(_actor(request))
        return view(request, *args, **kwargs)

    return guarded


def _actor(request: HttpRequest) -> Officer:
    return cast("Officer", request.user)


@importers_only
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Upload, and what was imported before."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = runs.receive(
                _actor(request), form.cleaned_data["importer"], file.name or "", file.chunks(), timezone.now()
            )
        except ImportRefused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("registry:import", run.pk)
    page = Paginator(ImportRun.objects.select_related("by"), 50).get_page(request.GET.get("page"))
    labels = {name: importer.label for name, importer in engine.importers().items()}
    rows = [(run, labels.get(run.importer, run.importer)) for run in page]
    return render(request, "registry/imports.html", {"form": form, "rows": rows, "page": page})


@importers_only
@require_http_methods(["GET", "HEAD", "POST"])
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """One upload: mapping and preview while it waits, progress while it runs, counts and errors after."""
    run = get_object_or_404(ImportRun.objects.select_related("by"), pk=pk)
    if "HX-Request" in request.headers:
        return render(request, "registry/import_progress.html", _result(run))
    if run.status in {ImportStatus.RUNNING, ImportStatus.DONE} or not runs.file_of(run).exists():
        return render(request, "registry/import.html", _result(run))
    return _map(request, run)


def _map(request: HttpRequest, run: ImportRun) -> HttpResponse:
    importer = runs.importer_of(run.importer)
    path = runs.file_of(run)
    mapping = Mapping.from_json(run.mapping)
    unknown = {subject: _unexplained(run, subject) for subject in importer.by_hand}
    form = MappingForm(open_sheet(path).header, importer, mapping, request.POST or None, unknown=unknown)
    if request.method == "POST" and form.is_valid():
        mapping = form.mapping()
        runs.choose_mapping(_actor(request), run, mapping, form.cleaned_data["save_as"], timezone.now())
        begin = request.POST.get("begin", "")
        if begin in {"check", "import"} and _began(request, run, form, dry_run=begin == "check"):
            return redirect("registry:import", run.pk)
    context = {**_result(run), "form": form, "preview": _preview(path, mapping, importer), "targets": importer.fields}
    return render(request, "registry/import.html", context)


def _unexplained(run: ImportRun, subject: str) -> list[str]:
    """Texts that the last check did not know, the most frequent first."""
    counts = run.remarks.get(f"{subject}_unknown", {})
    known = Mapping.from_json(run.mapping).values.get(subject, {})
    return [text for text in sorted(counts, key=lambda one: -counts[one]) if text and text not in known][:100]


def _noted(run: ImportRun, importer: engine.Importer | None) -> list[tuple[str, int, str]]:
    """What was noted without refusing: in words, how many rows, the most frequent texts."""
    labels = importer.remark_labels if importer else {}
    found = []
    for code, texts in sorted(run.remarks.items()):
        most = sorted((text for text in texts if text), key=lambda one: -texts[one])[:10]
        shown = "；".join(f"{text} ({texts[text]})" for text in most)
        found.append((str(labels.get(code, code)), sum(texts.values()), shown))
    return found


def _began(request: HttpRequest, run: ImportRun, form: MappingForm, *, dry_run: bool) -> bool:
    try:
        runs.start(_actor(request), run, dry_run=dry_run)
    except ImportRefused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _preview(path: Path, mapping: Mapping, importer: engine.Importer) -> dict[str, Any]:
    """Only mapped fields make columns; a mapping that does not fit yet has no preview."""
    shown = [target for target in importer.fields if target.name in mapping.sources]
    try:
        rows = engine.preview(path, mapping, importer)
    except ImportRefused as refused:
        return {"refusal": str(refused)}
    lines = [(one.row.number, [one.values.get(target.name, "") for target in shown], one.errors) for one in rows]
    return {"heads": [target.label for target in shown], "lines": lines}


def _result(run: ImportRun) -> dict[str, Any]:
    importer = engine.importers().get(run.importer)
    return {
        "run": run,
        "label": importer.label if importer else run.importer,
        "running": run.status == ImportStatus.RUNNING,
        "reasons": sorted(run.refused_by_reason.items(), key=lambda pair: -pair[1]),
        "errors": run.errors[:100],
        "noted": _noted(run, importer),
    }


@importers_only
@require_safe
def import_errors(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The kept errors as a table, to be mended at their source."""
    run = get_object_or_404(ImportRun, pk=pk)
    rows = ([error["row"], error["column"], error["code"], error["sentence"]] for error in run.errors)
    answer = StreamingHttpResponse(csv_lines(["row", "column", "code", "sentence"], rows), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="import-{run.pk}-errors.csv"'
    return answer
