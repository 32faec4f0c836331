"""System checks that refuse insecure defaults wherever the launcher does not run its own servers."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from traffic_police import env

INSECURE_KEY = "insecure-development-key"
SHORTEST_KEY = 50


@register(Tags.security)
def production_settings(**_kwargs: Any) -> list[CheckMessage]:
    """traffic_police.E001 to E006; silent where the launcher set everything itself."""
    if settings.EMBEDDED:
        return list(_media())
    return [*_secrets(), *_servers(), *_hosts(), *_media()]


def _secrets() -> Iterator[CheckMessage]:
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:  # it is empty
        key = ""
    if key == INSECURE_KEY or len(key) < SHORTEST_KEY:
        yield Error(
            "SECRET_KEY is the default or too short.",
            hint="Set SECRET_KEY, or SECRET_KEY_FILE, to at least 50 random characters: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'.",
            id="traffic_police.E001",
        )
    if settings.DEBUG:
        yield Error("DEBUG is on.", hint="Unset DJANGO_DEBUG.", id="traffic_police.E002")


def _servers() -> Iterator[CheckMessage]:
    if not env.text("DATABASE_URL"):
        yield Error(
            "DATABASE_URL is not set.",
            hint="Set it to postgresql://user:password@host/name, PostgreSQL 15 or newer.",
            id="traffic_police.E003",
        )
    if not env.text("REDIS_URL"):
        yield Error(
            "REDIS_URL is not set.", hint="Set it to redis://host:6379/0, Redis 7 or Valkey.", id="traffic_police.E004"
        )


def _hosts() -> Iterator[CheckMessage]:
    if not env.words("ALLOWED_HOSTS") or "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS is not set, or allows every name.",
            hint="Set ALLOWED_HOSTS to the names under which browsers reach the pages, with commas between them.",
            id="traffic_police.E005",
        )


def _media() -> Iterator[CheckMessage]:
    """Evidence and documents are personal data: only the application may hand them out."""
    media = Path(settings.MEDIA_ROOT)
    served = [Path(settings.STATIC_ROOT), *(Path(folder) for folder in settings.STATICFILES_DIRS)]
    exposed = any(media.is_relative_to(folder) or folder.is_relative_to(media) for folder in served)
    listed = not settings.EMBEDDED and media.exists() and media.stat().st_mode & stat.S_IRWXO
    if exposed or listed:
        yield Error(
            f"Uploaded files in {media} can be read by others.",
            hint="Keep them outside the static files and take other users' rights away: chmod o= that folder.",
            id="traffic_police.E006",
        )
