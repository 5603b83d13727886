"""The half-year of 2021: published totals come out, rules are kept, and the weak points are the ones planted."""

import re
from collections import Counter
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.indicators.domain.sentences import parse_pattern, say
from giaoban.apps.indicators.enums import AreaAggregation
from giaoban.apps.reporting.domain.form_definition import organisation_slots, organisation_texts
from giaoban.apps.reporting.domain.rules import Violation, evaluate
from giaoban.packs.vietnam.scenario import texts
from giaoban.packs.vietnam.scenario.figures import (
    CENTRE,
    ORGANISATIONS,
    PERIODS,
    first_version_for,
    form,
    plan_for,
    provinces,
    values_for,
)
from giaoban.packs.vietnam.scenario.hanoi import hanoi_front
from giaoban.packs.vietnam.scenario.splits import (
    CHAINS,
    in_order,
    largest_remainder,
    split_down,
    split_values,
)
from giaoban.packs.vietnam.scenario.weak_points import WEAK_POINTS
from giaoban.packs.vietnam.words import ROUNDING_WORDS

NOW, BEFORE, LAST_YEAR = "2021-H1", "2020-H2", "2020-H1"
UNITS = [(o, p) for o, p in product(ORGANISATIONS, (*provinces(), CENTRE))]


def violations(values: dict[str, Decimal], organisation: str, province: str) -> tuple[Violation, ...]:
    return evaluate(
        form().rules,
        values,
        values_for(organisation, province, BEFORE),
        values_for(organisation, province, LAST_YEAR),
        plan_for(organisation, province),
    )


def national(cell: str, period: str = NOW) -> Decimal:
    return sum((values_for("ND", p, period)[cell] for p in provinces()), Decimal(0))


def test_the_two_published_totals_come_out_exactly() -> None:
    assert len(provinces()) == 63
    assert national("safe_produce_shops") == 726
    assert national("farm_produce_sold_tonnes") == 100_312
    assert values_for("ND", CENTRE, NOW)["safe_produce_shops"] == 0
    assert values_for("ND", CENTRE, NOW)["farm_produce_sold_tonnes"] == 0
    spread = [values_for("ND", p, NOW)["farm_produce_sold_tonnes"] for p in provinces()]
    assert min(spread) >= 0
    assert max(spread) > 5 * min(spread)


def test_the_true_figures_keep_every_rule_in_every_period() -> None:
    for organisation, province in UNITS:
        now = values_for(organisation, province, NOW)
        assert violations(now, organisation, province) == (), (organisation, province)
        before = values_for(organisation, province, BEFORE)
        past = values_for(organisation, province, LAST_YEAR)
        assert evaluate(form().rules, before, past, {}, {}) == ()


def test_units_fill_their_own_cells_and_all_compulsory_ones() -> None:
    for organisation, province in UNITS:
        own = {
            form().cells[slot].code: form().cells[slot] for slot in organisation_slots(form(), organisation)
        }
        for period in PERIODS:
            values = values_for(organisation, province, period)
            assert set(values) <= set(own)
            missing = {code for code, cell in own.items() if cell.compulsory} - set(values)
            assert not missing, (organisation, province, period)
            for code, value in values.items():
                assert round(value, own[code].decimals) == value, code


def test_plans_are_for_planned_cells_and_round() -> None:
    for organisation, province in UNITS:
        plan = plan_for(organisation, province)
        assert all(form().cell_by_code[code].has_plan for code in plan)
        assert all(value == value.to_integral_value() and value >= 0 for value in plan.values())
    assert (
        plan_for("MTTQ", "01")["charity_houses_built"] > values_for("MTTQ", "01", NOW)["charity_houses_built"]
    )


def test_only_the_planted_mistakes_are_found_in_the_first_workbooks() -> None:
    found = {
        (organisation, province): [violation.rule_code for violation in broken]
        for organisation, province in UNITS
        if (broken := violations(first_version_for(organisation, province), organisation, province))
    }
    ten, union = WEAK_POINTS.ten_times, WEAK_POINTS.returned[0]
    assert found == {
        (ten.organisation, ten.province): ["far_from_last_year"],
        (union.organisation, union.province): ["epidemic_cash_passed_on_within_received"],
    }


def test_the_factor_of_ten_is_read_as_about_ten() -> None:
    ten = WEAK_POINTS.ten_times
    (caught,) = violations(first_version_for(ten.organisation, ten.province), ten.organisation, ten.province)
    assert caught.cells == (ten.cell,)
    assert caught.ratio is not None
    assert 8 < caught.ratio < 14
    assert caught.explain_required


def test_the_weak_points_do_not_run_into_each_other() -> None:
    late = [item.province for item in WEAK_POINTS.late]
    others = [
        WEAK_POINTS.never_reports[1],
        WEAK_POINTS.ten_times.province,
        WEAK_POINTS.shared.lead[1],
        *(item.province for item in WEAK_POINTS.returned),
    ]
    assert len(set(late)) == 4
    assert len(WEAK_POINTS.returned) == 2
    assert not set(late) & set(others)
    assert len(others) == len(set(others))
    assert set(late) | set(others) <= set(provinces())
    assert WEAK_POINTS.never_reports[0] not in ("ND", "MTTQ")


def test_both_units_of_the_shared_result_wrote_it_down() -> None:
    shared = WEAK_POINTS.shared
    assert form().indicator_by_code[shared.cell].shared_allowed
    for organisation, province in (shared.lead, shared.coordinating):
        assert values_for(organisation, province, NOW)[shared.cell] > shared.amount


def test_hanoi_comes_apart_and_adds_up() -> None:
    districts = {f"{d:03}": [f"{d:03}{c:02}" for c in range(d % 20)] for d in range(30)}
    split = hanoi_front(districts)
    for code, value in values_for("MTTQ", "01", NOW).items():
        if form().cell_by_code[code].area_aggregation is not AreaAggregation.SUM:
            continue
        below = sum(d.own[code] + sum(c[code] for c in d.communes.values()) for d in split.districts.values())
        assert split.own[code] + below + split.adjustment.get(code, 0) == value, code
    units = [split.own, *(d.own for d in split.districts.values())]
    units += [c for d in split.districts.values() for c in d.communes.values()]
    for values in units:
        assert evaluate(form().rules, values, {}, {}, {}) == ()
        assert all(value >= 0 for value in values.values())
    assert any(split.adjustment.values())
    assert hanoi_front(districts) == split


@given(st.integers(0, 10**9), st.integers(1, 80), st.text(max_size=5))
def test_parts_add_up(total: int, n: int, seed: str) -> None:
    parts = split_down(total, n, seed)
    assert sum(parts) == total
    assert min(parts) >= 0
    assert parts == split_down(total, n, seed)


@given(st.integers(0, 10**6), st.lists(st.floats(0.01, 1000), min_size=1, max_size=70))
def test_largest_remainder_stays_within_one_of_the_share(total: int, weights: list[float]) -> None:
    parts = largest_remainder(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < 1 + 1e-6


@given(st.lists(st.integers(0, 5000), min_size=3, max_size=3).map(sorted), st.integers(1, 40))
def test_every_part_keeps_the_order_of_a_chain(amounts: list[int], n: int) -> None:
    whole = {code: Decimal(amount) for code, amount in zip(CHAINS[0], amounts, strict=True)}
    parts = split_values(whole, n, "s")
    assert all(in_order(part) for part in parts)
    assert {code: sum(part[code] for part in parts) for code in whole} == whole


@pytest.mark.parametrize("unknown", [("bees", "01", NOW), ("MTTQ", "03", NOW), ("MTTQ", "01", "2022-H1")])
def test_what_is_not_in_the_scenario_is_refused(unknown: tuple[str, str, str]) -> None:
    with pytest.raises(KeyError):
        values_for(*unknown)


def test_texts_answer_what_is_asked_and_differ() -> None:
    seen: Counter[str] = Counter()
    for organisation, province in UNITS:
        found = texts.texts_for(organisation, province)
        asked = {text.code: text for text in organisation_texts(form(), organisation)}
        assert set(found) <= set(asked)
        assert {code for code, text in asked.items() if text.compulsory} <= set(found)
        for code, text in found.items():
            assert len(text) <= asked[code].max_length
            assert not re.search(r"[{}|]", text), text
            seen[text] += 1
    repeated = [
        text for text, times in seen.items() if times > 1 and text[:1] not in "1-" and len(text) > 150
    ]
    assert len(repeated) < len(UNITS) // 50


WRITTEN_OUT = (
    "situation_people", "result_dissemination", "result_welfare", "result_movements", "result_democracy",
    "result_coordination",
)  # fmt: skip


@pytest.mark.parametrize("code", WRITTEN_OUT)
def test_no_two_central_bodies_say_the_same_with_another_name(code: str) -> None:
    """Not even half a sentence: no eight words in a row are shared, and no petition is counted by the way."""
    rows: Counter[tuple[str, ...]] = Counter()
    for organisation in ORGANISATIONS:
        text = texts.texts_for(organisation, CENTRE)[code]
        words = re.sub(r"[\d.,;:]+", " ", text).split()
        rows.update({tuple(words[n : n + 8]) for n in range(len(words) - 7)})
        assert len(text) > 250
        assert not re.search(r"\d+ (kiến nghị|ý kiến|phản ánh)", text)
    assert max(rows.values()) == 1, rows.most_common(1)


def test_figures_in_a_central_bodys_text_are_its_own() -> None:
    written = texts._files()["centre"]
    assert set(written) == set(ORGANISATIONS)
    for organisation, parts in written.items():
        assert set(parts) == set(WRITTEN_OUT)
        for line in (line for lines in parts.values() for line in lines):
            sentence, named = texts._said(line, organisation, CENTRE)
            assert sentence, line
            assert not named or re.search(r"[Cc]ơ quan|Trung ương Hội", sentence), sentence


def test_petitions_are_told_in_the_words_of_each_organisation() -> None:
    told = [f for f in texts._fragments()["situation_people"] if "{petitions_received" in f.text]
    assert sorted(o for f in told for o in f.only) == sorted(ORGANISATIONS)
    assert not any("petitions" in f.text and not f.when for f in texts._fragments()["shortcomings"])


def test_each_section_has_its_fragments_and_they_name_figures_of_the_form() -> None:
    known = {*form().cell_by_code, *form().indicator_by_code}
    own = {text.code for section in form().sections if section.organisations for text in section.texts}
    for code, fragments in texts._fragments().items():
        assert len(fragments) >= (15 if code in own else 25), code
        for fragment in fragments:
            pattern = parse_pattern(texts._filled(fragment.text, "MTTQ", "01"))
            assert {figure.code for figure in pattern.figures()} <= known, fragment.text


def test_a_text_holds_the_units_own_figures() -> None:
    """Farmers of any province: at least one figure of their own stands in their own part, in words."""
    for province in provinces():
        own = texts.texts_for("ND", province)["result_farmers"]
        figures = texts._figures("ND", province)
        written = {
            run.text
            for fragment in texts._fragments()["result_farmers"]
            for run in say(
                parse_pattern(texts._filled(fragment.text, "ND", province)), figures, ROUNDING_WORDS
            )
            if run.code
        }
        assert any(words in own for words in written), province


def test_several_units_ask_the_same_thing_in_other_words() -> None:
    asks = [ask for organisation, province in UNITS for ask in texts.asks_for(organisation, province)]
    by_key = Counter(ask.key for ask in asks)
    assert max(len(texts.asks_for(o, p)) for o, p in UNITS) == 3
    assert min(len(texts.asks_for(o, p)) for o, p in UNITS) == 0
    assert sum(1 for times in by_key.values() if times >= 5) >= 10
    worded = {ask.key: {other.text for other in asks if other.key == ask.key} for ask in asks}
    assert all(len(words) >= 2 for words in worded.values())
    for ask in texts.asks_for("PN", "68"):
        assert ask.text in texts.texts_for("PN", "68")["proposals"]


def test_the_returned_report_first_had_thin_texts() -> None:
    returned = WEAK_POINTS.returned[1]
    first = texts.first_texts_for(returned.organisation, returned.province)
    true = texts.texts_for(returned.organisation, returned.province)
    assert {code for code in true if first[code] != true[code]} == set(returned.texts)
