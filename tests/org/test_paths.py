"""Paths equal the chain of parents on every day."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.org.domain.paths import Link, chains
from giaoban.apps.org.domain.spans import ALWAYS, Span, contains, end_of, gaps, overlap, start_of
from giaoban.apps.org.enums import Line
from giaoban.apps.org.models import AreaPlacement, UnitLine

BEGIN = date(2025, 1, 1)
DAYS = [BEGIN + timedelta(days=n) for n in range(12)]
_edge = st.sampled_from([None, *DAYS])
_span = st.tuples(_edge, _edge).filter(lambda s: start_of(s) < end_of(s))


@st.composite
def forests(draw: st.DrawFn) -> list[Link]:
    """Nodes in order; each stands under an earlier one, another one on other days, or under nobody."""
    links: list[Link] = []
    for number in range(draw(st.integers(1, 8))):
        cuts = sorted(draw(st.sets(st.sampled_from(DAYS), max_size=3)))
        edges = [None, *cuts, None]
        for start, end in itertools.pairwise(edges):
            choice = draw(st.integers(-1, number))
            if choice == number:
                continue
            parent = None if choice == -1 else f"n{choice}"
            links.append(Link(f"n{number}", parent, (start, end)))
    return links


def _climb(links: list[Link], node: str, day: date) -> Iterator[str]:
    yield node
    for link in links:
        if link.node == node and contains(link.valid, day) and link.parent:
            yield from _climb(links, link.parent, day)


@given(forests())
def test_path_is_the_chain_of_parents_on_that_day(links: list[Link]) -> None:
    found = chains(links)
    for day in [date.min, *DAYS, DAYS[-1] + timedelta(days=400)]:
        there = [link for link in links if contains(link.valid, day)]
        paths = {c.node: c.path for c in found if contains(c.valid, day)}
        assert set(paths) == {link.node for link in there}
        for link in there:
            assert list(reversed(paths[link.node])) == list(_climb(links, link.node, day))


@given(_span, st.lists(_span, max_size=4))
def test_gaps_and_cover_make_up_the_span(span: Span, others: list[Span]) -> None:
    inside = sorted((part for o in others if (part := overlap(o, span))), key=start_of)
    left = list(gaps(span, inside))
    for day in DAYS:
        covered = any(contains(part, day) for part in inside)
        assert any(contains(gap, day) for gap in left) == (contains(span, day) and not covered)


def test_overlap_of_spans_that_do_not_meet_is_nothing() -> None:
    assert overlap((None, BEGIN), (BEGIN, None)) is None
    assert overlap(ALWAYS, (BEGIN, None)) == (BEGIN, None)


def test_stored_paths_follow_the_stored_superiors(network: None) -> None:
    for day in (date(2021, 7, 6), date(2025, 6, 30), date(2025, 7, 1)):
        for line in Line:
            rows = list(
                UnitLine.objects.on(day).filter(line=line).values_list("unit_id", "superior_id", "path")
            )
            _check({unit: superior for unit, superior, _ in rows}, {unit: path for unit, _, path in rows})
        places = AreaPlacement.objects.on(day).values_list("area_id", "parent_id", "path")
        _check({a: p for a, p, _ in places if p}, {a: path for a, _, path in places})


def _check(above: dict[int, int], paths: dict[int, str]) -> None:
    assert paths
    for node, path in paths.items():
        way = [node]
        while way[-1] in above:
            way.append(above[way[-1]])
        assert path == ".".join(str(n) for n in reversed(way))
