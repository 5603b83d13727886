"""Rules a report's figures must keep: comparisons, ranges, and the distance from the unit's own past.

An error stops the hand-in; a warning asks for an explanation or a second look, and becomes a doubt upstream.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from giaoban.apps.reporting.domain.expressions import (
    Expression,
    Has,
    Operator,
    Time,
    names,
    value_of,
)
from giaoban.kit.numbers import format_number, say_number

Severity = Literal["error", "warning"]
Figures = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class RuleDef:
    """`left operator right` must hold. Not judged where a figure it needs is missing, unless
    `skip_when_missing` is False: then a missing side counts as 0. Dividing by zero is never judged.

    `message` may hold {left}, {right} and {ratio} (left / right).
    """

    code: str
    left: Expression
    operator: Operator
    right: Expression
    severity: Severity
    message: str
    explain_required: bool = False
    skip_when_missing: bool = True


@dataclass(frozen=True, slots=True)
class RangeRule:
    """The cell lies between two numbers, both included; None is an open end."""

    code: str
    cell: str
    name: str
    minimum: Decimal | None
    maximum: Decimal | None


@dataclass(frozen=True, slots=True)
class Subject:
    """A cell watched by a rule over many, with the name its message calls it by."""

    cell: str
    name: str


@dataclass(frozen=True, slots=True)
class PastRule:
    """Each subject is neither `factor` times its own past nor less than its `factor`th part.

    Judged only where the past is given and not 0, and the larger of the two is at least `floor`:
    from 1 to 6 is no contradiction. The messages may hold {name}, {left}, {right} and {ratio} (always ≥ 1; not
    in `message_zero`, for a figure that fell to 0).
    """

    code: str
    subjects: tuple[Subject, ...]
    against: Literal["prev", "last_year", "plan"]
    factor: Decimal
    floor: Decimal
    severity: Severity
    message_high: str
    message_low: str
    message_zero: str
    explain_required: bool = True


Rule = RuleDef | RangeRule | PastRule


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule not kept. `cells` are the cells of the report in hand, the ones an error points at.

    `ratio` is left / right, None where right is 0 or has no meaning (a range).
    """

    rule_code: str
    severity: Severity
    cells: tuple[str, ...]
    left_value: Decimal
    right_value: Decimal
    message: str
    ratio: Decimal | None
    explain_required: bool


def evaluate(
    rules: Iterable[Rule], current: Figures, previous: Figures, last_year: Figures, plan: Figures
) -> tuple[Violation, ...]:
    """Every rule that is not kept, in the order of the rules. Figures are by cell code; absent is missing."""
    sources: Mapping[Time, Figures] = {
        "current": current,
        "prev": previous,
        "last_year": last_year,
        "plan": plan,
    }
    found: list[Violation] = []
    for rule in rules:
        match rule:
            case RuleDef():
                found.extend(_compare(rule, sources))
            case RangeRule():
                found.extend(_range(rule, current))
            case PastRule():
                found.extend(_past(rule, current, sources[rule.against]))
    return tuple(found)


def cells_named(rule: Rule) -> tuple[str, ...]:
    """Cells of the report in hand that the rule looks at, each once, in order."""
    match rule:
        case RuleDef():
            mentioned = (*names(rule.left), *names(rule.right))
            here = [name.code for name in mentioned if isinstance(name, Has) or name.time == "current"]
            return tuple(dict.fromkeys(here))
        case RangeRule():
            return (rule.cell,)
        case PastRule():
            return tuple(subject.cell for subject in rule.subjects)


def _compare(rule: RuleDef, sources: Mapping[Time, Figures]) -> Iterable[Violation]:
    def figure(code: str, time: Time) -> Decimal | None:
        value = sources[time].get(code)
        return Decimal(0) if value is None and not rule.skip_when_missing else value

    left, right = value_of(rule.left, figure), value_of(rule.right, figure)
    if left is None or right is None or _holds(left, rule.operator, right):
        return
    ratio = left / right if right else None
    yield Violation(
        rule_code=rule.code,
        severity=rule.severity,
        cells=cells_named(rule),
        left_value=left,
        right_value=right,
        message=_filled(rule.message, left, right, ratio),
        ratio=ratio,
        explain_required=rule.explain_required,
    )


def _holds(left: Decimal, operator: Operator, right: Decimal) -> bool:
    match operator:
        case "<=":
            return left <= right
        case "<":
            return left < right
        case ">=":
            return left >= right
        case ">":
            return left > right
        case "==":
            return left == right
        case "!=":
            return left != right


def _range(rule: RangeRule, current: Figures) -> Iterable[Violation]:
    value = current.get(rule.cell)
    if value is None:
        return
    if rule.minimum is not None and value < rule.minimum:
        bound = rule.minimum
    elif rule.maximum is not None and value > rule.maximum:
        bound = rule.maximum
    else:
        return
    yield Violation(
        rule_code=rule.code,
        severity="error",
        cells=(rule.cell,),
        left_value=value,
        right_value=bound,
        message=_("%(name)s: %(value)s lies outside what is possible (limit %(limit)s).")
        % {"name": rule.name, "value": say_number(value), "limit": say_number(bound)},
        ratio=None,
        explain_required=False,
    )


def _past(rule: PastRule, current: Figures, past: Figures) -> Iterable[Violation]:
    for subject in rule.subjects:
        value, base = current.get(subject.cell), past.get(subject.cell)
        if value is None or not base or max(abs(value), abs(base)) < rule.floor:
            continue
        ratio = value / base
        if 1 / rule.factor < ratio < rule.factor:
            continue
        high = ratio >= rule.factor
        shown = ratio if high else (1 / ratio if ratio else None)
        message = rule.message_high if high else rule.message_low if value else rule.message_zero
        yield Violation(
            rule_code=rule.code,
            severity=rule.severity,
            cells=(subject.cell,),
            left_value=value,
            right_value=base,
            message=_filled(message, value, base, shown, subject.name),
            ratio=ratio,
            explain_required=rule.explain_required,
        )


def _filled(message: str, left: Decimal, right: Decimal, ratio: Decimal | None, name: str = "") -> str:
    """The message with its figures; replaced one by one, so a stray brace in it stays what it is."""
    shown = {
        "{name}": name,
        "{left}": format_number(left),
        "{right}": format_number(right),
        "{ratio}": "" if ratio is None else format_number(round(ratio, 1)),
    }
    for mark, text in shown.items():
        message = message.replace(mark, text)
    return message
