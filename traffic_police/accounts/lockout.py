"""After too many wrong passwords: a sentence that says when to try again (django-axes counts and refuses)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from axes.helpers import get_client_ip_address, get_cool_off
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from traffic_police.accounts.problems import is_api, problem


def respond(
    request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Called by axes in place of the refused answer: 429, with Retry-After."""
    again = try_again_at(request, str((credentials or {}).get("username", "")))
    sentence = _("Too many wrong passwords. Try again after %(time)s, or ask an administrator for a new one.") % {
        "time": date_format(timezone.localtime(again), "H:i")
    }
    response: HttpResponse
    if is_api(request):
        response = problem(429, "locked_out", _("Locked for a while"), sentence)
    else:
        response = render(request, "accounts/locked_out.html", {"sentence": sentence}, status=429)
    response["Retry-After"] = str(max(1, int((again - timezone.now()).total_seconds()) + 1))
    return response


def try_again_at(request: HttpRequest, username: str) -> dt.datetime:
    """When the last counted attempt of this name and address is forgotten."""
    attempts = AccessAttempt.objects.filter(username=username, ip_address=get_client_ip_address(request))
    last = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    pause: dt.timedelta = get_cool_off(request) or dt.timedelta(0)
    return (last or timezone.now()) + pause
