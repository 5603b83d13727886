"""Typed templates of outgoing documents: fields that are asked, and paragraphs with places for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any

from .paper import BulletList, Heading, Paragraph
from .register import tidy_line, without_opening
from .stored import NewParagraph

WORDS = frozenset({"don_vi", "dia_danh", "ngay"})
FIELD_KINDS = frozenset({"line", "text", "day"})
_OPEN_PLACE = re.compile(r"\[[^\[\]]*[^\W\d_][^\[\]]*\]")
_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}


class TemplateError(ValueError):
    """The templates' data does not fit; the message names the place."""


@dataclass(frozen=True, slots=True)
class Field:
    """What is asked before a draft is begun; `kind` is line, text or day.

    `without`: words that the template says itself before the answer, taken off it as `without_opening` does.
    """

    name: str
    label: str
    kind: str = "line"
    required: bool = False
    hint: str = ""
    without: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph: a heading of `level` 1 to 4, an item of a list, or plain text."""

    text: str
    level: int = 0
    bullet: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of document with its skeleton. `type` and `kind` are codes; `addressed` says "Kính gửi"."""

    code: str
    title: str
    type: str
    kind: str
    summary: str
    fields: tuple[Field, ...]
    body: tuple[Piece, ...]
    addressed: bool = False

    def summary_with(self, values: Mapping[str, str], words: Mapping[str, str]) -> str:
        """The summary with its places filled, on one line."""
        return tidy_line(self._filled(self.summary, values, words))

    def paragraphs_with(self, values: Mapping[str, str], words: Mapping[str, str]) -> list[NewParagraph]:
        """The skeleton as paragraphs. An empty place keeps its label in brackets."""
        found = []
        for piece in self.body:
            text = tidy_line(self._filled(piece.text, values, words))
            if piece.level:
                found.append(NewParagraph(Heading(piece.level, text)))
            elif piece.bullet:
                found.append(NewParagraph(BulletList.of(text)))
            else:
                found.append(NewParagraph(Paragraph.of(text)))
        return found

    def _filled(self, text: str, values: Mapping[str, str], words: Mapping[str, str]) -> str:
        labels = {field.name: f"[{field.label}]" for field in self.fields}
        said = {field.name: field.without for field in self.fields}
        given = {
            name: without_opening(value, said[name]) if said.get(name) else value.strip()
            for name, value in values.items()
            if value.strip()
        }
        return text.format_map({**labels, **given, **words})


def open_places(text: str) -> list[str]:
    """What still stands in brackets: "[Nêu mục đích]". A number there is a footnote: "[1]"."""
    return _OPEN_PLACE.findall(text)


def templates_from_data(
    data: Sequence[Mapping[str, Any]], *, types: Collection[str], kinds: Collection[str]
) -> tuple[Template, ...]:
    """The templates that a list (from YAML) describes, in its order. Raises TemplateError."""
    found = tuple(_template(row, types, kinds) for row in data)
    if len({t.code for t in found}) != len(found):
        raise TemplateError("a code stands twice")
    return found


def _template(row: Mapping[str, Any], types: Collection[str], kinds: Collection[str]) -> Template:
    where = row.get("code", "?")
    needed, more = {"code", "title", "type", "kind", "summary", "fields", "body"}, {"addressed"}
    if wrong := sorted(needed - set(row)) or sorted(set(row) - needed - more):
        raise TemplateError(f"{where}: key {wrong[0]!r} is missing or unknown")
    if row["type"] not in types or row["kind"] not in kinds:
        raise TemplateError(f"{where}: there is no type {row['type']!r} or no kind {row['kind']!r}")
    try:
        fields = tuple(
            Field(**{**field, "without": tuple(field.get("without", ()))}) for field in row["fields"]
        )
    except TypeError as problem:
        raise TemplateError(f"{where}.fields: {problem}") from problem
    if bad := [f.name for f in fields if f.kind not in FIELD_KINDS or f.name in WORDS]:
        raise TemplateError(f"{where}.fields: {bad[0]!r} has no such kind, or is a word of its own")
    pieces = tuple(_piece(piece, where) for piece in row["body"])
    known = {f.name for f in fields} | WORDS
    for text in (row["summary"], *(piece.text for piece in pieces)):
        asked = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        if unknown := sorted(asked - known):
            raise TemplateError(f"{where}: {{{unknown[0]}}} is no field: {text!r}")
    return Template(
        where,
        row["title"],
        row["type"],
        row["kind"],
        row["summary"],
        fields,
        pieces,
        bool(row.get("addressed")),
    )


def _piece(piece: Any, where: str) -> Piece:
    if isinstance(piece, str):
        return Piece(piece)
    if isinstance(piece, Mapping) and len(piece) == 1:
        ((key, text),) = piece.items()
        if key == "bullet":
            return Piece(str(text), bullet=True)
        if key in _LEVELS:
            return Piece(str(text), level=_LEVELS[key])
    raise TemplateError(f"{where}.body: a text, or one of bullet, h1 to h4: {piece!r}")
