"""When a message that did not get through is tried again."""

from __future__ import annotations

from datetime import timedelta

PAUSES = tuple(timedelta(minutes=m) for m in (1, 10, 60, 360))
"""After the first try, the second, …; after the last of them it has failed."""
FAILED_IN_A_ROW = 3
"""So many messages lost one after the other stop a way: the address is no longer right."""


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many tries; None when it was the last."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
