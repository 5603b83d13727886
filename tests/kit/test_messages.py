"""Texts are found in programs and templates, keep their translation, and lose none by a second collection."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.core.management import CommandError, call_command

from giaoban.kit.management.commands import messages

PROGRAM = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
A = _("Report")
B = pgettext("paper", "Given")
C = ngettext("%(n)s row", "%(n)s rows", 2)
"""
PAGE = """{% load i18n %}
{% trans "Given" %}{% trans "Given" context "task" %}{# {% trans "Not this" %} #}
{% blocktrans count n=x with unit=y %}{{ unit }}: {{ n }} row{% plural %}{{ unit }}: {{ n }} rows{% endblocktrans %}
"""
KNOWN = """msgid ""
msgstr ""
"POT-Creation-Date: 2026-11-22 04:00+0000\\n"
"Language: vi\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "Report"
msgstr "Báo cáo"

msgid "Nobody says this any more"
msgstr "Không còn dùng"

#, fuzzy
msgid "Given"
msgstr "Đã cho"
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "giaoban"
    for folder in ("templates/x", "migrations", "locale/vi/LC_MESSAGES"):
        (package / folder).mkdir(parents=True)
    (package / "program.py").write_text(PROGRAM, encoding="utf-8")
    (package / "migrations" / "0001.py").write_text('_("of a migration")', encoding="utf-8")
    (package / "templates" / "x" / "page.html").write_text(PAGE, encoding="utf-8")
    (package / "locale/vi/LC_MESSAGES/django.po").write_text(KNOWN, encoding="utf-8")
    monkeypatch.setattr(messages, "PACKAGE", package)
    return package


def catalogue(package: Path) -> Catalog:
    with (package / "locale/vi/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale="vi")


def test_every_mark_is_found_with_its_context(package: Path) -> None:
    found = set(messages.keys(messages.collect(package)))
    assert found == {
        ("Report", None), ("Given", "paper"), ("Given", None), ("Given", "task"), ("%(n)s row", None),
        ("%(unit)s: %(n)s row", None),
    }  # fmt: skip


def test_known_translations_stay_doubtful_and_lost_ones_go(package: Path) -> None:
    call_command("messages", stdout=io.StringIO())
    after = catalogue(package)
    assert after.get("Report").string == "Báo cáo"  # type: ignore[union-attr]
    assert after.get("Given").string == ""  # type: ignore[union-attr]
    assert after.get("Nobody says this any more") is None
    assert sorted(messages.untranslated(after)) == [
        "%(n)s row", "%(unit)s: %(n)s row", "Given", "Given", "Given"
    ]  # fmt: skip


def test_a_second_collection_changes_no_byte(package: Path) -> None:
    path = package / "locale/vi/LC_MESSAGES/django.po"
    call_command("messages", stdout=io.StringIO())
    once = path.read_bytes()
    call_command("messages", stdout=io.StringIO())
    assert path.read_bytes() == once


def test_translations_are_taken_from_a_file_by_context(package: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.po"
    new.write_text(
        KNOWN.replace('msgid "Report"\nmsgstr "Báo cáo"', 'msgid "Report"\nmsgstr "Khác"')
        + '\nmsgctxt "paper"\nmsgid "Given"\nmsgstr "Đã trình bày"\n'
        + '\nmsgid "%(n)s row"\nmsgid_plural "%(n)s rows"\nmsgstr[0] "%(n)s dòng"\n',
        encoding="utf-8",
    )
    call_command("messages", "--from", str(new), stdout=io.StringIO())
    after = catalogue(package)
    assert after.get("Given", "paper").string == "Đã trình bày"  # type: ignore[union-attr]
    assert after.get("%(n)s row").string == ("%(n)s dòng",)  # type: ignore[union-attr]
    assert after.get("Report").string == "Báo cáo"  # type: ignore[union-attr]


def test_check_writes_nothing_and_fails_while_something_waits(package: Path) -> None:
    before = (package / "locale/vi/LC_MESSAGES/django.po").read_bytes()
    with pytest.raises(CommandError):
        call_command("messages", "--check", stdout=io.StringIO())
    assert (package / "locale/vi/LC_MESSAGES/django.po").read_bytes() == before


def test_a_file_that_is_not_there_is_named(package: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"absent\.po"):
        call_command("messages", "--from", str(tmp_path / "absent.po"), stdout=io.StringIO())
