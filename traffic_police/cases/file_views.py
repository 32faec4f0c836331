"""Pages of files: evidence, documents, the public check of a document, a job's progress."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from traffic_police.accounts.models import Officer
from traffic_police.cases import documenting, evidencing, jobs
from traffic_police.cases.evidence_types import INLINE
from traffic_police.cases.files import OWN_PDF, stored_file


def _officer(request: HttpRequest) -> Officer:
    return cast("Officer", request.user)


@require_safe
@login_required
def evidence_file(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """The original, untouched. Looking and taking are both written into the chain of custody."""
    row = evidencing.evidence_for(_officer(request), evidence_id)
    taken = request.GET.get("download") == "1"
    path = evidencing.original(row)
    if not path.is_file():
        raise Http404
    evidencing.record(row, _officer(request), "downloaded" if taken else "viewed", timezone.now())
    inline = not taken and row.content_type in INLINE
    return stored_file(path, row.content_type, row.original_name, inline=inline)


@require_safe
@login_required
def evidence_thumbnail(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    row = evidencing.evidence_for(_officer(request), evidence_id)
    path = evidencing.small_picture(row)
    if path is None:
        raise Http404
    return stored_file(path, "image/jpeg", f"{row.pk}.jpg", inline=True)


@require_safe
@login_required
def document_pdf(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """The PDF; made now when the worker has not made it yet."""
    row = documenting.document_for(_officer(request), document_id)
    path = documenting.ensure_pdf(row.pk)
    name = f"{row.title}{row.national_number or row.number}.pdf"
    return stored_file(path, "application/pdf", name, inline=request.GET.get("download") != "1", policy=OWN_PDF)


@login_not_required
@require_safe
def verify_document(request: HttpRequest, code: str) -> HttpResponse:
    """Anybody may ask whether a document is genuine; the answer says nothing that is not printed on it."""
    found = documenting.verified(code)
    response = render(request, "cases/verify.html", {"found": found, "asked": code[:32]}, status=200 if found else 404)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@login_required
def job_progress(request: HttpRequest, job_id: int) -> HttpResponse:
    """A job's page; HTMX asks for the panel alone."""
    job = jobs.job_for(_officer(request), job_id)
    view = jobs.job_view(job, reverse("cases:job", args=[job.pk]))
    template = "components/job.html" if request.headers.get("HX-Request") else "cases/job.html"
    return render(request, template, {"job": view, "title": view.title or _("Progress")})
