"""The guides in Vietnamese name what stands on the screen, word by word."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from giaoban.config.env import ROOT

FOLDER = ROOT / "docs" / "guide" / "vi"
GUIDES = sorted(FOLDER.glob("*.md"))
SAID = {
    "Mất mạng cứ nhập tiếp",
    "Văn bản mật",
    "Văn bản đến",
    "Văn bản đi",
    "Báo cáo của đơn vị trình lên",
    "đậm",
}
"""Bold for weight, not for a word on the screen."""


@pytest.fixture(scope="module")
def words() -> set[str]:
    """Every Vietnamese text of the catalogue."""
    with (ROOT / "giaoban" / "locale" / "vi" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file)
    found: set[str] = set()
    for message in catalogue:
        found.update([message.string] if isinstance(message.string, str) else message.string or ())
    return found


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_what_is_bold_is_on_the_screen(guide: object, words: set[str]) -> None:
    text = guide.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    named = set(re.findall(r"\*\*([^*]+)\*\*", text)) - SAID
    assert named - words == set()


def test_there_is_a_guide_for_each_post() -> None:
    listed = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert {path.name for path in GUIDES} == {"README.md", *re.findall(r"\]\(([\w-]+\.md)\)", listed)}
