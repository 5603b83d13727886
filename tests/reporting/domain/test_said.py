"""What figures say: zeros are not told in sentences, except where the form calls them significant; no stray blank."""

from __future__ import annotations

import re
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.indicators.domain.sentences import Run
from giaoban.apps.reporting.domain.form_definition import FormDefinition, figures
from giaoban.apps.reporting.domain.form_reading import parse_form
from giaoban.apps.reporting.domain.said import section_said
from giaoban.packs.vietnam.words import ROUNDING_WORDS

FORMS = files("giaoban.packs.vietnam") / "forms"


def form_named(code: str) -> FormDefinition:
    return parse_form((FORMS / f"{code}.yaml").read_text(encoding="utf-8"), code)


FULL, SHORT = form_named("bao_cao_cong_tac_dan_van"), form_named("bao_cao_nhanh")
NONE_OF = "Trong kỳ không có: {names}."


def runs(form: FormDefinition, section: str, **given: int) -> tuple[Run, ...]:
    values = figures(form, [None if c.code not in given else Decimal(given[c.code]) for c in form.cells])
    found = next(s for s in form.sections if s.code == section)
    return section_said(form, found, values, ROUNDING_WORDS, none_of=NONE_OF)


def text(form: FormDefinition, section: str, **given: int) -> str:
    return "".join(run.text for run in runs(form, section, **given))


def test_a_sentence_of_nothing_but_zeros_is_left_out() -> None:
    zeros = {"households_helped": 0, "help_value": 0}
    assert text(SHORT, "figures", **zeros) == ""
    told = text(SHORT, "figures", **zeros, opinions_received=3, opinions_answered=0)
    assert told == "Tiếp nhận 3 ý kiến, kiến nghị, đã trả lời 0."


def test_a_zero_beside_another_figure_is_told() -> None:
    assert text(SHORT, "figures", households_helped=2, help_value=0) == "Hỗ trợ 2 hộ gia đình với 0 đồng."


def test_a_significant_zero_is_stated_once_and_leads_to_its_source() -> None:
    found = runs(FULL, "welfare", tet_households_helped=0, charity_houses_built=0, charity_houses_repaired=0)
    assert "".join(r.text for r in found) == "Trong kỳ không có: nhà xây mới; nhà sửa chữa."
    figures_said = {(r.code, r.value) for r in found if r.code}
    assert figures_said == {("charity_houses_built", 0), ("charity_houses_repaired", 0)}


def test_the_published_figures_stand_in_their_sentence() -> None:
    given = {"safe_produce_shops": 726, "farm_produce_sold_tonnes": 100312}
    section = FULL.cell_by_code["safe_produce_shops"].section_code
    assert "726 cửa hàng nông sản an toàn; các cấp Hội hỗ trợ tiêu thụ trên 100.000 tấn" in text(
        FULL, section, **given
    )


@pytest.mark.parametrize("form", [FULL, SHORT], ids=["full", "short"])
@given(data=st.data())
def test_no_blank_stands_before_a_stop_nor_two_together(form: FormDefinition, data: st.DataObject) -> None:
    pick = st.sampled_from([None, Decimal(0), Decimal(1), Decimal(12_345_678_901)])
    values = figures(form, [data.draw(pick) for _cell in form.cells])
    for section in form.sections:
        said = section_said(form, section, values, ROUNDING_WORDS, none_of=NONE_OF)
        whole = "".join(run.text for run in said)
        assert not re.search(r"\s[.,;:]|\s\s|^\s|\s$", whole)


@pytest.mark.parametrize("form", [FULL, SHORT], ids=["full", "short"])
def test_a_unit_with_nothing_to_report_says_no_bare_zero(form: FormDefinition) -> None:
    values = figures(form, [Decimal(0) for _cell in form.cells])
    for section in form.sections:
        for run in section_said(form, section, values, ROUNDING_WORDS, none_of=NONE_OF):
            assert run.code is None or not any(sign.isdigit() for sign in run.text)
