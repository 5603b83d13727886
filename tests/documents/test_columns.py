"""No figure breaks and no column runs into the next one, whatever shares a table asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.documents.domain.columns import fitted
from giaoban.apps.documents.domain.paper import Column, Table
from giaoban.apps.documents.domain.widths import text_width

WIDTH, SIZE = 467.0, 12.0
FIGURE = st.integers(0, 10**12).map(lambda n: f"{n:,}".replace(",", "."))


def shares(columns: tuple[Column, ...]) -> list[float]:
    return [column.width_share for column in columns]


@given(st.lists(st.tuples(FIGURE, st.floats(0.5, 4)), min_size=1, max_size=6))
def test_every_figure_has_room(figures: list[tuple[str, float]]) -> None:
    columns = (Column("Tổ chức", "left", 2.2), *(Column("Trị giá", "right", share) for _f, share in figures))
    table = Table("", columns, (("MTTQ", *(figure for figure, _s in figures)),))
    wide = shares(fitted(table, WIDTH, text=SIZE, head=SIZE))
    needed = sum(text_width(figure, SIZE) for figure, _s in figures)
    if needed < WIDTH * 0.6:
        assert sum(wide) == pytest.approx(WIDTH, abs=0.1)
        for (figure, _share), width in zip(figures, wide[1:], strict=True):
            assert width > text_width(figure, SIZE)


def test_shares_stay_where_everything_fits() -> None:
    table = Table("", (Column("Tên", "left", 3), Column("Số", "right", 1)), (("Huế", "12"),))
    left, right = shares(fitted(table, 400, text=SIZE, head=SIZE))
    assert left / right == pytest.approx(3)


def test_a_table_that_cannot_fit_shrinks_alike() -> None:
    columns = tuple(Column("Trị giá", "right") for _n in range(8))
    table = Table("", columns, (("577.240.000.000",) * 8,))
    assert len(set(shares(fitted(table, 200, text=SIZE, head=SIZE)))) == 1
