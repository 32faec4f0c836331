"""The shapes that the components in templates/components take: plain values, no queries behind them.

Views fill them; the templates never reach into models. Everything has a default except what must be shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from traffic_police.cases.ruler import Ruler


@dataclass(frozen=True)
class Plate:
    """A plate as on the road: number and two-digit kind (号牌种类), with the page of the subject."""

    number: str
    kind: str = "02"
    url: str = ""


@dataclass(frozen=True)
class Act:
    """One act of the transition table for this actor and case. `reason` says why not, or what follows."""

    label: str
    allowed: bool = True
    reason: str = ""
    law: str = ""
    law_url: str = ""
    url: str = ""
    primary: bool = False
    method: str = "get"  # "post": a button that posts, with the expected version
    confirm: str = ""  # the sentence asked before it is done
    icon: str = ""


@dataclass(frozen=True)
class Part:
    """A piece of a sentence: plain, bold, a link or a plate."""

    text: str = ""
    bold: bool = False
    url: str = ""
    plate: Plate | None = None


@dataclass(frozen=True)
class Entry:
    """One event as a sentence. `key` marks a turn of the case, `coming` what is next."""

    at: dt.datetime | None
    parts: Sequence[Part]
    key: bool = False
    coming: bool = False
    quote: str = ""
    note: str = ""
    law: str = ""


@dataclass(frozen=True)
class Day:
    date: dt.date
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Stage:
    label: str
    state: str = ""  # was | now | ""


@dataclass(frozen=True)
class Section:
    """A numbered section (一、二、三) of a case: its template is rendered with `context` on top of the page's.

    For example `Section("证据", "components/thumbs.html", {"thumbs": [...]})`."""

    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    mark: tuple[str, str] | None = None  # state, word
    action: tuple[str, str] | None = None  # label, url
    flush: bool = False  # the template brings its own padding (tables)


@dataclass(frozen=True)
class Pair:
    """A key and its value; `mark` is (state, word), `action` (label, url)."""

    label: str
    value: Any = ""
    url: str = ""
    mark: tuple[str, str] | None = None
    action: tuple[str, str] | None = None
    plate: Plate | None = None
    wide: bool = False


@dataclass(frozen=True)
class Thumb:
    label: str
    note: str = ""
    url: str = ""
    src: str = ""
    hash: str = ""


@dataclass(frozen=True)
class DocumentRow:
    title: str
    number: str = ""
    state: str = "none"
    word: str = ""
    at: str = ""
    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class Compare:
    """A comparison beneath a figure: 同比 +3.2%."""

    label: str
    value: str


@dataclass(frozen=True)
class Figure:
    label: str
    value: str
    unit: str = ""
    url: str = ""
    compare: Sequence[Compare] = ()
    mark: tuple[str, str] | None = None


# ── The list ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Column:
    """`css` places the cell when a row becomes a card: c-due c-bar c-no c-what c-plate c-stage c-unit c-next c-do."""

    label: str
    css: str = ""
    sort_url: str = ""
    sorted: str = ""  # ascending | descending
    num: bool = False
    hidden: bool = False  # label for readers only


@dataclass(frozen=True)
class RowAct:
    label: str
    url: str
    post: bool = False


@dataclass(frozen=True)
class Cell:
    """Two lines at most: the first carries plate, mark, ruler or text (a link with `url`); `sub` is the grey one."""

    text: Any = ""
    sub: Any = ""
    url: str = ""
    plate: Plate | None = None
    mark: tuple[str, str] | None = None
    ruler: Ruler | None = None
    law: str = ""
    acts: Sequence[RowAct] = ()


@dataclass(frozen=True)
class Group:
    """A head between rows: 已逾期 6 件."""

    state: str
    word: str
    count: str = ""
    url: str = ""


@dataclass(frozen=True)
class Row:
    id: str
    label: str
    cells: Sequence[Cell]
    url: str = ""
    state: str = ""
    group: Group | None = None  # set on the first row of a group


@dataclass(frozen=True)
class Chip:
    """A filter that is applied; `remove_url` is the same list without it."""

    label: str
    remove_url: str


@dataclass(frozen=True)
class AddFilter:
    """A filter that can be added: a disclosure with a small GET form of choices or an input named `name`."""

    label: str
    name: str
    choices: Sequence[tuple[str, str]] = ()
    input_type: str = "text"


@dataclass(frozen=True)
class SavedView:
    label: str
    url: str
    count: str = ""
    current: bool = False


@dataclass(frozen=True)
class BulkAct:
    label: str
    name: str
    allowed: bool = True
    reason: str = ""
    confirm: str = ""


@dataclass(frozen=True)
class Bulk:
    """Posts `ids` (or all=1 with the list's query string) and `act` to `url`."""

    url: str
    acts: Sequence[BulkAct]
    all_matching: str = ""  # "214": how many match; empty hides the offer


@dataclass(frozen=True)
class Listing:
    """Everything components/listing.html needs. `count` is text, ready to show ("1000+" where capped)."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    count: str = ""
    count_capped: bool = False
    chips: Sequence[Chip] = ()
    adds: Sequence[AddFilter] = ()
    views: Sequence[SavedView] = ()
    save_view_url: str = ""
    previous: str = ""
    next: str = ""
    bulk: Bulk | None = None
    export_url: str = ""
    keep: Mapping[str, str] = field(default_factory=dict)  # the list's state, carried by the add-filter forms
    empty_title: str = ""
    empty_text: str = ""
    empty_action: tuple[str, str] | None = None

    @property
    def width(self) -> int:
        return len(self.columns) + (1 if self.bulk else 0)


@dataclass(frozen=True)
class Job:
    """A running job. `state` is queued, running, done or failed; the panel polls `poll_url` until it ends."""

    title: str
    state: str
    poll_url: str = ""
    done: int = 0
    total: int = 0
    lines: Sequence[str] = ()
    error: str = ""
    result_url: str = ""
    result_label: str = ""

    @property
    def ended(self) -> bool:
        return self.state in ("done", "failed")

    @property
    def percent(self) -> int:
        return min(100 * self.done // self.total, 100) if self.total else 0


# ── The board ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Count:
    """A cell of the matrix: open cases, of them overdue and near; the number filters the list."""

    total: int
    over: int = 0
    near: int = 0
    url: str = ""
    current: bool = False


@dataclass(frozen=True)
class MatrixRow:
    label: str
    counts: Sequence[Count]


@dataclass(frozen=True)
class Matrix:
    """Stages by units; the last count of a row and the foot are sums. `heads` are (unit, place)."""

    caption: str
    corner: str
    heads: Sequence[tuple[str, str]]
    rows: Sequence[MatrixRow]
    foot: MatrixRow


@dataclass(frozen=True)
class Todo:
    """A line of my work: what, whose plate, the next step, and the ruler that presses most."""

    what: str
    url: str
    note: str = ""
    plate: Plate | None = None
    ruler: Ruler | None = None
