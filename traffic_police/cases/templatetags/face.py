"""Tags that draw the components in templates/components. Each template says at its top what it takes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template import Context
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from traffic_police.cases import ruler as rulers
from traffic_police.cases.shapes import Plate

register = template.Library()

# 号牌种类 (GA/T 16.7): the colour on the road. What is not named here is blue.
PLATE_COLOURS: Mapping[str, str] = {
    "01": "yellow",
    "07": "yellow",
    "13": "yellow",
    "15": "yellow",
    "16": "yellow",
    "17": "yellow",
    "51": "truck-green",
    "52": "green",
    "14": "green",
    "03": "black",
    "04": "black",
    "05": "black",
    "06": "black",
    "09": "black",
    "10": "black",
    "11": "black",
    "12": "black",
    "26": "black",
    "27": "black",
    "22": "white",
    "23": "white",
    "24": "white",
    "31": "white",
    "32": "white",
}

NUMERALS = "一二三四五六七八九十"


@register.simple_tag
def page_lang() -> str:
    """The value of `lang`: the region decides which Chinese glyphs are drawn."""
    return "zh-CN" if (get_language() or "zh").startswith("zh") else "en"


@register.simple_tag(takes_context=True)
def chosen_theme(context: Context) -> str:
    """`light`, `dark`, or empty for what the device says; from shell.theme, else from the cookie."""
    request = context.get("request")
    shell = context.get("shell") or {}
    theme = shell.get("theme") if isinstance(shell, Mapping) else getattr(shell, "theme", None)
    theme = theme or (request.COOKIES.get("theme") if request is not None else "")
    return theme if theme in ("light", "dark") else ""


@register.simple_tag(takes_context=True)
def theme_attr(context: Context) -> SafeString:
    """The attribute is written by the server, so that nothing flashes before a script runs."""
    theme = chosen_theme(context)
    return format_html(' data-theme="{}"', theme) if theme else SafeString("")


@register.simple_tag
def brigade(key: str) -> str:
    """A name of the brigade: also on pages without the shell."""
    return str(settings.BRIGADE[key])


@register.simple_tag
def url_or(name: str, fallback: str) -> str:
    """The address of a place by name; the fallback while no app has claimed the name."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return fallback


@register.simple_tag
def face_words() -> str:
    """Words that rulers.js needs to keep the time that is left true while a page stays open."""
    return json.dumps(
        {
            "d": _("%(n)s d"),
            "h": _("%(n)s h"),
            "min": _("%(n)s min"),
            "left": _("due in"),
            "near": rulers.state_word("near"),
            "over": rulers.state_word("over"),
            "offline": _("No connection. What you typed is still here; try again in a moment."),
            "failed": _("The server could not answer. Reload the page and try again."),
            "kept": _("Draft from %(time)s restored"),
            "drop": _("Discard draft"),
            "close": _("Close"),
        },
        ensure_ascii=False,
    )


@register.simple_tag
def clock(now: dt.datetime) -> SafeString:
    """`11月23日 周一 14:37` in the band."""
    local = timezone.localtime(now)
    weekday = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")][local.weekday()]
    day = _("%(month)s/%(day)s") % {"month": local.month, "day": local.day}
    return format_html("{} {} <b>{}</b>", day, weekday, f"{local:%H:%M}")


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of static/icons.svg, always beside a word."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("icons.svg"), name)


@register.simple_tag
def plate(number: Any, kind: str = "02", url: str = "", big: bool = False) -> SafeString:
    """A real plate in the colour of its kind; takes a Plate or number and kind."""
    if isinstance(number, Plate):
        number, kind, url = number.number, number.kind, number.url or url
    css = " ".join(part for part in ("plate", PLATE_COLOURS.get(kind, ""), "big" if big else "") if part)
    text = spaced(str(number))
    if url:
        return format_html('<a class="{}" href="{}">{}</a>', css, url, text)
    return format_html('<span class="{}">{}</span>', css, text)


@register.filter
def spaced(number: str) -> str:
    """鲁Q7F906 → 鲁Q·7F906: the dot stands after the letter of the city, as on the road."""
    if "·" in number or len(number) < 6 or not (number[1].isascii() and number[1].isalpha()):
        return number
    return f"{number[:2]}·{number[2:]}"


@register.simple_tag
def mark(state: str, word: str = "", soft: bool = False) -> SafeString:
    """Shape and word of a status: ok near over done paused none."""
    css = f"mark {state} soft" if soft else f"mark {state}"
    return format_html('<span class="{}">{}</span>', css, word or rulers.state_word(state))


@register.simple_tag
def marked(pair: tuple[str, str] | None) -> SafeString:
    """A (state, word) pair as a mark; nothing for None."""
    return mark(pair[0], pair[1]) if pair else SafeString("")


@register.simple_tag
def law(text: str, url: str = "") -> SafeString:
    """A citation in its short form, e.g. 105号令第51条. Chinese in every language."""
    if not text:
        return SafeString("")
    if url:
        return format_html('<a class="law" lang="zh-CN" href="{}">{}</a>', url, text)
    return format_html('<span class="law" lang="zh-CN">{}</span>', text)


@register.filter
def numeral(position: int) -> str:
    """1 → 一: the number of a section. Up to 99."""
    tens, ones = divmod(position, 10)
    if position <= 10:
        return NUMERALS[position - 1]
    return ("" if tens == 1 else NUMERALS[tens - 1]) + "十" + (NUMERALS[ones - 1] if ones else "")


@register.filter
def at(values: Sequence[Any], index: int) -> Any:
    """The value at a place; nothing where a row has fewer cells than columns."""
    return values[index] if index < len(values) else ""


@register.filter
def epoch(moment: dt.datetime | None) -> str:
    """Whole seconds since 1970, for data attributes."""
    return "" if moment is None else str(int(moment.timestamp()))


@register.filter
def local_clock(moment: dt.datetime) -> str:
    """`11:12` in Shanghai."""
    return f"{timezone.localtime(moment):%H:%M}"


@register.simple_tag
def day_head(day: dt.date) -> str:
    """`11月23日 周一`; the year where it is not this one is for the caller to add."""
    weekday = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")][day.weekday()]
    return _("%(month)s/%(day)s") % {"month": day.month, "day": day.day} + f" {weekday}"


@register.inclusion_tag("components/ruler.html")
def ruler(drawn: rulers.Ruler, thin: bool = False) -> dict[str, Any]:
    """One <li> of a list of rulers; `thin` draws only the bar."""
    return {"ruler": drawn, "thin": thin}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, unit: str = "", wide: bool = False, label: str = "", css: str = "") -> dict[str, Any]:
    """A form field: label, control, unit, hint and errors, tied together for readers."""
    widget = bound.field.widget
    choice = isinstance(widget, (RadioSelect, CheckboxSelectMultiple))
    single = isinstance(widget, CheckboxInput) and not choice
    ids = [f"{bound.id_for_label or bound.html_name}-{part}" for part in _described(bound)]
    attrs: dict[str, Any] = {} if choice or single else {"class": f"{widget.attrs.get('class', '')} input".strip()}
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attrs),
        "unit": unit,
        "wide": wide,
        "css": css,
        "label": label or bound.label,
        "choice": choice,
        "single": single,
        "described": " ".join(ids),
        "base": bound.id_for_label or bound.html_name,
    }


def _described(bound: BoundField) -> list[str]:
    return [part for part, there in (("hint", bound.help_text), ("error", bound.errors)) if there]


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """The summary on top of a form: every error a link to its field."""
    lines = [("", error) for error in form.non_field_errors()]
    lines += [(_target(bound), f"{bound.label}: {error}") for bound in form for error in bound.errors]
    return {"lines": lines, "count": len(lines)}


def _target(bound: BoundField) -> str:
    """The id of the control; of the first one in a group of choices."""
    return bound.id_for_label or f"{bound.auto_id}_0"


@register.inclusion_tag("components/acts.html", takes_context=True)
def acts(context: Context, these: Any, version: Any = None) -> dict[str, Any]:
    """What one may do now, and what not and why."""
    return {"acts": these, "version": version, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/timeline.html")
def timeline(days: Any) -> dict[str, Any]:
    """Events by day, newest first, each a sentence."""
    return {"days": days}


@register.inclusion_tag("components/stages.html")
def stages(these: Any) -> dict[str, Any]:
    """The strip of stages."""
    return {"stages": these}


@register.inclusion_tag("components/listing.html", takes_context=True)
def listing(context: Context, listed: Any) -> dict[str, Any]:
    """The list component."""
    return {"listing": listed, "csrf_token": context.get("csrf_token"), "request": context.get("request")}


@register.simple_tag(takes_context=True)
def section(context: Context, shown: Any) -> SafeString:
    """The body of a numbered section: its template with its own context on top of the page's."""
    found = get_template(shown.template).template  # type: ignore[attr-defined]
    with context.push(**(shown.context or {})):
        return SafeString(found.render(context))
