"""Which series a document's number comes from, and how number and symbol are written. Rules are data.

A series runs without a gap for one issuer, one series code ("ke_hoach", or "*" for all types) and one span
("2021", "party-XIII"). The type is the clerk's choice; nothing here reads it off an abbreviation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

ALL_TYPES = "*"


class NumberingError(ValueError):
    """The numbering rules do not fit; the message names the key."""


class NoTerm(ValueError):
    """No term of office holds on the day."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of office: from `begins` until the next one of its list begins."""

    code: str
    begins: date


@dataclass(frozen=True, slots=True)
class Preset:
    """How one family of issuers numbers. `terms` is empty when numbers begin again each year."""

    code: str
    title: str
    basis: str
    pattern: str
    untyped: str
    untyped_types: frozenset[str]
    one_series: bool
    together: tuple[tuple[str, frozenset[str]], ...]
    digits: int
    terms_code: str
    terms: tuple[Term, ...]

    def series_of(self, type_code: str) -> str:
        """The code of the series a type's numbers come from."""
        if self.one_series:
            return ALL_TYPES
        return next((name for name, types in self.together if type_code in types), type_code)

    def span_of(self, day: date) -> str:
        """The span `day` lies in: "2021" or "party-XIII". Raises NoTerm before the first term."""
        if not self.terms:
            return f"{day.year}"
        held = [term for term in self.terms if term.begins <= day]
        if not held:
            raise NoTerm(f"{self.code}: no term of {self.terms_code} holds on {day.isoformat()}")
        return f"{self.terms_code}-{held[-1].code}"

    def suffix(self, type_code: str, abbreviation: str, issuer: str) -> str:
        """What stands behind the number: "/KH-MTTW-BTT", "-KH/BDVTW"; without a type "/MTTW-BTT"."""
        bare = type_code in self.untyped_types or not abbreviation
        form = self.untyped if bare else self.pattern
        return form.format(number="", type=abbreviation, issuer=issuer)

    def write(self, number: int, type_code: str, abbreviation: str, issuer: str) -> str:
        """Number and symbol as printed: "05/KH-MTTW-BTT"; a 0 before numbers under 10."""
        if number < 1:
            raise ValueError("a document's number starts at 1")
        return f"{number:0{self.digits}d}{self.suffix(type_code, abbreviation, issuer)}"


@dataclass(frozen=True, slots=True)
class Rule:
    """Issuers that a preset holds for; an empty place fits every issuer."""

    preset: str
    unit: str = ""
    organisation: str = ""
    kind: str = ""

    def fits(self, unit: str, organisation: str, kind: str) -> bool:
        asked = ((self.unit, unit), (self.organisation, organisation), (self.kind, kind))
        return all(not wanted or wanted == given for wanted, given in asked)


@dataclass(frozen=True, slots=True)
class Scheme:
    """All presets, and which issuer follows which."""

    presets: Mapping[str, Preset]
    rules: tuple[Rule, ...]

    def preset_for(self, *, unit: str, organisation: str, kind: str) -> Preset:
        """The preset of the first rule that fits (codes of unit and organisation, kind of organisation)."""
        found = next(rule for rule in self.rules if rule.fits(unit, organisation, kind))
        return self.presets[found.preset]


def scheme_from_data(data: Mapping[str, Any], *, types: Mapping[str, str], kinds: Collection[str]) -> Scheme:
    """The scheme that a mapping (from YAML) describes; `types`: code → abbreviation. Raises NumberingError.

    Types that would write the same symbol must share a series: else two papers would carry one number.
    """
    _keys(data, "numbering", needed=("presets", "rules"), allowed=("terms",))
    terms = {code: _terms(rows, f"terms.{code}") for code, rows in (data.get("terms") or {}).items()}
    presets = {
        code: _preset(code, row, terms, frozenset(types), f"presets.{code}")
        for code, row in data["presets"].items()
    }
    for preset in presets.values():
        _never_the_same_symbol(preset, types)
    rules = tuple(_rule(row, presets, kinds, f"rules[{n}]") for n, row in enumerate(data["rules"]))
    if not rules or rules[-1] != Rule(rules[-1].preset):
        raise NumberingError("rules: the last rule must fit every issuer")
    return Scheme(presets, rules)


def _never_the_same_symbol(preset: Preset, types: Mapping[str, str]) -> None:
    seen: dict[str, str] = {}
    for code, abbreviation in types.items():
        symbol, series = preset.suffix(code, abbreviation, "X"), preset.series_of(code)
        if seen.setdefault(symbol, series) != series:
            raise NumberingError(
                f"presets.{preset.code}: {code} would be written like another type ({symbol}): put both together"
            )


def _terms(rows: Any, where: str) -> tuple[Term, ...]:
    found = []
    for n, row in enumerate(rows or ()):
        _keys(row, f"{where}[{n}]", needed=("code", "from"))
        if type(row["from"]) is not date:
            raise NumberingError(f"{where}[{n}].from: a day is expected, not {row['from']!r}")
        found.append(Term(str(row["code"]), row["from"]))
    days = [term.begins for term in found]
    if not found or days != sorted(set(days)) or len({term.code for term in found}) != len(found):
        raise NumberingError(f"{where}: terms in order of their days are expected, each once")
    return tuple(found)


def _preset(
    code: str, row: Any, terms: Mapping[str, tuple[Term, ...]], types: frozenset[str], where: str
) -> Preset:
    _keys(
        row,
        where,
        needed=("title", "basis", "span", "series", "pattern", "untyped"),
        allowed=("terms", "together", "untyped_types", "digits"),
    )
    if row["span"] not in ("year", "term") or row["series"] not in ("type", "one"):
        raise NumberingError(f"{where}: span is year or term, series is type or one")
    if (row["span"] == "term") != ("terms" in row) or row.get("terms", "") not in {"", *terms}:
        raise NumberingError(f"{where}.terms: name a list of terms, exactly when the span is term")
    _pattern(row["pattern"], ["issuer", "number", "type"], f"{where}.pattern")
    _pattern(row["untyped"], ["issuer", "number"], f"{where}.untyped")
    together = tuple((str(name), frozenset(group)) for name, group in row.get("together", {}).items())
    untyped = frozenset(row.get("untyped_types", ()))
    if unknown := sorted((untyped | {t for _name, group in together for t in group}) - types):
        raise NumberingError(f"{where}: no such type of document: {unknown[0]}")
    return Preset(
        code, row["title"], row["basis"], row["pattern"], row["untyped"], untyped, row["series"] == "one",
        together, int(row.get("digits", 2)), str(row.get("terms", "")), terms.get(row.get("terms", ""), ()),
    )  # fmt: skip


def _rule(row: Any, presets: Mapping[str, Preset], kinds: Collection[str], where: str) -> Rule:
    _keys(row, where, needed=("preset",), allowed=("unit", "organisation", "kind"))
    if row["preset"] not in presets:
        raise NumberingError(f"{where}.preset: there is no {row['preset']!r}")
    if row.get("kind", "") not in {"", *kinds}:
        raise NumberingError(f"{where}.kind: there is no {row['kind']!r}")
    return Rule(**row)


def _pattern(text: Any, wanted: list[str], where: str) -> None:
    places = sorted(name for _, name, _, _ in Formatter().parse(str(text)) if name is not None)
    if places != wanted or not str(text).startswith("{number}"):
        raise NumberingError(f"{where}: {{number}} first, then each of {', '.join(wanted)} once: {text!r}")


def _keys(row: Any, where: str, *, needed: Collection[str], allowed: Collection[str] = ()) -> None:
    if not isinstance(row, Mapping):
        raise NumberingError(f"{where}: a mapping is expected")
    if missing := sorted(set(needed) - set(row)):
        raise NumberingError(f"{where}: key {missing[0]!r} is missing")
    if unknown := sorted(set(row) - set(needed) - set(allowed)):
        raise NumberingError(f"{where}: unknown key {unknown[0]!r}")
