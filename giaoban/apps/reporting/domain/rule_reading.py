"""The rules of a form definition, from plain values, with their names resolved to cells.

Three kinds: `check: "a <= b"`; `far_from: last_year` with a factor and a floor, over all counted cells or
those listed; and a range for every cell whose indicator sets a minimum or maximum (made here, not written).
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, cast

from django.utils.translation import gettext as _

from giaoban.apps.indicators.enums import ValueType
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
)
from giaoban.apps.reporting.domain.form_definition import FormDefinition
from giaoban.apps.reporting.domain.nodes import Node
from giaoban.apps.reporting.domain.rules import PastRule, RangeRule, Rule, RuleDef, Severity, Subject

_SEVERITIES = ("error", "warning")
_COUNTED = (ValueType.INTEGER, ValueType.DECIMAL, ValueType.MONEY)


def read_rules(nodes: list[Node], form: FormDefinition) -> tuple[Rule, ...]:
    """All rules: the ranges first, then as written. Faults go into the nodes' list of problems."""
    written = [_past_rule(node, form) if "far_from" in node.value else _check(node, form) for node in nodes]
    codes: set[str] = set()
    for node, rule in zip(nodes, written, strict=True):
        if rule.code in codes:
            twice = _("The code “%(code)s” stands twice.") % {"code": rule.code}
            node.refuse("code", twice, _("Give each its own code."))
        codes.add(rule.code)
        node.end()
    return (*_ranges(form), *written)


def _ranges(form: FormDefinition) -> Iterator[RangeRule]:
    for cell in form.cells:
        if cell.minimum is None and cell.maximum is None:
            continue
        yield RangeRule(
            code=f"range_{cell.code}",
            cell=cell.code,
            name=cell.name,
            minimum=cell.minimum,
            maximum=cell.maximum,
        )


def _check(node: Node, form: FormDefinition) -> RuleDef:
    text = node.text("check")
    left: Expression = Number(Decimal(0))
    right: Expression = left
    operator = "=="
    try:
        left, operator, right = parse_comparison(text)
    except ExpressionError as error:
        if text:
            node.refuse(
                "check",
                _("Column %(position)d of “%(text)s”: %(message)s")
                % {"position": error.position, "text": text, "message": error.message},
                _("Write it as “a + b <= c”."),
            )
    return RuleDef(
        code=node.code(),
        left=_resolved(left, form, node),
        operator=operator,  # type: ignore[arg-type]  # one of Operator, or "==" beside a noted problem
        right=_resolved(right, form, node),
        severity=cast(Severity, node.choice("severity", _SEVERITIES)),
        message=node.text("message"),
        explain_required=node.flag("explain"),
        skip_when_missing=node.flag("skip_when_missing", default=True),
    )


def _past_rule(node: Node, form: FormDefinition) -> PastRule:
    factor, floor = node.number("factor"), node.number("floor")
    if factor is None or factor <= 1:
        node.refuse("factor", _("The factor must be above 1."), _("Write for example “factor: 5”."))
        factor = Decimal(2)
    against = node.choice("far_from", ("prev", "last_year", "plan"))
    return PastRule(
        code=node.code(),
        subjects=_subjects(node, form, against),
        against=cast(Literal["prev", "last_year", "plan"], against),
        factor=factor,
        floor=floor if floor is not None else Decimal(0),
        severity=cast(Severity, node.choice("severity", _SEVERITIES, "warning")),
        message_high=node.text("message_high"),
        message_low=node.text("message_low"),
        message_zero=node.text("message_zero"),
        explain_required=node.flag("explain", default=True),
    )


def _subjects(node: Node, form: FormDefinition, against: str) -> tuple[Subject, ...]:
    """Listed indicators, or all counted ones; less those under `except`."""
    listed, left_out = node.words("indicators"), node.words("except")
    for code in (*listed, *left_out):
        if code not in form.indicator_by_code:
            _unknown(code, node, "indicators")
    return tuple(
        Subject(cell.code, cell.name)
        for cell in form.cells
        if (not listed or cell.indicator_code in listed)
        and cell.indicator_code not in left_out
        and cell.value_type in _COUNTED
        and (against != "plan" or cell.has_plan)
    )


def _resolved(expression: Expression, form: FormDefinition, node: Node) -> Expression:
    """The expression with each indicator that has several cells spelled out in them."""
    match expression:
        case Number():
            return expression
        case Has(code):
            if code not in form.cell_by_code:
                _unknown(code, node)
            return expression
        case Name():
            return _resolved_name(expression, form, node)
        case Negative(of):
            return Negative(_resolved(of, form, node))
        case Sum(parts):
            return Sum(tuple(_resolved(part, form, node) for part in parts))
        case Binary(operator, left, right):
            return Binary(operator, _resolved(left, form, node), _resolved(right, form, node))


def _resolved_name(name: Name, form: FormDefinition, node: Node) -> Expression:
    if name.code in form.cell_by_code:
        return name
    if name.code not in form.indicator_by_code:
        _unknown(name.code, node)
        return name
    parts = tuple(Name(cell.code, name.time) for cell in form.cells_by_indicator[name.code])
    if form.indicator_by_code[name.code].value_type is ValueType.RATIO:
        return Binary("/", parts[0], parts[1])
    return Sum(parts)


def _unknown(code: str, node: Node, key: str = "check") -> None:
    node.refuse(
        key,
        _("The form has no figure “%(code)s”.") % {"code": code},
        _("Name an indicator, or one of its cells as indicator.category."),
    )
