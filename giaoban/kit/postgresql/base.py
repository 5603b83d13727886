"""The database connection of Django, which the name of this module and of its class follow."""

from __future__ import annotations

import select
import time
from typing import Any

from django.db.backends.postgresql import base

TRUSTED = 5.0
"""Seconds for which a connection that has answered is taken to lead somewhere, if its socket says nothing else."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks a kept connection whether it still answers (`CONN_HEALTH_CHECKS`) only if there is a reason to.

    Django sends a statement before each request; where a hall presses its buttons, that is one message in four. A
    server that stops, restarts or ends a connection says so on the socket at once: then, and after a silence in which
    something between the two may have forgotten the connection, the statement is sent.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._answered = float("-inf")

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        self._answered = time.monotonic()
        return connection

    def is_usable(self) -> bool:
        """Whether the connection answers."""
        if self._is_quiet() and time.monotonic() - self._answered < TRUSTED:
            return True
        if not super().is_usable():
            return False
        self._answered = time.monotonic()
        return True

    def _is_quiet(self) -> bool:
        """Nothing was sent to us that we did not ask for: neither the news that the server stops, nor an end."""
        if self.connection is None or self.connection.closed:
            return False
        watched = select.poll()
        watched.register(self.connection.fileno(), select.POLLIN)
        return not watched.poll(0)
