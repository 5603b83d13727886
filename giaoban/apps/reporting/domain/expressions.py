"""The language of validation rules: figures of the form, their past and plan, and plain arithmetic.

    comparison := expression ("<=" | "<" | ">=" | ">" | "==" | "!=") expression
    expression := term (("+" | "-") term)*
    term       := factor (("*" | "/") factor)*
    factor     := "-" factor | number | name | call | "(" expression ")"
    call       := ("prev" | "last_year" | "plan" | "has") "(" name ")"
                | "sum" "(" expression ("," expression)* ")"
    name       := letters, digits and "_", one dot allowed: `epidemic_received.cash`

`prev(x)` is x of the period before, `last_year(x)` of the same period last year, `plan(x)` of the plan of
the year; `has(x)` is 1 where x was given, else 0. Written by hand and never executed as Python.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast, get_args

from django.utils.translation import gettext as _

Time = Literal["current", "prev", "last_year", "plan"]
Operator = Literal["<=", "<", ">=", ">", "==", "!="]

_SIGN = re.compile(
    r"\s*(?:([0-9]+(?:\.[0-9]+)?)|([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)|(<=|>=|==|!=|[-+*/(),<>]))"
)
_PASTS = ("prev", "last_year", "plan")
_DEEPEST = 50


class ExpressionError(Exception):
    """The text is not an expression; `position` is the column, from 1."""

    def __init__(self, text: str, position: int, message: str) -> None:
        self.text, self.position, self.message = text, position, message
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal

    def __str__(self) -> str:
        return format(self.value, "f")


@dataclass(frozen=True, slots=True)
class Name:
    code: str
    time: Time = "current"

    def __str__(self) -> str:
        return self.code if self.time == "current" else f"{self.time}({self.code})"


@dataclass(frozen=True, slots=True)
class Has:
    code: str

    def __str__(self) -> str:
        return f"has({self.code})"


@dataclass(frozen=True, slots=True)
class Negative:
    of: "Expression"

    def __str__(self) -> str:
        return f"-{_bracketed(self.of)}"


@dataclass(frozen=True, slots=True)
class Sum:
    """Adds what was given; missing only when every part is missing."""

    parts: "tuple[Expression, ...]"

    def __str__(self) -> str:
        return f"sum({', '.join(str(part) for part in self.parts)})"


@dataclass(frozen=True, slots=True)
class Binary:
    """Missing when one side is missing; undefined (None too) when it divides by zero."""

    operator: Literal["+", "-", "*", "/"]
    left: "Expression"
    right: "Expression"

    def __str__(self) -> str:
        return f"{_bracketed(self.left)} {self.operator} {_bracketed(self.right)}"


Expression = Number | Name | Has | Negative | Sum | Binary


def _bracketed(part: Expression) -> str:
    return f"({part})" if isinstance(part, Binary | Negative) else str(part)


def parse_expression(text: str) -> Expression:
    """The tree of an expression. Raises ExpressionError; `parse_expression(str(tree)) == tree`."""
    parser = _Parser(text)
    found = parser.expression()
    parser.end()
    return found


def parse_comparison(text: str) -> tuple[Expression, Operator, Expression]:
    """Left, operator and right of `a <= b`. Raises ExpressionError."""
    parser = _Parser(text)
    left = parser.expression()
    operator = parser.take(*get_args(Operator))
    right = parser.expression()
    parser.end()
    return left, cast(Operator, operator), right


def names(expression: Expression) -> tuple[Name | Has, ...]:
    """Every figure an expression mentions, in order, repeated as often as it is mentioned."""
    match expression:
        case Number():
            return ()
        case Name() | Has():
            return (expression,)
        case Negative(of):
            return names(of)
        case Sum(parts):
            return tuple(name for part in parts for name in names(part))
        case Binary(_, left, right):
            return names(left) + names(right)


def value_of(expression: Expression, figure: Callable[[str, Time], Decimal | None]) -> Decimal | None:
    """The value, or None where a figure it needs is missing or a divisor is zero."""
    match expression:
        case Number(value):
            return value
        case Name(code, time):
            return figure(code, time)
        case Has(code):
            return Decimal(0 if figure(code, "current") is None else 1)
        case Negative(of):
            inner = value_of(of, figure)
            return None if inner is None else -inner
        case Sum(parts):
            given = [found for part in parts if (found := value_of(part, figure)) is not None]
            return sum(given, Decimal(0)) if given else None
        case Binary(operator, left, right):
            return _calculate(operator, value_of(left, figure), value_of(right, figure))


def _calculate(operator: str, left: Decimal | None, right: Decimal | None) -> Decimal | None:
    if left is None or right is None or (operator == "/" and not right):
        return None
    calculations: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
        "+": Decimal.__add__,
        "-": Decimal.__sub__,
        "*": Decimal.__mul__,
        "/": Decimal.__truediv__,
    }
    return calculations[operator](left, right)


class _Parser:
    """Recursive descent over the signs of one text; `at` is the one in hand."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0
        self.signs: list[tuple[str, int]] = []
        position = 0
        while text[position:].strip():
            match = _SIGN.match(text, position)
            if match is None:
                spaces = len(text[position:]) - len(text[position:].lstrip())
                raise ExpressionError(
                    text,
                    position + spaces + 1,
                    _("“%(sign)s” has no meaning here.") % {"sign": text[position + spaces]},
                )
            self.signs.append((match.group().strip(), match.end() - len(match.group().strip()) + 1))
            position = match.end()

    @property
    def sign(self) -> str:
        return self.signs[self.at][0] if self.at < len(self.signs) else ""

    def refuse(self, expected: str) -> ExpressionError:
        position = self.signs[self.at][1] if self.at < len(self.signs) else len(self.text) + 1
        return ExpressionError(
            self.text,
            position,
            _("Expected %(expected)s, found %(found)s.")
            % {"expected": expected, "found": f"“{self.sign}”" if self.sign else _("the end")},
        )

    def take(self, *wanted: str) -> str:
        if self.sign not in wanted:
            raise self.refuse(" ".join(wanted))
        self.at += 1
        return self.signs[self.at - 1][0]

    def end(self) -> None:
        if self.at < len(self.signs):
            raise self.refuse(_("the end"))

    def expression(self) -> Expression:
        found = self.term()
        while self.sign in {"+", "-"}:
            found = Binary(cast(Literal["+", "-"], self.take("+", "-")), found, self.term())
        return found

    def term(self) -> Expression:
        found = self.factor()
        while self.sign in {"*", "/"}:
            found = Binary(cast(Literal["*", "/"], self.take("*", "/")), found, self.factor())
        return found

    def factor(self) -> Expression:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.refuse(_("fewer brackets inside each other"))
        try:
            return self._factor()
        finally:
            self.depth -= 1

    def _factor(self) -> Expression:
        if self.sign == "-":
            self.take("-")
            return Negative(self.factor())
        if self.sign == "(":
            self.take("(")
            found = self.expression()
            self.take(")")
            return found
        if self.sign[:1].isdigit():
            return Number(Decimal(self.take(self.sign)))
        return self.named()

    def named(self) -> Expression:
        word = self.name()
        if self.sign != "(":
            return Name(word)
        if word == "sum":
            return self.sum()
        if word != "has" and word not in _PASTS:
            self.at -= 1
            raise self.refuse("prev, last_year, plan, has, sum")
        self.take("(")
        code = self.name()
        self.take(")")
        return Has(code) if word == "has" else Name(code, cast(Time, word))

    def sum(self) -> Expression:
        self.take("(")
        parts = [self.expression()]
        while self.sign == ",":
            self.take(",")
            parts.append(self.expression())
        self.take(")")
        return Sum(tuple(parts))

    def name(self) -> str:
        if not self.sign[:1].isalpha():
            raise self.refuse(_("a figure's code"))
        return self.take(self.sign)
