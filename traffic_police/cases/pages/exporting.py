"""The list as a spreadsheet: exactly the filter of the address, personal data masked."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from traffic_police.cases.filters import parse
from traffic_police.cases.kinds import kind_of
from traffic_police.cases.models import Case
from traffic_police.cases.pages.access import officer_of
from traffic_police.cases.queries import filtered, listed
from traffic_police.cases.refusals import InputRefused
from traffic_police.registry.export import csv_lines
from traffic_police.registry.rules.masks import mask_name

MOST = 50_000
CHUNK = 2_000


def _cells(case: Case) -> list[object]:
    subjects = list(case.subjects.all())
    kind = kind_of(case.kind)
    return [
        case.number, str(kind.label), str(kind.status(case.status).label), str(case.get_stage_display()), case.title,
        "、".join(row.plate for row in subjects if row.plate),
        "、".join(mask_name(row.name) for row in subjects if row.name and not row.plate),
        case.occurred_at, case.place, str(case.unit), case.lead.name if case.lead else "", case.opened_at, case.due_at,
        case.closed_at,
    ]  # fmt: skip


def _header() -> list[object]:
    return [_("Case number"), _("Kind"), _("Status"), _("Stage"), _("Matter"), _("Plate"), _("Person"), _("Occurred"),
            _("Place"), _("Unit"), _("Lead officer"), _("Opened"), _("Due"), _("Closed")]  # fmt: skip


@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """CSV, streamed; at most 50,000 rows, newest first."""
    officer, at = officer_of(request), timezone.now()
    try:
        wanted = parse(request.GET.dict(), others=("cursor", "view"))
    except InputRefused as refused:
        return HttpResponse(refused.sentence, status=422, content_type="text/plain; charset=utf-8")
    cases = listed(filtered(officer, wanted, at=at)).order_by("-opened_at", "-pk")[:MOST]

    def rows() -> Iterator[list[object]]:
        for case in cases.iterator(chunk_size=CHUNK):
            yield _cells(case)

    response = StreamingHttpResponse(csv_lines(_header(), rows()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="cases-{timezone.localtime(at):%Y%m%d-%H%M}.csv"'
    return response
