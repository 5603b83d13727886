"""Spans of days [from, until); None is an end that is open or not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeAlias

Span: TypeAlias = tuple[date | None, date | None]
ALWAYS: Span = (None, None)


def start_of(span: Span) -> date:
    return span[0] or date.min


def end_of(span: Span) -> date:
    return span[1] or date.max


def overlap(*spans: Span) -> Span | None:
    """The days all spans share; None when there is none."""
    start = max(date.min if span[0] is None else span[0] for span in spans)
    end = min(date.max if span[1] is None else span[1] for span in spans)
    return _span(start, end) if start < end else None


def gaps(span: Span, covered: Iterable[Span]) -> Iterator[Span]:
    """The parts of `span` that `covered` (in order, without overlaps) leaves out."""
    at = start_of(span)
    for part in covered:
        if start_of(part) > at:
            yield _span(at, start_of(part))
        at = max(at, end_of(part))
    if at < end_of(span):
        yield _span(at, end_of(span))


def contains(span: Span, day: date) -> bool:
    return start_of(span) <= day < end_of(span)


def _span(start: date, end: date) -> Span:
    return (None if start == date.min else start, None if end == date.max else end)
