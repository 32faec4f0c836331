"""Read the process environment: typed, and refusing with a sentence what cannot be understood."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


class EnvironmentRefused(ValueError):
    """A variable holds something that cannot be meant; the sentence says which and what to write."""


def text(name: str, default: str = "") -> str:
    """The value of NAME, or the content of the file that NAME_FILE points at."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    raw = text(name).strip().lower()
    if raw == "":
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise EnvironmentRefused(f"{name} is {raw!r}; write 1 or 0.")


def whole(name: str, default: int) -> int:
    raw = text(name).strip()
    try:
        return int(raw) if raw else default
    except ValueError as error:
        raise EnvironmentRefused(f"{name} is {raw!r}; write a whole number.") from error


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """A Django DATABASES entry from postgresql://user:password@host:port/name?host=/socket/folder."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise EnvironmentRefused(
            f"DATABASE_URL starts with {parts.scheme!r}; write postgresql://user:password@host/name."
        )
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = options.pop("host", "") or (parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "OPTIONS": options,
    }


def redis_for_cache(url: str) -> str:
    """The URL as redis-py wants it: redis://host:port/0 or unix:///path?db=0."""
    scheme = urlsplit(url).scheme
    if scheme not in {"redis", "rediss", "unix"}:
        raise EnvironmentRefused(f"REDIS_URL starts with {scheme!r}; write redis://host:6379/0 or unix:///path?db=0.")
    return url


def redis_for_celery(url: str) -> str:
    """The same server as Celery wants it: unix:// becomes redis+socket:// with virtual_host."""
    parts = urlsplit(redis_for_cache(url))
    if parts.scheme != "unix":
        return url
    number = parse_qs(parts.query).get("db", ["0"])[-1]
    return f"redis+socket://{parts.path}?virtual_host={number}"
