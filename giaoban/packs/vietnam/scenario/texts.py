"""Texts of the demonstration reports, composed from fragments so that no two units say the same.

A central body's common parts are written out for it: its members, its field, in its own order. Everything else is
composed. A fragment may be kept to some organisations (`only`) or traits of a place (`when`, all of them), offers
choices as "(this|that)" and holds the unit's own figures as sentence patterns; one whose figure is missing or
0 is not used. Proposals are asks with a key: several units ask the same thing in other words, which is what
merging is for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from giaoban.apps.indicators.domain.sentences import parse_pattern, say
from giaoban.apps.reporting.domain.form_definition import figure_decimals, figures, organisation_texts
from giaoban.packs.vietnam.scenario.figures import CENTRE, form, provinces, values_for
from giaoban.packs.vietnam.scenario.splits import unit_interval
from giaoban.packs.vietnam.scenario.weak_points import WEAK_POINTS
from giaoban.packs.vietnam.words import ROUNDING_WORDS

_FOLDER = Path(__file__).parent / "texts"
_NOW = "2021-H1"
_CHOICE = re.compile(r"\(([^()|]*(?:\|[^()|]*)+)\)")
_FIGURE = re.compile(r"\{[a-z]+_")
_HOW_MANY = {"shortcomings": (3, 4), "causes": (3, 4), "lessons": (2, 3), "next_tasks": (4, 6)}
_LISTED = ("lessons", "next_tasks", "shortcomings")
_BODIES = {
    "MTTQ": ("Ủy ban MTTQ Việt Nam", "đoàn viên, hội viên", "Ban Công tác Mặt trận"),
    "CD": ("Liên đoàn Lao động", "đoàn viên", "tổ công đoàn"),
    "ND": ("Hội Nông dân", "hội viên", "chi hội"),
    "TN": ("Đoàn TNCS Hồ Chí Minh", "đoàn viên", "chi đoàn"),
    "PN": ("Hội Liên hiệp Phụ nữ", "hội viên", "chi hội"),
    "CCB": ("Hội Cựu chiến binh", "hội viên", "chi hội"),
}


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing a unit asks of a level above or a competent authority; equal keys ask the same thing."""

    key: str
    addressed_to: str
    text: str


@dataclass(frozen=True, slots=True)
class _Fragment:
    text: str
    when: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


def texts_for(organisation: str, province_code: str, period_code: str = _NOW) -> dict[str, str]:
    """The unit's texts by code; paragraphs end with a line break; what it does not answer is absent.

    Earlier periods, kept for their figures, say only that their text lies with the signed report.
    """
    texts = organisation_texts(form(), organisation)
    if period_code != _NOW:
        line = f"Nội dung kỳ {period_code} lưu tại báo cáo đã ký (dữ liệu mô phỏng)."
        return {text.code: line for text in texts if text.compulsory}
    found = {text.code: _text(text.code, organisation, province_code) for text in texts}
    return {code: text for code, text in found.items() if text}


def first_texts_for(organisation: str, province_code: str) -> dict[str, str]:
    """The texts of the unit's first workbook of 2021-H1, with what it was returned for."""
    texts = texts_for(organisation, province_code)
    for returned in WEAK_POINTS.returned:
        if (returned.organisation, returned.province) == (organisation, province_code):
            texts |= returned.first_texts
    return texts


def asks_for(organisation: str, province_code: str) -> tuple[Ask, ...]:
    """The up to three asks in the unit's proposals."""
    chance = unit_interval("asks", organisation, province_code)
    count = 0 if chance < 0.1 else 1 if chance < 0.4 else 2 if chance < 0.8 else 3
    traits = _traits(province_code)
    fitting = [ask for ask in _asks() if _fits(ask, organisation, traits)]
    fitting.sort(key=lambda ask: unit_interval("ask", ask["key"], organisation, province_code))
    return tuple(
        Ask(
            ask["key"],
            ask["to"],
            ask["texts"][_pick(len(ask["texts"]), ask["key"], organisation, province_code)],
        )
        for ask in fitting[:count]
    )


@lru_cache(maxsize=1)
def ask_keys() -> Mapping[str, str]:
    """The words of every ask → its key: equal keys ask the same thing."""
    return {" ".join(text.split()): str(ask["key"]) for ask in _asks() for text in ask["texts"]}


def _text(code: str, organisation: str, province: str) -> str:
    if code == "proposals":
        asks = asks_for(organisation, province)
        return "\n".join(f"{place}. {ask.text}" for place, ask in enumerate(asks, 1))
    written = _files()["centre"][organisation].get(code) if province == CENTRE else None
    if written:
        found = (_said(line, organisation, province) for line in written)
        return " ".join(sentence for sentence, _codes in found if sentence)
    low, high = _HOW_MANY.get(code, (4, 5))
    count = low + _pick(high - low + 1, "count", code, organisation, province)
    sentences = _sentences(code, count, organisation, province)
    return "\n".join(f"- {line}" for line in sentences) if code in _LISTED else " ".join(sentences)


def _sentences(code: str, count: int, organisation: str, province: str) -> list[str]:
    traits = _traits(province)
    fitting = [f for f in _fragments()[code] if set(f.when) <= traits and _open_to(f.only, organisation)]

    def order(fragment: _Fragment) -> float:
        # What belongs to the place and what has figures comes forward; chance decides among the rest.
        chance = unit_interval("text", fragment.text, organisation, province)
        return chance * (0.45 if fragment.when or _FIGURE.search(fragment.text) else 1)

    said: set[str] = set()
    sentences: list[str] = []
    for fragment in sorted(fitting, key=order):
        sentence, named = _said(fragment.text, organisation, province)
        if not sentence or named & said:
            continue
        sentences.append(sentence)
        said |= named
        if len(sentences) == count:
            break
    return sentences


def _said(text: str, organisation: str, province: str) -> tuple[str, set[str]]:
    """(The sentence with the unit's figures, "" where one of them is missing or 0; the codes it names.)"""
    pattern = parse_pattern(_filled(text, organisation, province))
    figures_of_unit = _figures(organisation, province)
    named = {figure.code for figure in pattern.figures()}
    if not all(figures_of_unit.get(name) for name in named):
        return "", named
    runs = say(pattern, figures_of_unit, ROUNDING_WORDS, decimals=figure_decimals(form()))
    sentence = "".join(run.text for run in runs)
    return sentence[:1].upper() + sentence[1:], named


def _filled(text: str, organisation: str, province: str) -> str:
    body, members, branch = _BODIES[organisation]
    place = provinces().get(province)
    words = {
        "{place}": place.full_name if place else "cả nước",
        "{province}": place.name if place else "các địa phương",
        "{kind}": place.kind if place else "hệ thống",
        "{body}": body,
        "{members}": members,
        "{branch}": branch,
    }
    for mark, word in words.items():
        text = text.replace(mark, word)

    def choose(match: re.Match[str]) -> str:
        options = match[1].split("|")
        return options[_pick(len(options), match[1], organisation, province)]

    return _CHOICE.sub(choose, text)


@lru_cache(maxsize=512)
def _figures(organisation: str, province: str) -> Mapping[str, Decimal | None]:
    values = values_for(organisation, province, _NOW)
    return figures(form(), [values.get(cell.code) for cell in form().cells])


def _traits(province: str) -> frozenset[str]:
    """Of the place; `below_centre` is everywhere but at a central body."""
    return frozenset() if province == CENTRE else provinces()[province].traits | {"below_centre"}


def _pick(options: int, *keys: object) -> int:
    return int(unit_interval("pick", *keys) * options)


def _open_to(only: tuple[str, ...], organisation: str) -> bool:
    return not only or organisation in only


def _fits(ask: Mapping[str, Any], organisation: str, traits: frozenset[str]) -> bool:
    return set(ask.get("when", ())) <= traits and _open_to(tuple(ask.get("only", ())), organisation)


@lru_cache(maxsize=1)
def _files() -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted(_FOLDER.glob("*.yaml")):
        found |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def _asks() -> list[Mapping[str, Any]]:
    asks: list[Mapping[str, Any]] = _files()["asks"]
    return asks


@lru_cache(maxsize=1)
def _fragments() -> Mapping[str, tuple[_Fragment, ...]]:
    """Fragments by text code."""
    texts = {code: items for code, items in _files().items() if code not in ("asks", "centre")}
    return {code: tuple(_fragment(item) for item in items) for code, items in texts.items()}


def _fragment(item: str | Mapping[str, Any]) -> _Fragment:
    if isinstance(item, str):
        return _Fragment(item)
    return _Fragment(item["text"], tuple(item.get("when", ())), tuple(item.get("only", ())))
