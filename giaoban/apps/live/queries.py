"""What a topic says now, and what is newer than what a screen shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .models import LiveTopic


@dataclass(frozen=True, slots=True)
class State:
    """A payload and its version."""

    version: int
    payload: str


def state_of(name: str) -> State | None:
    """The newest payload; None for a topic that no page has shown."""
    found = LiveTopic.objects.filter(name=name).values_list("version", "payload").first()
    return State(*found) if found else None


def newer_than(version: int) -> Mapping[str, State]:
    """By name, every topic that was published since. One query."""
    rows = LiveTopic.objects.filter(version__gt=version).order_by("version")
    return {name: State(at, payload) for name, at, payload in rows.values_list("name", "version", "payload")}
