"""A body of news as people type it: plain words with a simple structure, never HTML.

Blank lines part paragraphs. A line that begins with "## " is a heading, with "- " an item of a list, with "> " words
that somebody said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from giaoban.kit.text import printable

Kind = Literal["paragraph", "heading", "list", "quote"]
_SIGNS: dict[str, Kind] = {"## ": "heading", "- ": "list", "> ": "quote"}


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a body. `items` are the lines of a list, else one text."""

    kind: Kind
    items: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.items)


def tidy(text: str) -> str:
    """What was typed as it is kept: one kind of line end, no unseen signs, no blanks at the ends of lines, at most one
    blank line at a time.
    """
    lines = [line.rstrip() for line in printable(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept).strip("\n")


def tidy_line(text: str) -> str:
    """What was typed into one line."""
    return " ".join(printable(text).split())


def blocks(body: str) -> tuple[Block, ...]:
    """The parts of a body, in order. Lines of one kind that follow one another are one part."""
    return tuple(_joined(_lines(body)))


def _lines(body: str) -> Iterator[tuple[Kind | None, str]]:
    """Each line with its kind; None for a blank one."""
    for line in tidy(body).split("\n"):
        text = line.strip()
        sign = next((s for s in _SIGNS if text.startswith(s)), "")
        yield (_SIGNS[sign] if sign else "paragraph" if text else None), text[len(sign) :].strip()


def _joined(lines: Iterator[tuple[Kind | None, str]]) -> Iterator[Block]:
    kind: Kind | None = None
    held: list[str] = []
    for found, text in lines:
        if held and kind is not None and (found != kind or found == "heading"):
            yield Block(kind, tuple(held))
            held = []
        kind = found
        if found is not None and text:
            held.append(text)
    if held and kind is not None:
        yield Block(kind, tuple(held))


def plain(body: str) -> str:
    """The words alone, without the signs of structure; parts apart by line ends."""
    return "\n".join(" ".join(block.items) for block in blocks(body))
