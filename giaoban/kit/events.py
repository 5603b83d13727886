"""What happened on a lower floor, told to the rooms above within the same transaction.

A room publishes a dataclass of its `events.py` inside a use case. A higher room's `receivers.py`, imported by its
AppConfig, listens; work on many rows it defers as a job (`jobs.later`), in the same transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection, transaction

E = TypeVar("E")
_receivers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def receives(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Decorator: call the function with every published `event` of exactly this class."""

    def register(receiver: Callable[[E], None]) -> Callable[[E], None]:
        if receiver not in _receivers[event]:
            _receivers[event].append(receiver)
        return receiver

    return register


def publish(event: object) -> None:
    """Tell every receiver, in the order of registration. A receiver that fails takes the use case back."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "an event is published in the transaction that makes it true"
        )
    for receiver in _receivers[type(event)]:
        receiver(event)
