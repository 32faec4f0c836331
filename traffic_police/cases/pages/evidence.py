"""Add evidence to a case from its page: several files at once, each judged by itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from traffic_police.accounts.models import Officer
from traffic_police.cases.evidencing import add_evidence
from traffic_police.cases.models import Case, Evidence
from traffic_police.cases.pages.access import officer_of
from traffic_police.cases.queries import case_for
from traffic_police.cases.refusals import CaseError

MOST = 20


class EvidenceForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind of evidence"), choices=Evidence.Kind)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=100, required=False)


def store_all(officer: Officer, case: Case, files: list[UploadedFile[Any]], *, kind: str, title: str = "") -> list[str]:
    """Store each file; returns the sentences of those that were refused."""
    refused = (
        [_("At most %(count)s files at once; the others were left out.") % {"count": MOST}] if len(files) > MOST else []
    )
    for file in files[:MOST]:
        try:
            add_evidence(officer, case, file, kind=kind, title=title, at=timezone.now())
        except CaseError as error:
            refused.append(f"{(file.name or '')[:60]}: {error.sentence}")
    return refused


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, number: str) -> HttpResponse:
    officer = officer_of(request)
    case = case_for(officer, number)
    form = EvidenceForm(request.POST or None, initial={"kind": Evidence.Kind.AUDIOVISUAL})
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        files = request.FILES.getlist("files")
        if not files:
            problems = [_("Choose at least one file.")]
        else:
            problems = store_all(officer, case, files, kind=form.cleaned_data["kind"], title=form.cleaned_data["title"])
        if not problems:
            messages.success(request, _("Stored: %(count)s files.") % {"count": len(files)})
            return redirect("cases:case", number=case.number)
    context = {"case": case, "form": form, "problems": problems}
    return render(request, "cases/evidence_add.html", context, status=422 if problems or form.errors else 200)
