"""Hand every new payload to nginx, which sends it to its listeners (module nchan, docs/ops/nchan.md)."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime
from http import HTTPStatus

import requests

from ..domain.channels import channel_of, half_day
from ..domain.messages import message_of
from ..models import LiveTopic
from ..queries import newer_than

SECONDS = 5.0
"""Longer nginx is not waited for."""
NOT_THERE, TOO_LARGE = HTTPStatus.NOT_FOUND, HTTPStatus.REQUEST_ENTITY_TOO_LARGE
_log = logging.getLogger(__name__)


class NotTaken(Exception):
    """nginx is away, or answers that it cannot take anything now; the next push goes on where this one ended."""


class Nginx:
    """What nginx has been told. Used by one thread, in the streams' process.

    nginx keeps the newest message of a channel in memory. One channel is our mark that it still does: when the mark
    is gone, nginx was started anew, and every topic is told again.
    """

    def __init__(self, address: str) -> None:
        self._address, self._mark = address.rstrip("/"), secrets.token_urlsafe(32)
        self._told: dict[int, int] = {}
        self._line = requests.Session()
        self._line.trust_env = False

    def push(self, now: datetime) -> int:
        """Tell what is newer, to the channels of this half-day and of the one before; how many messages it took.

        Versions are committed in their order, so the newest one told says what is to come. Raises NotTaken.
        """
        half = half_day(now)
        if self._told and self._ask("GET", self._mark, may=NOT_THERE) == NOT_THERE:
            self._told.clear()
        if half not in self._told:
            self._begin(half)
        return sum(self._tell(each) for each in (half, half - 1))

    def _begin(self, half: int) -> None:
        """A new half-day, or nginx is new to us: the mark is set, older channels are ended."""
        self._ask("POST", self._mark, "-")
        for name in LiveTopic.objects.values_list("name", flat=True):
            for old in (half - 2, half - 3):
                self._ask("DELETE", channel_of(name, old), may=NOT_THERE)
        self._told = {each: self._told.get(each, 0) for each in (half, half - 1)}

    def _tell(self, half: int) -> int:
        states = newer_than(self._told[half])
        for name, state in states.items():
            message = message_of(state.version, state.payload)
            if self._ask("POST", channel_of(name, half), message, may=TOO_LARGE) == TOO_LARGE:
                _log.error("nginx has no room for a message of %s: client_max_body_size", name)
            self._told[half] = state.version
        return len(states)

    def _ask(self, method: str, channel: str, message: str = "", *, may: int = HTTPStatus.OK) -> int:
        """The status: 2xx or `may`."""
        try:
            answer = self._line.request(
                method, f"{self._address}/{channel}", data=message.encode(), timeout=SECONDS,
                allow_redirects=False,
            )  # fmt: skip
        except requests.RequestException as error:
            raise NotTaken(type(error).__name__) from error
        if answer.status_code // 100 != 2 and answer.status_code != may:
            raise NotTaken(f"HTTP {answer.status_code}")
        return answer.status_code
