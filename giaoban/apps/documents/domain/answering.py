"""The table of comments and answers: what stands in it, in the words of the country pack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

NAMES = frozenset(
    {
        "type_name", "type_symbol", "summary", "asked", "not_asked", "answers", "accepted", "partly", "explained",
        "open", "silent", "closing", "annex", "place", "unit", "comment", "answer", "number", "said_accepted",
        "said_partly", "said_explained", "said_open", "deleted",
    }
)  # fmt: skip
OPEN = "open"


class AnsweringError(ValueError):
    """The pack's words do not fit; the message names the word."""


@dataclass(frozen=True, slots=True)
class Said:
    """One comment: about which text, by whom, and what became of it (`answer` is "" while it waits)."""

    about: str
    unit: str
    post: str
    body: str
    answer: str = ""
    answer_body: str = ""
    deleted: bool = False


def answering_words(data: Mapping[str, str]) -> Mapping[str, str]:
    """The words as they are, all of them. Raises AnsweringError."""
    if wrong := sorted(NAMES ^ set(data)):
        raise AnsweringError(f"{wrong[0]!r} is missing or unknown")
    return data


def opening(title: str, rows: Sequence[Said], asked: int, words: Mapping[str, str]) -> list[str]:
    """How many were asked, how many answered, and what became of what they said."""
    answered = len({row.unit for row in rows})
    pattern = words["asked"] if asked else words["not_asked"]
    counts = Counter(row.answer or OPEN for row in rows)
    kinds = ("accepted", "partly", "explained", OPEN)
    parts = [words[kind].format(n=counts[kind]) for kind in kinds if counts[kind]]
    said = {"title": title, "units": asked, "answered": answered, "comments": len(rows)}
    return [pattern.format(**said), words["answers"].format(counts="; ".join(parts))]


def cells(rows: Sequence[Said], words: Mapping[str, str]) -> list[tuple[str, str, str, str, str]]:
    """One line a comment: number, what it is about, who, what, what became of it."""
    return [
        (
            str(number),
            (words["deleted"] if row.deleted else "") + row.about,
            "\n".join(filter(None, (row.unit, row.post))),
            row.body,
            ": ".join(filter(None, (words[f"said_{row.answer or OPEN}"], row.answer_body))),
        )
        for number, row in enumerate(rows, 1)
    ]
