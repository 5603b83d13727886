"""One wording is one group; nothing is lost and nothing counted twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.proposals.domain.alike import grouped

items = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 9)))


@given(items)
def test_each_item_stands_in_the_group_of_its_wording(given_items: list[tuple[str, int]]) -> None:
    groups = grouped(given_items, lambda item: item[0], lambda item: item[1])
    assert sorted(item for group in groups for item in group.items) == sorted(given_items)
    assert len({group.first[0] for group in groups}) == len(groups)
    assert all({item[0] for item in group.items} == {group.first[0]} for group in groups)
    assert [group.raisers for group in groups] == sorted((g.raisers for g in groups), reverse=True)
    assert sum(group.raisers for group in groups) == sum(count for _wording, count in given_items)
