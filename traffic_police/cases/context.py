"""What every page's shell needs: the places a role may go, the clock, the number of alerts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from traffic_police.accounts.models import Officer


@dataclass(frozen=True)
class Place:
    """A page of the rail. Apps register theirs; a place whose roles an officer does not hold is absent."""

    route: str
    icon: str
    label: Any
    group: Any = ""
    roles: frozenset[str] = frozenset()
    order: int = 50
    on_phone: bool = False
    count: Callable[[Officer], int] | None = None
    prefix: str = ""  # the place is current for every path below


@dataclass(frozen=True)
class PlaceLink:
    url: str
    icon: str
    label: Any
    group: Any
    count: int | None
    current: bool


@dataclass(frozen=True)
class Shell:
    places: list[PlaceLink] = field(default_factory=list)
    bottom: list[PlaceLink] = field(default_factory=list)
    now: dt.datetime | None = None
    alerts: int = 0
    brigade: dict[str, str] = field(default_factory=dict)
    theme: str = ""


_places: list[Place] = []
_alerts: list[Callable[[Officer], int]] = []


def register_place(place: Place) -> None:
    if place.route not in {known.route for known in _places}:
        _places.append(place)
        _places.sort(key=lambda known: known.order)


def register_alerts(count: Callable[[Officer], int]) -> None:
    _alerts.append(count)


def _link(place: Place, officer: Officer, path: str) -> PlaceLink:
    url = reverse(place.route)
    current = path == url or bool(place.prefix and path.startswith(place.prefix))
    return PlaceLink(url, place.icon, place.label, place.group, place.count(officer) if place.count else None, current)


def _build(request: HttpRequest) -> Shell:
    theme = request.COOKIES.get("theme", "")
    theme = theme if theme in {"light", "dark"} else ""
    officer = getattr(request, "user", None)  # an unknown Host is refused before anybody is known
    if not isinstance(officer, Officer):
        return Shell(now=timezone.now(), brigade=settings.BRIGADE, theme=theme)
    mine = [place for place in _places if not place.roles or officer.has(*place.roles)]
    links = [_link(place, officer, request.path) for place in mine]
    bottom = [link for link, place in zip(links, mine, strict=True) if place.on_phone]
    alerts = sum(count(officer) for count in _alerts)
    return Shell(links, bottom[:5], timezone.now(), alerts, settings.BRIGADE, theme)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`, built when a template first asks for it."""
    return {"shell": SimpleLazyObject(lambda: _build(request))}
