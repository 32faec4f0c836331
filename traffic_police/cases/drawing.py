"""The rows of a list as HTML, written in Python: there an include for every cell took three times as long.

Same marks as the components draw.
"""

from __future__ import annotations

from itertools import zip_longest

from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from traffic_police.cases import shapes
from traffic_police.cases.ruler import Ruler
from traffic_police.cases.templatetags.face import epoch, law, mark, marked, plate


def ruler_cells(ruler: Ruler, css: str = "") -> SafeString:
    """The bar of a deadline: a box for each counted unit, filled as far as it ran, dashed where it is not counted."""
    if not ruler.cells:
        return SafeString(f'<span class="cells {css}"></span>')
    parts = [
        f'<svg class="cells {css}" viewBox="{ruler.view_box}" preserveAspectRatio="none" aria-hidden="true"'
        f"{_running(ruler)}>"
    ]
    for cell in ruler.cells:
        if not cell.counted:
            parts.append(f'<path class="x" d="M{cell.x} 5h{cell.width}"/>')
            continue
        parts.append(f'<rect class="u" x="{cell.x}" width="{cell.width}" height="10"/>')
        if cell.filled:
            parts.append(f'<rect class="r" x="{cell.x}" width="{cell.filled}" height="10"/>')
    if ruler.now_x is not None:
        parts.append(f'<path class="now" d="M{ruler.now_x} -3v16"/>')
    parts.append("</svg>")
    return SafeString("".join(parts))


def _running(ruler: Ruler) -> str:
    if not ruler.running:
        return ""
    moments = {"begin": ruler.begin, "end": ruler.end, "due": ruler.due, "near": ruler.near_from}
    kept = "".join(f' data-{name}="{epoch(moment)}"' for name, moment in moments.items())
    return f'{kept} data-ticks="1"' if ruler.ticks else kept


def cell_html(cell: shapes.Cell) -> str:
    """What stands in one cell."""
    parts: list[str] = []
    if cell.mark:
        parts.append(f"{marked(cell.mark)} ")
    if cell.plate:
        parts.append(f"{plate(cell.plate)} ")
    if cell.ruler:
        parts.append(ruler_cells(cell.ruler, "thin"))
    if cell.law:
        parts.append(law(cell.law))
    text = conditional_escape(cell.text)
    parts.append(f'<a href="{escape(cell.url)}">{text}</a>' if cell.url else text)
    parts += (f'<a class="btn plain mini" href="{escape(act.url)}">{escape(act.label)}</a>' for act in cell.acts)
    if cell.sub:
        parts.append(f"<small>{conditional_escape(cell.sub)}</small>")
    return "".join(parts)


def rows_html(listing: shapes.Listing) -> SafeString:
    """The body of the table: group heads and rows."""
    classes = [f"{column.css}{' num' if column.num else ''}" for column in listing.columns]
    parts: list[str] = []
    for row in listing.rows:
        if row.group:
            parts.append(_group(row.group, listing.width))
        parts.append(f'\n      <tr role="row" class="{escape(row.state)}" data-row="{escape(row.id)}">')
        if listing.bulk:
            parts.append(_pick(row))
        parts += (
            f'<td role="cell" class="{css}">{cell_html(cell) if cell else ""}</td>'
            for css, cell in zip_longest(classes, row.cells[: len(classes)])
        )
        parts.append("</tr>")
    return SafeString("".join(parts))


def _pick(row: shapes.Row) -> str:
    label = escape(_("Select %(name)s") % {"name": row.label})
    return (
        f'<td role="cell" class="c-pick"><input type="checkbox" name="ids" value="{escape(row.id)}" form="bulk"'
        f' data-pick aria-label="{label}"></td>'
    )


def _group(group: shapes.Group, width: int) -> str:
    count = escape(group.count)
    if group.count and group.url:
        count = f'<a href="{escape(group.url)}">{count}</a>'  # type: ignore[assignment]
    after = f" {count}" if group.count else ""
    return (
        f'\n      <tr role="row" class="group"><th role="rowheader" colspan="{width}" scope="rowgroup">'
        f"{mark(group.state, group.word)}{after}</th></tr>"
    )


def count_html(count: shapes.Count) -> SafeString:
    """A number of the matrix as a link, and how many of them are late or near."""
    if not count.total:
        return SafeString('<span class="quiet">—</span>')
    parts = [f'<a href="{escape(count.url)}">{localize(count.total)}</a>']
    for state, number, word in (("over", count.over, _("overdue")), ("near", count.near, _("due soon"))):
        if number:
            parts.append(f'<span class="mark {state}">{localize(number)}<span class="sr"> {word}</span></span>')
    return SafeString("".join(parts))
