"""Form definitions: what is read, what is refused and how it is said, and the order of the slots."""

import json
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import giaoban.packs.vietnam
from giaoban.apps.indicators.enums import AreaAggregation, TimeAggregation, ValueType
from giaoban.apps.reporting.domain.form_definition import (
    FormDefinition,
    addressee,
    cells,
    figure,
    figures,
    organisation_slots,
    organisation_texts,
    role_of,
    window_of,
)
from giaoban.apps.reporting.domain.form_reading import definition_of, parse_form
from giaoban.apps.reporting.domain.nodes import read_mapping
from giaoban.apps.reporting.domain.problems import FormDefinitionInvalid
from giaoban.kit.periods import parse_period

FORMS = Path(giaoban.packs.vietnam.__file__).parent / "forms"
SMALL: dict[str, Any] = {
    "code": "small",
    "version": 1,
    "title": "Small",
    "short_title": "S",
    "frequency": "month",
    "deadline": {"working_days": 3, "by_level": {"commune": 1}},
    "who": [
        {"organisations": ["front", "women"], "levels": ["province"], "role": "gives"},
        {"organisations": ["front"], "levels": ["commune"], "role": "gives", "within": ["01"]},
    ],
    "receivers": [{"line": "vertical", "role": "receives"}],
    "addressees": [{"line": "vertical", "organisations": ["front"], "text": "Standing Board of {recipient}"}],
    "sections": [
        {
            "code": "common",
            "title": "Common",
            "outline": {"party": "II"},
            "indicators": [
                {"code": "a", "name": "A", "unit": "x", "minimum": 0},
                {
                    "code": "split",
                    "name": "Split",
                    "by": [{"code": "p", "name": "P"}, {"code": "q", "name": "Q"}],
                },
                {"code": "r", "name": "R", "type": "ratio", "numerator": "N", "denominator": "D"},
            ],
            "texts": [{"code": "t", "name": "T", "kind": "result"}],
        },
        {
            "code": "own",
            "title": "Own",
            "organisations": ["women"],
            "indicators": [
                {
                    "code": "w",
                    "name": "W",
                    "type": "decimal",
                    "total": True,
                    "by": [{"code": "z", "name": "Z"}],
                    "sentence": "{w~} and [{split}] of {split.p}",
                }
            ],
        },
    ],
    "rules": [
        {"code": "k", "check": "a <= split + r", "severity": "error", "message": "{left} > {right}"},
        {
            "code": "far",
            "far_from": "last_year",
            "factor": 5,
            "except": ["a"],
            "message_high": "h",
            "message_low": "l",
            "message_zero": "z",
        },
    ],
}


def small(**changes: Any) -> FormDefinition:
    return definition_of({**deepcopy(SMALL), **changes}, "small.yaml")


def faults(mapping: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(FormDefinitionInvalid) as caught:
        definition_of(mapping, "small.yaml")
    return [(fault.where, fault.message + fault.remedy) for fault in caught.value.faults]


def test_slots_follow_the_form_from_top_to_bottom() -> None:
    assert [cell.code for cell in cells(small())] == [
        *("a", "split.p", "split.q", "r.numerator", "r.denominator", "w", "w.z")
    ]
    assert [cell.slot for cell in cells(small())] == list(range(7))


def test_an_organisation_fills_the_common_part_and_its_own() -> None:
    assert organisation_slots(small(), "front") == (0, 1, 2, 3, 4)
    assert organisation_slots(small(), "women") == (0, 1, 2, 3, 4, 5, 6)
    assert [text.code for text in organisation_texts(small(), "front")] == ["t"]


def test_parts_of_a_ratio_are_whole_numbers_that_add_up() -> None:
    part = small().cell_by_code["r.numerator"]
    assert (part.value_type, part.area_aggregation, part.decimals) == (
        ValueType.INTEGER,
        AreaAggregation.SUM,
        0,
    )
    assert small().indicator_by_code["r"].area_aggregation is AreaAggregation.WEIGHTED_AVERAGE


def test_figures_of_an_array() -> None:
    values = [Decimal(1), None, Decimal(4), Decimal(1), Decimal(8), Decimal("2.5"), None]
    assert figure(small(), values, "split") == 4
    assert figure(small(), values, "r") == Decimal("12.5")
    assert figure(small(), values, "w") == Decimal("2.5")
    assert figures(small(), values)["split.p"] is None
    assert figure(small(), [*values[:4], Decimal(0), None, None], "r") is None
    assert figure(small(), [None] * 7, "split") is None


def test_who_gives_and_to_whom() -> None:
    form = small()
    assert role_of(form, "women", "province") == "gives"
    assert role_of(form, "women", "commune", ["00001", "001", "01"]) is None
    assert role_of(form, "front", "commune", ["00001", "001", "01"]) == "gives"
    assert role_of(form, "front", "commune", ["24769", "672", "68"]) is None
    assert addressee(form, "vertical", "front", "province") == "Standing Board of {recipient}"
    assert addressee(form, "vertical", "women", "province") == "{recipient}"
    assert (form.deadline.working_days_for("commune"), form.deadline.working_days_for("province")) == (1, 3)


def test_the_window_is_the_preset() -> None:
    period = parse_period("2021-M06")
    assert [day.isoformat() for day in window_of(small(), period)] == ["2021-05-15", "2021-06-14"]
    assert window_of(small(window="calendar"), period)[1].isoformat() == "2021-06-30"


def test_a_mapping_kept_as_json_gives_the_same_form() -> None:
    for path in sorted(FORMS.glob("*.yaml")):
        mapping = read_mapping(path.read_text(encoding="utf-8"), path.name)
        kept = json.loads(json.dumps(mapping))
        assert definition_of(kept, path.name) == parse_form(path.read_text(encoding="utf-8"), path.name)


@pytest.mark.parametrize(
    ("path", "value", "where", "words"),
    [
        (["code"], "Bad Code", "code", "a–z"),
        (["version"], 0, "version", "whole number"),
        (["frequency"], "weekly", "frequency", "half_year"),
        (["deadline"], None, "deadline", "working_days"),
        (["deadline", "by_level"], {"moon": 2}, "deadline.by_level.moon", "commune"),
        (["who", 0, "levels"], ["moon"], "who[0].levels", "province"),
        (["who"], [], "who", "who gives"),
        (["sections", 0, "indicators", 0, "type"], "text", "sections[0].indicators[0].type", "ratio"),
        (["sections", 0, "indicators", 0, "decimals"], 2, "sections[0].indicators[0].decimals", "decimal"),
        (["sections", 0, "indicators", 0, "unitt"], "x", "sections[0].indicators[0].unitt", "Unknown key"),
        (["sections", 0, "indicators", 0, "code"], "split", "indicators", "2 times"),
        (["sections", 0, "indicators", 0, "minimum"], "x", "sections[0].indicators[0].minimum", "number"),
        (["sections", 0, "indicators", 0, "maximum"], -1, "sections[0].indicators[0].minimum", "Exchange"),
        (["sections", 0, "indicators", 0, "total"], True, "sections[0].indicators[0].total", "by"),
        (
            ["sections", 0, "indicators", 0, "compulsory"],
            "ja",
            "sections[0].indicators[0].compulsory",
            "true",
        ),
        (["sections", 0, "indicators", 0, "type"], "choice", "sections[0].indicators[0].choices", "[a, b]"),
        (["sections", 0, "indicators", 2, "numerator"], "", "sections[0].indicators[2].numerator", "ratio"),
        (
            ["sections", 0, "indicators", 2, "over_areas"],
            "sum",
            "sections[0].indicators[2].over_areas",
            "weight",
        ),
        (["sections", 0, "texts", 0, "kind"], "poem", "sections[0].texts[0].kind", "situation"),
        (["sections", 1, "organisations"], ["bees"], "sections[1].organisations", "bees"),
        (["sections", 1, "indicators", 0, "sentence"], "{w", "sections[1].indicators[0].sentence", "{code}"),
        (["sections", 1, "indicators", 0, "sentence"], "{x}", "sections[1].indicators[0].sentence", "“x”"),
        (["rules", 0, "check"], "a <=", "rules[0].check", "Column 5"),
        (["rules", 0, "check"], "a <= nope", "rules[0].check", "nope"),
        (["rules", 0, "severity"], "fatal", "rules[0].severity", "warning"),
        (["rules", 1, "factor"], 1, "rules[1].factor", "above 1"),
        (["rules", 1, "except"], ["nope"], "rules[1].indicators", "nope"),
        (["rules", 1, "code"], "k", "rules[1].code", "twice"),
        (["sections"], "x", "sections", "list"),
    ],
)
def test_each_fault_names_its_path_and_the_remedy(
    path: list[Any], value: Any, where: str, words: str
) -> None:
    mapping = deepcopy(SMALL)
    place: Any = mapping
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    found = faults(mapping)
    assert any(at == where and words in sentence for at, sentence in found), found


def test_all_faults_come_at_once_with_the_file() -> None:
    mapping = deepcopy(SMALL)
    mapping["title"] = ""
    mapping["sections"][0]["texts"][0]["kind"] = "poem"
    with pytest.raises(FormDefinitionInvalid) as caught:
        definition_of(mapping, "small.yaml")
    assert [where for where, _sentence in caught.value.problems] == ["title", "sections[0].texts[0].kind"]
    assert str(caught.value).startswith("small.yaml: title: ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [1", "line 2"),
        ("- 1", "no mapping"),
        ("a: 1\na: 2", "twice"),
        ("", "no mapping"),
        ("a: !!python/object:os.system {}", "YAML"),
    ],
)
def test_what_is_not_yaml_is_refused(text: str, words: str) -> None:
    with pytest.raises(FormDefinitionInvalid, match=words):
        parse_form(text, "x.yaml")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=8))
def test_a_mangled_form_is_refused_not_crashed_on(value: Any) -> None:
    for key in SMALL:
        try:
            definition_of({**deepcopy(SMALL), key: value}, "x.yaml")
            refused = None
        except FormDefinitionInvalid as error:
            refused = error
        assert refused is None or refused.faults


def test_dates_in_yaml_stay_text() -> None:
    assert read_mapping("code: 2021-06-14", "x") == {"code": "2021-06-14"}


def test_the_form_of_the_half_year() -> None:
    form = parse_form((FORMS / "bao_cao_cong_tac_dan_van.yaml").read_text(encoding="utf-8"), "f")
    for organisation in ("MTTQ", "CD", "ND", "TN", "PN", "CCB"):
        assert 55 <= len(organisation_slots(form, organisation)) <= 62
        assert len(organisation_texts(form, organisation)) == 12
    shops = form.indicator_by_code["safe_produce_shops"]
    assert (shops.area_aggregation, shops.time_aggregation) == (AreaAggregation.SUM, TimeAggregation.LATEST)
    assert {item.value_type for item in form.indicator_by_code.values()} == set(ValueType)
    assert role_of(form, "BDV", "centre") == "only_consolidates"
    assert role_of(form, "MTTQ", "commune", ["c63-00001", "d63-001", "p63-01"]) == "gives"
    assert role_of(form, "PN", "commune", ["c63-00001", "d63-001", "p63-01"]) is None


def test_the_short_form_has_five_indicators_and_two_texts() -> None:
    form = parse_form((FORMS / "bao_cao_nhanh.yaml").read_text(encoding="utf-8"), "f")
    assert (len(form.cells), len(form.text_by_code)) == (5, 2)
