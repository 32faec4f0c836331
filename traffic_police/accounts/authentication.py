"""How the API knows who asks. Apart from api.py: the framework imports this while it is being imported itself."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from traffic_police.accounts import services
from traffic_police.accounts.models import ApiToken, Officer

_TOUCH_EVERY = dt.timedelta(minutes=1)
_LONGEST_HEADER = 200


class ExpiringTokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Token …`; only digests are stored, tokens expire and can be revoked."""

    keyword = "Token"

    def authenticate_header(self, request: Request) -> str:
        return self.keyword

    def authenticate(self, request: Request) -> tuple[Officer, ApiToken] | None:
        header = request.headers.get("Authorization", "")
        keyword, _space, secret = header.partition(" ")
        if keyword.lower() != self.keyword.lower():
            return None
        secret = secret.strip()
        if not secret or " " in secret or len(header) > _LONGEST_HEADER:
            raise exceptions.AuthenticationFailed(_("Write the header as: Authorization: Token <your token>."))
        return self._officer_of(secret, timezone.now())

    def _officer_of(self, secret: str, now: dt.datetime) -> tuple[Officer, ApiToken]:
        token = ApiToken.objects.select_related("officer__unit").filter(digest=services.digest(secret)).first()
        if token is None or token.revoked_at is not None or not token.officer.is_active:
            raise exceptions.AuthenticationFailed(_("This token is not known or was revoked. Ask for a new one."))
        if token.expires_at <= now:
            raise exceptions.AuthenticationFailed(_("This token has expired. Ask for a new one."))
        refuse_initial_password(token.officer)
        unused = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - _TOUCH_EVERY)
        ApiToken.objects.filter(unused, pk=token.pk).update(last_used_at=now)
        return token.officer, token


def refuse_initial_password(officer: Officer) -> None:
    if officer.must_change_password:
        raise exceptions.PermissionDenied(
            _("Change your initial password on the website first; then sign in here again."),
            code="must_change_password",
        )
