"""The two pages that belong to the face itself: the choice of light or dark, and the gallery of components."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from traffic_police.accounts.models import Role
from traffic_police.cases import gallery

YEAR = 365 * 24 * 3600


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep `light` or `dark` in a cookie, or forget it, and go back. The server writes data-theme: nothing flashes."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = redirect(target if safe else "/")
    chosen = request.POST.get("theme")
    if chosen in ("light", "dark"):
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on one page; in development, or for an administrator."""
    has = getattr(request.user, "has", None)
    if not settings.DEBUG and not (has is not None and has(Role.ADMINISTRATOR)):
        raise Http404
    return render(request, "components/gallery.html", gallery.context(timezone.now()))
