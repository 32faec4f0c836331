"""The signed-in officer, typed. Django's LoginRequiredMiddleware has refused everybody else before a view runs."""

from __future__ import annotations

from django.http import HttpRequest

from traffic_police.accounts.models import Officer


def officer_of(request: HttpRequest) -> Officer:
    assert isinstance(request.user, Officer)
    return request.user
