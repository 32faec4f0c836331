"""The blocks of national document numbers: how many are left, and loading a new one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from traffic_police.accounts.models import Officer, Role, Unit
from traffic_police.cases import blocks, shapes
from traffic_police.cases.forms import InputsForm
from traffic_police.cases.models import NationalBlock
from traffic_police.cases.pages.access import officer_of
from traffic_police.cases.refusals import InputRefused

FEW = 100  # numbers left, from which a new block should be asked for


def _administrator(request: HttpRequest) -> Officer:
    officer = officer_of(request)
    if not officer.has(Role.ADMINISTRATOR):
        raise PermissionDenied
    return officer


def _row(block: NationalBlock) -> shapes.Row:
    left = block.last - block.next + 1
    state = ("near", _("nearly used up")) if left <= FEW else ("ok", _("in use"))
    state = state if left else ("over", _("used up"))
    return shapes.Row(
        id=str(block.pk),
        label=str(block.first),
        cells=[
            shapes.Cell(dict(blocks.CATEGORIES).get(block.category, block.category)),
            shapes.Cell(str(block.unit)),
            shapes.Cell(str(block.first), str(block.last)),
            shapes.Cell(f"{left:,}", _("next: %(number)s") % {"number": block.next} if left else ""),
            shapes.Cell(mark=state, sub=f"{timezone.localtime(block.loaded_at):%Y-%m-%d} {block.loaded_by.name}"),
        ],
    )


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    _administrator(request)
    rows = NationalBlock.objects.select_related("unit", "loaded_by").order_by("category", "unit__order", "first")[:500]
    listing = shapes.Listing(
        title=_("National document numbers"),
        columns=[
            shapes.Column(_("Kind of document"), "c-no"),
            shapes.Column(_("Unit"), "c-unit"),
            shapes.Column(_("From and to"), "c-what"),
            shapes.Column(_("Numbers left"), "c-stage"),
            shapes.Column(_("State"), "c-next"),
        ],
        rows=[_row(block) for block in rows],
        count=str(len(rows)),
        empty_title=_("No block is loaded"),
        empty_text=_("Without a block, officers type the number of each decision when they file it."),
    )
    primary = {"url": reverse("cases:block-add"), "icon": "upload", "label": _("Load a block")}
    return render(request, "cases/list.html", {"listing": listing, "crumbs": [], "primary": primary})


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    officer = _administrator(request)
    specs = blocks.inputs(list(Unit.objects.filter(active=True)))
    form = InputsForm(specs, data=request.POST if request.method == "POST" else None)
    context = {"form": form, "heading": _("Load a block"), "back": reverse("cases:blocks"),
               "note": _("Only what the platform allotted; numbers are never made up.")}  # fmt: skip
    if request.method != "POST":
        return render(request, "cases/plain_form.html", context)
    try:
        blocks.load(officer, {name: value for name, value in form.raw().items() if value != ""}, at=timezone.now())
    except InputRefused as refused:
        form.show(refused)
        return render(request, "cases/plain_form.html", context, status=422)
    except IntegrityError:
        messages.error(request, _("These numbers were loaded by somebody else just now."))
        return render(request, "cases/plain_form.html", context, status=409)
    messages.success(request, _("The block was loaded."))
    return redirect("cases:blocks")
