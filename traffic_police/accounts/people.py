"""Units and officers, for administrators."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from traffic_police.accounts import forms, queries, services
from traffic_police.accounts.models import Officer, Unit
from traffic_police.accounts.views import actor_of, add_errors

View = Callable[..., HttpResponse]
READ_AND_WRITE = ["GET", "HEAD", "POST"]


def administrators_only(view: View) -> View:
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.require_administrator(actor_of(request))
        return view(request, *args, **kwargs)

    return guarded


def _saved(request: HttpRequest, form: BaseForm, save: Callable[[], object], sentence: str) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        save()
    except ValidationError as error:
        add_errors(form, error)
        return False
    messages.success(request, sentence)
    return True


@administrators_only
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    asked = forms.PeopleFilter(request.GET)
    wanted = asked.cleaned_data if asked.is_valid() else {}
    unit = wanted.get("unit")
    found = queries.people(
        unit=unit.pk if unit else None, words=wanted.get("q", ""), serving=not wanted.get("former", False)
    )
    page = Paginator(found, 100).get_page(request.GET.get("page"))
    today = timezone.localdate()
    rows = [(officer, any(q.covers(today) for q in officer.qualifications.all())) for officer in page]
    context = {"asked": asked, "page": page, "rows": rows, "units": Unit.objects.select_related("parent")}
    return render(request, "accounts/people.html", context)


@administrators_only
@require_http_methods(READ_AND_WRITE)
def add_officer(request: HttpRequest) -> HttpResponse:
    form = forms.NewOfficerForm(request.POST or None)
    actor = actor_of(request)
    if _saved(
        request,
        form,
        lambda: services.create_officer(actor, at=timezone.now(), **form.cleaned_data),
        _("The officer is added and must change the initial password at the first sign-in."),
    ):
        return redirect("accounts:people")
    return render(request, "accounts/person_form.html", {"form": form})


@administrators_only
@require_http_methods(READ_AND_WRITE)
def officer(request: HttpRequest, police_number: str) -> HttpResponse:
    one = get_object_or_404(Officer.objects.select_related("unit"), police_number=police_number)
    form = forms.OfficerForm(request.POST or None, instance=one)
    actor = actor_of(request)
    if _saved(request, form, lambda: services.change_officer(actor, one, **_changes(form)), _("Saved.")):
        return redirect("accounts:people")
    context = {
        "form": form,
        "officer": one,
        "qualifications": one.qualifications.order_by("-valid_to"),
        "history": queries.history(one),
    }
    return render(request, "accounts/person_form.html", context)


def _changes(form: forms.OfficerForm) -> dict[str, Any]:
    return {field: value for field, value in form.cleaned_data.items() if field != "police_number"}


@administrators_only
@require_http_methods(READ_AND_WRITE)
def qualify(request: HttpRequest, police_number: str) -> HttpResponse:
    one = get_object_or_404(Officer, police_number=police_number)
    form = forms.QualificationForm(request.POST or None)
    actor = actor_of(request)
    if _saved(
        request, form, lambda: services.grant_qualification(actor, one, **form.cleaned_data), _("Qualification added.")
    ):
        return redirect("accounts:officer", one.police_number)
    return render(request, "accounts/small_form.html", {"form": form, "officer": one, "heading": _("Qualification")})


@administrators_only
@require_http_methods(READ_AND_WRITE)
def reset_password(request: HttpRequest, police_number: str) -> HttpResponse:
    one = get_object_or_404(Officer, police_number=police_number)
    form = forms.InitialPasswordForm(one, request.POST or None)
    actor = actor_of(request)
    if _saved(
        request,
        form,
        lambda: services.reset_password(actor, one, form.cleaned_data["password"], timezone.now()),
        _("The password is reset; it must be changed at the next sign-in."),
    ):
        return redirect("accounts:officer", one.police_number)
    return render(request, "accounts/small_form.html", {"form": form, "officer": one, "heading": _("New password")})


@administrators_only
@require_http_methods(READ_AND_WRITE)
def unit(request: HttpRequest, code: str = "") -> HttpResponse:
    one = get_object_or_404(Unit, code=code) if code else None
    form = forms.UnitForm(request.POST or None, instance=one)
    actor = actor_of(request)
    if _saved(request, form, lambda: services.save_unit(actor, form.instance), _("Saved.")):
        return redirect("accounts:people")
    return render(request, "accounts/small_form.html", {"form": form, "heading": _("Unit")})
