"""Sessions end: after idle time, after a day's shift, and until an initial password is changed nothing else opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from traffic_police.accounts import rules
from traffic_police.accounts.problems import is_api, problem

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
# A session row is not written on every request.
_TOUCH_EVERY = dt.timedelta(minutes=1)
# Pages that ask the server by themselves send this, so that an unattended screen does not stay signed in by it.
BACKGROUND_HEADER = "X-Background"
_OPEN_BEFORE_CHANGE = frozenset({"change-password", "sign-out", "sign-in"})


class SessionLimits:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now()
            if _is_over(request, now):
                logout(request)
                if not _answers_strangers(request):
                    return _signed_out(request)
            else:
                _touch(request, now)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        if not getattr(request.user, "must_change_password", False) or _is_open_before_change(request):
            return None
        if is_api(request):
            return problem(
                403,
                "must_change_password",
                _("Change your password"),
                _("Change your initial password on the website first; then sign in here again."),
            )
        return _redirect(request, resolve_url("accounts:change-password"))


def _is_over(request: HttpRequest, now: dt.datetime) -> bool:
    signed_in_at = _moment(request, SIGNED_IN_AT, now)
    seen_at = _moment(request, SEEN_AT, now)
    return rules.session_over(signed_in_at, seen_at, now, settings.SESSION_IDLE_LIMIT, settings.SESSION_ABSOLUTE_LIMIT)


def _moment(request: HttpRequest, key: str, default: dt.datetime) -> dt.datetime:
    stored = request.session.get(key)
    return dt.datetime.fromisoformat(stored) if stored else default


def _touch(request: HttpRequest, now: dt.datetime) -> None:
    session = request.session
    session.setdefault(SIGNED_IN_AT, now.isoformat())
    seen = session.setdefault(SEEN_AT, now.isoformat())
    stale = now - dt.datetime.fromisoformat(seen) >= _TOUCH_EVERY
    if stale and BACKGROUND_HEADER not in request.headers:
        session[SEEN_AT] = now.isoformat()


def _answers_strangers(request: HttpRequest) -> bool:
    return request.path == resolve_url("accounts:sign-in") or request.path.startswith("/health/")


def _is_open_before_change(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None or request.path.startswith("/health/"):
        return True
    if match.view_name in {"set_language", "set-language"}:
        return True
    return match.app_name == "accounts" and match.url_name in _OPEN_BEFORE_CHANGE


def _signed_out(request: HttpRequest) -> HttpResponse:
    if is_api(request):
        return problem(401, "session_over", _("Signed out"), _("Your session is over. Sign in again."))
    query = {"over": "1"}
    if request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers:
        query["next"] = request.get_full_path()
    return _redirect(request, f"{resolve_url('accounts:sign-in')}?{urlencode(query)}")


def _redirect(request: HttpRequest, url: str) -> HttpResponse:
    """HTMX swaps what a redirect leads to into the page; it must be told to leave it."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
