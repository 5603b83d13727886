"""The rule language and what its rules find."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.reporting.domain.expressions import (
    Binary,
    Expression,
    ExpressionError,
    Has,
    Name,
    Negative,
    Number,
    Sum,
    parse_comparison,
    parse_expression,
    value_of,
)
from giaoban.apps.reporting.domain.rules import (
    PastRule,
    RangeRule,
    RuleDef,
    Subject,
    Violation,
    cells_named,
    evaluate,
)

Figures = Mapping[str, Decimal | None]

codes = st.from_regex(r"[a-z][a-z0-9_]{0,6}(\.[a-z][a-z0-9_]{0,4})?", fullmatch=True)
numbers = st.decimals(0, 10**9, places=2).map(lambda d: Number(Decimal(format(d, "f"))))
leaves = (
    numbers | codes.map(Name) | codes.map(Has) | st.builds(Name, codes, st.sampled_from(["prev", "plan"]))
)
trees: st.SearchStrategy[Expression] = st.recursive(
    leaves,
    lambda inner: (
        st.builds(Negative, inner)
        | st.builds(lambda parts: Sum(tuple(parts)), st.lists(inner, min_size=1, max_size=3))
        | st.builds(Binary, st.sampled_from(["+", "-", "*", "/"]), inner, inner)
    ),
    max_leaves=12,
)


def rule(check: str, **more: Any) -> RuleDef:
    left, operator, right = parse_comparison(check)
    given_fields = {"code": "k", "severity": "error", "message": "{left} {right} {ratio}", **more}
    return RuleDef(left=left, operator=operator, right=right, **given_fields)


def judged(one: RuleDef | RangeRule | PastRule, current: Figures, **past: Figures) -> tuple[Violation, ...]:
    empty: Figures = {}
    return evaluate(
        [one], current, past.get("previous", empty), past.get("last_year", empty), past.get("plan", empty)
    )


def numbers_of(**figures: float | None) -> dict[str, Decimal | None]:
    return {code: None if value is None else Decimal(str(value)) for code, value in figures.items()}


@given(trees)
def test_what_is_written_is_what_is_read(tree: Expression) -> None:
    assert parse_expression(str(tree)) == tree


@given(st.text(alphabet="abp_.(),+-*/<>=! 019§é\n", max_size=40) | st.text(max_size=40))
def test_garbage_is_refused_with_a_position_inside_it(text: str) -> None:
    for parse in (parse_expression, parse_comparison):
        position = 1
        try:
            parse(text)
        except ExpressionError as error:
            position = error.position
        assert 1 <= position <= len(text) + 1


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("a +", 4),
        ("a § b", 3),
        ("(a", 3),
        ("a b", 3),
        ("open(a)", 1),
        ("a.__class__", 2),
        ("prev(1)", 6),
        ("sum()", 5),
        ("1.a", 2),
        ("  A", 3),
        ("(" * 60 + "a" + ")" * 60, 51),
    ],
)
def test_the_position_points_at_the_fault(text: str, position: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)
    assert caught.value.position == position


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("8 / 2 / 2", 2),
        ("5 - 2 - 1", 2),
        ("-2 * -3", 6),
        ("a / zero", None),
        ("a + missing", None),
        ("sum(a, missing)", 10),
        ("sum(missing)", None),
        ("has(a) + has(missing)", 1),
        ("split.cash", 4),
    ],
)
def test_values(text: str, value: int | None) -> None:
    figures = {"a": Decimal(10), "zero": Decimal(0), "split.cash": Decimal(4)}
    assert value_of(parse_expression(text), lambda code, _time: figures.get(code)) == value


def test_past_and_plan_are_read_from_their_own_figures() -> None:
    one = rule("x - prev(x) + last_year(x) * plan(x) == 0")
    found = judged(
        one,
        numbers_of(x=10),
        previous=numbers_of(x=4),
        last_year=numbers_of(x=2),
        plan=numbers_of(x=3),
    )
    assert [violation.left_value for violation in found] == [12]
    assert cells_named(one) == ("x",)


@pytest.mark.parametrize(
    ("operator", "kept", "broken"),
    [("<=", 2, 3), ("<", 1, 2), (">=", 2, 1), (">", 3, 2), ("==", 2, 1), ("!=", 1, 2)],
)
def test_operators(operator: str, kept: int, broken: int) -> None:
    one = rule(f"a {operator} 2")
    assert judged(one, numbers_of(a=kept)) == ()
    assert judged(one, numbers_of(a=broken))[0].cells == ("a",)


def test_a_violation_says_what_it_compared() -> None:
    found = judged(rule("a <= b", explain_required=True), numbers_of(a=1500, b=1000))[0]
    assert (found.left_value, found.right_value, found.ratio) == (1500, 1000, Decimal("1.5"))
    assert found.message == "1.500 1.000 1,5"
    assert found.cells == ("a", "b")
    assert found.explain_required


def test_missing_is_skipped_unless_the_rule_counts_it_as_zero() -> None:
    assert judged(rule("a <= b"), numbers_of(a=5, b=None)) == ()
    assert judged(rule("a <= b", skip_when_missing=False), numbers_of(a=5, b=None))[0].right_value == 0


def test_dividing_by_zero_is_never_judged() -> None:
    assert judged(rule("a / b <= 1", skip_when_missing=False), numbers_of(a=5, b=0)) == ()


@pytest.mark.parametrize(("value", "bound"), [(-1, 0), (101, 100), (0, None), (100, None)])
def test_range(value: int, bound: int | None) -> None:
    one = RangeRule("r", "a", "A", Decimal(0), Decimal(100))
    assert [found.right_value for found in judged(one, numbers_of(a=value))] == (
        [] if bound is None else [bound]
    )


PAST = PastRule(
    "far",
    (Subject("a", "A"),),
    "last_year",
    Decimal(5),
    Decimal(50),
    "warning",
    "{name} ×{ratio}",
    "{name} ÷{ratio}",
    "{name} 0",
)


@pytest.mark.parametrize(
    ("value", "base", "message"),
    [
        (1200, 120, "A ×10"),
        (599, 120, None),
        (600, 120, "A ×5"),
        (24, 120, "A ÷5"),
        (25, 120, None),
        (0, 120, "A 0"),
        (6, 1, None),
        (1200, 0, None),
        (1200, None, None),
        (None, 120, None),
    ],
)
def test_the_distance_from_the_units_own_past(
    value: int | None, base: int | None, message: str | None
) -> None:
    found = judged(PAST, numbers_of(a=value), last_year=numbers_of(a=base))
    assert [violation.message for violation in found] == ([] if message is None else [message])


@given(st.integers(1, 10**6), st.integers(2, 20))
def test_a_zero_too_many_is_always_caught(base: int, factor: int) -> None:
    one = PastRule(
        "far", (Subject("a", "A"),), "last_year", Decimal(factor), Decimal(0), "warning", "", "", ""
    )
    caught = judged(one, {"a": Decimal(base * 10)}, last_year={"a": Decimal(base)})
    assert bool(caught) == (factor <= 10)
    low = judged(one, {"a": Decimal(base)}, last_year={"a": Decimal(base * 10)})
    assert bool(low) == (factor <= 10)
