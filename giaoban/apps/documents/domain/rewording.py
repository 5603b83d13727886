"""A text typed anew keeps the links of the figures that still stand in it.

People edit plain words; runs that carry a source code, a link or a form are found again in the new words, in
their old order, at the edges of words and numbers only ("726" is not part of "1.726").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]
_BLANKS = re.compile(r"\s+")


def tidy(text: str) -> str:
    """One paragraph: line ends and runs of blanks become one blank."""
    return _BLANKS.sub(" ", text).strip()


def reword(runs: Sequence[Json], text: str) -> tuple[list[Json], list[Json]]:
    """(runs of the new `text`, marked runs of old that found no place in it)."""
    kept: list[Json] = []
    lost: list[Json] = []
    done = 0
    for run in runs:
        if set(run) == {"text"}:
            continue
        word = run["text"].strip()
        place = _find(text, word, done) if word else -1
        if place < 0:
            lost.append(run)
            continue
        if place > done:
            kept.append({"text": text[done:place]})
        kept.append({**run, "text": word})
        done = place + len(word)
    if done < len(text):
        kept.append({"text": text[done:]})
    return kept, lost


def _find(text: str, word: str, start: int) -> int:
    place = text.find(word, start)
    while place >= 0:
        if _free(text, place, place + len(word)):
            return place
        place = text.find(word, place + 1)
    return -1


def _free(text: str, start: int, end: int) -> bool:
    """Does text[start:end] stand by itself?"""
    before, after = text[:start], text[end:]
    if text[start].isalnum() and before and before[-1].isalnum():
        return False
    if text[end - 1].isalnum() and after and after[0].isalnum():
        return False
    if text[start].isdigit() and re.search(r"\d[.,]$", before):
        return False
    return not (text[end - 1].isdigit() and re.match(r"[.,]\d", after))
