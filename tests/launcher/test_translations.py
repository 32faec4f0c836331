"""The reader of translatable sentences finds them in code and in templates."""

from __future__ import annotations

from pathlib import Path

from traffic_police.launcher import translations


def keys(found: object) -> list[str]:
    return [message.key for message in found]  # type: ignore[attr-defined]


def test_messages_of_code_are_found_with_context_and_plural() -> None:
    source = """
from django.utils.translation import gettext as _
a = _("Plain")
b = _("Two " "parts") % {"n": 1}
c = ngettext("%(n)s case", "%(n)s cases", n)
d = pgettext_lazy("verb", "Open")
e = _(variable)
"""
    assert keys(translations.in_python(source, "x.py")) == [
        "Plain", "%(n)s case\0%(n)s cases", "verb\x04Open", "Two parts"
    ] or set(keys(translations.in_python(source, "x.py"))) == {
        "Plain", "%(n)s case\0%(n)s cases", "verb\x04Open", "Two parts"
    }  # fmt: skip


def test_messages_of_templates_are_found() -> None:
    source = """{% load i18n %}<p title="{% translate "It's open" %}">{{ _("Inline") }}</p>
{% blocktranslate count n=cases|length trimmed %}
  {{ n }} case
{% plural %}
  {{ n }} cases
{% endblocktranslate %}
{% translate "Open" context "verb" %}{% translate variable %}"""
    assert set(keys(translations.in_template(source, "x.html"))) == {
        "It's open",
        "Inline",
        "%(n)s case\0%(n)s cases",
        "verb\x04Open",
    }


def test_a_missing_and_a_fuzzy_translation_are_reported(tmp_path: Path) -> None:
    everything = {message.key for message in translations.messages()}
    assert everything
    empty = tmp_path / "django.po"
    empty.write_text("", encoding="utf-8")
    assert {message.key for message in translations.untranslated(empty)} == everything
