"""The words on the screen: complete Vietnamese, in the words that offices use."""

from __future__ import annotations

import io
import re

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from . import sources

CATALOGUE = sources.PACKAGE / "locale" / "vi" / "LC_MESSAGES" / "django.po"
# What is wrong, and what an office writes instead.
WRONG = {
    r"\bnhắc nhở\b": "đôn đốc",
    r"\btruy vết\b": "nguồn số liệu",
    r"\bchu kỳ\b": "kỳ",
    r"\bnhân dân\b": "Nhân dân",
    r"\btập tin\b": "tệp",
    r"\bkí tự\b": "ký tự",
    r"\bbạn\b": "no pronoun, or “đồng chí”",
}
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2),
    "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
PLACES = re.compile(r"%\(\w+\)[#0-9.]*[a-z]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    if not CATALOGUE.exists():
        count = len(marked())
        assert count == 0, f"{sources.name(CATALOGUE)} is missing, and {count} texts are to be translated"
        return Catalog(locale="vi")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="vi")


def marked() -> set[str]:
    """Every text that the source or a template marks for translation."""
    found: set[str] = set()
    read = [path.read_text(encoding="utf-8") for path in sources.product_files()]
    read += [templatize(path.read_text(encoding="utf-8")) for path in sources.templates()]
    for text in read:
        for _line, message, _comments, _context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            if message:
                found.add(message if isinstance(message, str) else message[0])
    return {text for text in found if text}


def texts(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, list | tuple) else [message.string or ""]


def test_nothing_is_untranslated(catalogue: Catalog) -> None:
    missing = [m.id for m in catalogue if m.id and (m.fuzzy or not all(t.strip() for t in texts(m)))]
    assert missing == []


def test_every_marked_text_is_there(catalogue: Catalog) -> None:
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue}
    assert sorted(marked() - known) == []


def test_places_for_values_are_the_same(catalogue: Catalog) -> None:
    wrong = []
    for message in catalogue:
        sources_of = [message.id] if isinstance(message.id, str) else list(message.id)
        expected = set(PLACES.findall(sources_of[-1])) if message.id else set()
        wrong += [
            message.id for text in texts(message) if message.id and set(PLACES.findall(text)) != expected
        ]
    assert wrong == []


def wrong_words(text: str) -> list[str]:
    found = [
        f"{hit[0]} → {instead}" for pattern, instead in WRONG.items() for hit in re.finditer(pattern, text)
    ]
    lowered = text.lower()
    return found + [
        f"{hit[0]} → {instead}"
        for pattern, instead in WRONG.items()
        if "nhân dân" not in pattern
        for hit in re.finditer(pattern, lowered)
        if hit[0] not in text
    ]


def test_words(catalogue: Catalog) -> None:
    found = [f"{m.id}: {word}" for m in catalogue if m.id for t in texts(m) for word in wrong_words(t)]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "Nhắc nhở đơn vị",
        "truy vết",
        "chu kỳ báo cáo",
        "ý kiến nhân dân",
        "Bạn chưa đăng nhập",
        "chọn tập tin",
        "300 kí tự",
    ],
)
def test_the_check_sees_what_it_forbids(text: str) -> None:
    assert wrong_words(text)


@pytest.mark.parametrize("text", ["ý kiến Nhân dân", "Đôn đốc đơn vị", "kỳ báo cáo", "bản giao ban"])
def test_the_check_lets_the_rest_pass(text: str) -> None:
    assert wrong_words(text) == []
