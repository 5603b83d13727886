"""The digest of a seal changes with everything that can be done to its lines."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from giaoban.apps.audit.domain.chain import GENESIS, canonical, digest

Line = dict[str, Any]
values = st.one_of(st.none(), st.integers(), st.text(max_size=8), st.lists(st.integers(), max_size=3))
lines = st.lists(st.dictionaries(st.text(max_size=4), values, max_size=3), max_size=6)


def test_the_order_of_keys_does_not_matter() -> None:
    assert canonical({"a": 1, "b": "Đà"}) == canonical({"b": "Đà", "a": 1})


def test_nothing_is_a_seal_of_its_own() -> None:
    assert digest(GENESIS, []) == digest(GENESIS, [])
    assert digest(GENESIS, [])[1] == 0
    assert digest(GENESIS, [])[0] != digest(digest(GENESIS, [])[0], [])[0]


@given(lines, st.integers(0, 5), st.dictionaries(st.text(max_size=4), values, max_size=3))
def test_an_inserted_line_is_seen(before: list[Line], place: int, new: Line) -> None:
    after = [*before[:place], new, *before[place:]]
    assert digest(GENESIS, before) != digest(GENESIS, after)


@given(lines.filter(bool), st.data())
def test_a_deleted_or_changed_line_is_seen(before: list[Line], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(before) - 1))
    assert digest(GENESIS, before) != digest(GENESIS, before[:place] + before[place + 1 :])
    changed = {**before[place], "changed": "x"}
    assert digest(GENESIS, before)[0] != digest(GENESIS, [*before[:place], changed, *before[place + 1 :]])[0]


@given(lines)
def test_two_lines_that_change_places_are_seen(before: list[Line]) -> None:
    after = before[::-1]
    assume(before != after)
    assert digest(GENESIS, before)[0] != digest(GENESIS, after)[0]


@given(st.text(max_size=6), st.text(max_size=6))
def test_the_border_between_two_lines_is_part_of_it(left: str, right: str) -> None:
    """Moving a letter from one line to the next changes the digest: lengths are sealed too."""
    assume(right)
    one, two = [{"a": left}, {"a": right}], [{"a": left + right[0]}, {"a": right[1:]}]
    assert digest(GENESIS, one)[0] != digest(GENESIS, two)[0]


@given(lines, lines)
def test_a_seal_hangs_on_the_one_before(first: list[Line], second: list[Line]) -> None:
    assume(first != second)
    assert digest(digest(GENESIS, first)[0], [])[0] != digest(digest(GENESIS, second)[0], [])[0]
