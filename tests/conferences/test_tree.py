"""Sums over the tree of sites are exact, whatever the tree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giaoban.apps.conferences.domain.attendance import Attendance
from giaoban.apps.conferences.models import Conference, Site
from giaoban.apps.conferences.queries import attendance_of
from giaoban.apps.conferences.queries.tree import Branch, level_of
from tests.conferences.test_conferences import NOW, planned
from tests.tasks.network import unit

SITES = st.lists(
    st.tuples(
        st.integers(0, 30), st.none() | st.integers(0, 99), st.integers(0, 99), st.booleans(), st.booleans()
    ),
    min_size=1,
    max_size=25,
)


def tree(found: Conference, drawn: list[tuple[int, int | None, int, bool, bool]]) -> dict[int, list[int]]:
    """Each drawn site under one before it, or topmost; who stands directly below whom (0: topmost)."""
    rows: list[Site] = []
    below: dict[int, list[int]] = {0: []}
    for number, (above, officers, others, connected, gone) in enumerate(drawn):
        parent = rows[above - 1] if 0 < above <= len(rows) else None
        row = Site.objects.create(
            conference=found, parent=parent, ancestors=[*parent.ancestors, parent.pk] if parent else [],
            name=f"Điểm {number}", sort_key=f"{number:03d}", expected=10, key="k", officers=officers,
            others=None if officers is None else others, counted_at=None if officers is None else NOW,
            connected_at=NOW if connected else None, gone_at=NOW if connected and gone else None,
        )  # fmt: skip
        rows.append(row)
        below[row.pk] = []
        below[parent.pk if parent else 0].append(row.pk)
    return below


def naive(pk: int, below: dict[int, list[int]]) -> Attendance:
    """The sum as one would do it by hand."""
    row = Site.objects.get(pk=pk)
    own = Attendance(
        1, int(row.connected_at is not None and row.gone_at is None), int(row.counted_at is not None), row.expected,
        row.officers or 0, row.others or 0, 0,
    )  # fmt: skip
    return sum((naive(child, below) for child in below[pk]), own)


def order(branch: Branch) -> tuple[int, int, str]:
    return (-branch.missing, -branch.uncounted, branch.site.sort_key)


@pytest.mark.django_db
@settings(max_examples=25)
@given(SITES, st.integers(1, 4))
def test_every_level_sums_what_is_below_it(
    drawn: list[tuple[int, int | None, int, bool, bool]], most: int
) -> None:
    centre = unit("Trung ương")
    found, other = planned(centre), planned(centre)
    below = tree(found, drawn)
    tree(other, [(0, 5, 5, True, False)])
    for pk, children in below.items():
        under = Site.objects.get(pk=pk) if pk else None
        level = level_of(found, under)
        assert {b.site.pk: b.total for b in level.branches} == {
            child: naive(child, below) for child in children
        }
        assert [order(b) for b in level.branches] == sorted(order(b) for b in level.branches)
        assert level.total == (naive(pk, below) if pk else attendance_of(found))
        assert [site.pk for site in level.way] == ([*under.ancestors, pk] if under else [])
        paged = [level_of(found, under, start=n, most=most) for n in range(0, len(children), most)]
        assert [b.site.pk for part in paged for b in part.branches] == [b.site.pk for b in level.branches]
        assert {part.count for part in paged} <= {len(children)}
    assert sum(b.below + 1 for b in level_of(found).branches) == len(drawn)
