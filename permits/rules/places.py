"""Where a rule holds: stretches of roads with their limits, areas with boundary roads that belong to them or do not.

A place is a road (with a junction, where known), a point, or both. Where a stretch has limits and the place says only
the road, nothing is guessed: the answer is unknown.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from permits.rules.logic import Known

Point = tuple[float, float]  # longitude, latitude
METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Place:
    """A road by name, a junction on it, a point; `area` where the caller knows the named area."""

    road: str = ""
    cross: str = ""
    point: Point | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A road, whole or between limits. `junctions`, in order, are those of the stretch with both its ends."""

    road: str
    limits: str = ""
    junctions: tuple[str, ...] = ()
    line: tuple[Point, ...] = ()
    metres: float = 25.0  # how far from the line a point still counts as on the road

    @property
    def name(self) -> str:
        return f"{self.road}({self.limits})" if self.limits else self.road

    def holds(self, place: Place) -> Known:
        if place.road:
            return self._by_name(place)
        if place.point is not None and self.line:
            return near(place.point, self.line, self.metres)
        return False

    def _by_name(self, place: Place) -> Known:
        if place.road == self.name:
            return True
        if place.road != self.road:
            return False
        if not self.limits:
            return True
        if place.cross and self.junctions:
            return place.cross in self.junctions
        if place.point is not None and self.line:
            return near(place.point, self.line, self.metres)
        return None


@dataclass(frozen=True, slots=True)
class Edge:
    """A road that bounds an area; whether the road itself belongs to it differs from road to road."""

    road: str
    included: bool | None  # None: the announcement does not say
    side: str = ""  # on which side of the road the area lies


@dataclass(frozen=True, slots=True)
class Area:
    """A named area: its boundary roads, the roads known to lie inside, and a polygon where it has been drawn."""

    name: str
    edges: tuple[Edge, ...] = ()
    inside: tuple[str, ...] = ()
    polygon: tuple[Point, ...] = ()

    def holds(self, place: Place) -> Known:
        if place.road:
            for edge in self.edges:
                if edge.road == place.road:
                    return edge.included
            if place.road in self.inside:
                return True
        if place.area:
            return place.area == self.name
        if place.point is not None and self.polygon:
            return contains(self.polygon, place.point)
        return False


def contains(polygon: tuple[Point, ...], point: Point) -> bool:
    """Even-odd rule; a point on the edge counts as inside."""
    x, y = point
    inside = False
    x1, y1 = polygon[-1]
    for x2, y2 in polygon:
        cross = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        if cross == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return True
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
        x1, y1 = x2, y2
    return inside


def near(point: Point, line: tuple[Point, ...], metres: float) -> bool:
    """Whether a point lies within METRES of a line, on a plane fitted to its latitude."""
    scale = math.cos(math.radians(point[1]))
    flat = [((x - point[0]) * scale * METRES_PER_DEGREE, (y - point[1]) * METRES_PER_DEGREE) for x, y in line]
    if len(flat) == 1:
        return math.hypot(*flat[0]) <= metres
    return any(_distance(start, end) <= metres for start, end in itertools.pairwise(flat))


def _distance(start: Point, end: Point) -> float:
    """From the origin to a segment."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    share = 0.0 if length == 0 else max(0.0, min(1.0, -(start[0] * dx + start[1] * dy) / length))
    return math.hypot(start[0] + share * dx, start[1] + share * dy)
