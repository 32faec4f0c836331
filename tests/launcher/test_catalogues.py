"""Compiled translations come from the standard library alone and read back equal."""

from __future__ import annotations

import gettext
import io
import re
from pathlib import Path

import pytest

from traffic_police.launcher import catalogues

SOURCE = r"""
# The head
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"

#: somewhere.py:1
msgid "Open case"
msgstr "在办案件"
msgctxt "verb"
msgid "Open"
msgstr "打开"

msgid "%(n)s case"
msgid_plural "%(n)s cases"
msgstr[0] "%(n)s 件"

msgid ""
"Two "
"lines"
msgstr "两"
"行"

#, fuzzy
msgid "Unsure"
msgstr "不确定"

msgid "Missing"
msgstr ""

#~ msgid "Old"
#~ msgstr "旧"
"""


@pytest.fixture
def catalogue() -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(catalogues.compiled(list(catalogues.parse(SOURCE)))))


def test_plain_contextual_plural_and_continued_messages_are_translated(catalogue: gettext.GNUTranslations) -> None:
    assert catalogue.gettext("Open case") == "在办案件"
    assert catalogue.pgettext("verb", "Open") == "打开"
    assert catalogue.ngettext("%(n)s case", "%(n)s cases", 3) == "%(n)s 件"
    assert catalogue.gettext("Two lines") == "两行"


@pytest.mark.parametrize("msgid", ["Unsure", "Missing", "Old"])
def test_fuzzy_empty_and_obsolete_messages_stay_untranslated(catalogue: gettext.GNUTranslations, msgid: str) -> None:
    assert catalogue.gettext(msgid) == msgid


def test_a_catalogue_is_compiled_when_it_is_missing_or_older(tmp_path: Path) -> None:
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(SOURCE, encoding="utf-8")
    assert catalogues.compile_all(tmp_path) == 1
    assert catalogues.compile_all(tmp_path) == 0
    assert (folder / "django.mo").exists()


def test_the_reader_agrees_with_polib_on_our_own_catalogues() -> None:
    polib = pytest.importorskip("polib")
    for path in sorted(catalogues.LOCALE.glob("*/LC_MESSAGES/*.po")):
        ours = {entry.msgid for entry in catalogues.parse(path.read_text(encoding="utf-8")) if entry.translated}
        theirs = {entry.msgid for entry in polib.pofile(str(path)).translated_entries()}
        assert ours - {""} == {re.sub("^$", "", msgid) for msgid in theirs}
