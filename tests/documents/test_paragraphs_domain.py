"""Places, rewording, comparing, storing: the arithmetic of paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.documents.domain.comparing import Standing, compare
from giaoban.apps.documents.domain.paper import BulletList, Cell, Column, Heading, Paragraph, Run, Table
from giaoban.apps.documents.domain.places import DIGITS, between, spread
from giaoban.apps.documents.domain.rewording import reword, tidy
from giaoban.apps.documents.domain.stored import (
    NewParagraph,
    Source,
    as_blocks,
    as_json,
    as_runs,
    as_stored,
    join_sources,
    sources_json,
    split_bullets,
)

FIGURE = {"text": "726", "code": "C1", "href": "https://a.vn/nguon/1"}


class TestPlaces:
    @given(st.lists(st.integers(0, 1000), max_size=80))
    def test_there_is_always_a_place_between(self, steps: list[int]) -> None:
        keys: list[str] = []
        for step in steps:
            at = step % (len(keys) + 1)
            key = between(keys[at - 1] if at else None, keys[at] if at < len(keys) else None)
            assert not key.endswith("0")
            assert set(key) <= set(DIGITS)
            keys.insert(at, key)
        assert keys == sorted(set(keys))

    @given(st.integers(0, 200), st.booleans())
    def test_spread_is_ordered_and_stays_inside(self, count: int, bounded: bool) -> None:
        low, high = ("a1", "a2") if bounded else ("a1", None)
        keys = spread(count, low, high)
        assert len(keys) == count
        assert [low, *keys, *([high] if high else [])] == sorted({low, *keys, *([high] if high else [])})

    def test_ends_do_not_meet(self) -> None:
        with pytest.raises(ValueError, match="no place"):
            between("b", "a")

    def test_adding_at_the_end_stays_short(self) -> None:
        assert len(spread(2000)[-1]) < 40


class TestRewording:
    @given(st.lists(st.sampled_from(["726", "trên 100.000 tấn", "cửa hàng", " "]), max_size=6), st.text())
    def test_the_words_are_what_was_typed(self, old: list[str], text: str) -> None:
        runs = [{"text": word, "code": f"C{i}"} for i, word in enumerate(old)]
        words = tidy(text + " ".join(old))
        kept, lost = reword(runs, words)
        assert "".join(run["text"] for run in kept) == words
        assert len(lost) + sum("code" in run for run in kept) == len(runs)

    def test_a_figure_keeps_its_link(self) -> None:
        runs = [{"text": "Có "}, FIGURE, {"text": " cửa hàng."}]
        kept, lost = reword(runs, "Cả nước có 726 cửa hàng nông sản.")
        assert kept == [{"text": "Cả nước có "}, FIGURE, {"text": " cửa hàng nông sản."}]
        assert lost == []

    @pytest.mark.parametrize("text", ["Có 1.726 cửa hàng", "Có 726.000 cửa hàng", "Có 17260", "Có 726,5"])
    def test_part_of_another_number_is_not_the_figure(self, text: str) -> None:
        kept, lost = reword([FIGURE], text)
        assert kept == [{"text": text}]
        assert lost == [FIGURE]

    def test_a_figure_at_the_end_of_a_sentence(self) -> None:
        kept, _lost = reword([FIGURE], "Cửa hàng: 726.")
        assert FIGURE in kept


def words(text: str) -> list[Standing]:
    return [Standing(ord(letter), letter) for letter in text]


class TestComparing:
    @given(st.permutations("abcdefg"), st.permutations("cdefghi"))
    def test_every_paragraph_once_and_the_new_order_kept(self, old: list[str], new: list[str]) -> None:
        changes = compare(words("".join(old)), words("".join(new)))
        assert sorted(c.key for c in changes) == sorted({*map(ord, old), *map(ord, new)})
        assert [c.key for c in changes if c.fate != "removed"] == list(map(ord, new))

    @given(st.text("ab 12.", max_size=30), st.text("ab 12.", max_size=30))
    def test_pieces_spell_both_texts(self, old: str, new: str) -> None:
        (change,) = compare([Standing(1, old)], [Standing(1, new)])
        assert "".join(p.text for p in change.pieces if p.kind != "added") == old
        assert "".join(p.text for p in change.pieces if p.kind != "removed") == new

    def test_only_what_was_carried_counts_as_moved(self) -> None:
        fates = {c.key: c.fate for c in compare(words("abcd"), words("bcda"))}
        assert fates == {ord("a"): "moved", ord("b"): "same", ord("c"): "same", ord("d"): "same"}

    def test_a_removed_one_stands_where_it_was(self) -> None:
        changes = compare(words("abc"), words("ac"))
        assert [(chr(c.key), c.fate) for c in changes] == [("a", "same"), ("b", "removed"), ("c", "same")]


class TestStored:
    def test_blocks_come_back_as_they_were(self) -> None:
        table = Table(
            "Cửa hàng",
            (Column("Tỉnh"), Column("Số", "right", 0.5, "Nhóm")),
            (("Lâm Đồng", Cell("726", bold=True, note_code="C1")), ("Tổng", "726")),
            unit_of_measure="cửa hàng",
            total_row=True,
        )
        blocks = [
            Heading(1, "Tình hình", numbered=False),
            Paragraph.of("Có ", Run("726", href="https://a.vn/1", note_code="C1"), " cửa hàng"),
            BulletList.of("một", "hai"),
            table,
        ]
        stored = [as_stored(new) for new in split_bullets(NewParagraph(block) for block in blocks)]
        assert len(stored) == 5
        assert as_blocks(stored, chart=lambda _row: ("", b"")) == tuple(blocks)

    def test_a_code_gets_its_address_when_read(self) -> None:
        (run,) = as_runs([{"text": "726", "code": "C1"}], lambda code: f"https://a.vn/nguon/{code}")
        assert run.href == "https://a.vn/nguon/C1"

    def test_neighbours_of_one_form_join(self) -> None:
        assert as_json([Run("a"), Run("b"), Run(""), Run("c", bold=True)]) == [
            {"text": "ab"},
            {"text": "c", "bold": True},
        ]

    def test_sources_join_once_with_all_codes(self) -> None:
        one = sources_json([Source(1, ("a", "b"), "Lâm Đồng"), Source(2, ("a",), "Hà Nội")])
        two = sources_json([Source(1, ("b", "c"), "Lâm Đồng", "/nguon/1")])
        joined = join_sources(one, two)
        assert [(s["report"], s["codes"], s["href"]) for s in joined] == [
            (1, ["a", "b", "c"], "/nguon/1"),
            (2, ["a"], ""),
        ]
        assert one[0]["codes"] == ["a", "b"]
