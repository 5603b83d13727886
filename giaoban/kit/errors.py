"""Errors that a person may meet. Each has a stable code, a sentence, and the HTTP status it becomes.

A message names the place and the remedy; the edge (page, API, command) only shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type_text = str | Promise
NOTHING_HERE = _("There is nothing here, or it is outside your unit's scope.")


class GiaoBanError(Exception):
    """The base of every expected error.

    `code` is stable and may be read by programs; `params` fill the message's %(name)s places.
    """

    code = "error"
    status = 400

    def __init__(self, message: type_text, /, **params: Any) -> None:
        super().__init__(message)
        self.template = message
        self.params = params

    def __str__(self) -> str:
        text = str(self.template)
        return text % self.params if self.params else text


class Forbidden(GiaoBanError):
    """The actor may see the thing but not do this to it."""

    code = "forbidden"
    status = 403


class NotFound(GiaoBanError):
    """The thing does not exist, or lies outside the actor's scope: the two look the same."""

    code = "not_found"
    status = 404

    def __init__(self, message: type_text = NOTHING_HERE, /, **params: Any) -> None:
        super().__init__(message, **params)


class Conflict(GiaoBanError):
    """Somebody else changed the thing first, or its state no longer allows the step."""

    code = "conflict"
    status = 409


class AlreadyThere(Conflict):
    """The same thing was entered before, as often by the same hand: nothing is entered a second time."""

    code = "already_there"

    def __init__(
        self, message: type_text, /, *, address: str = "", todo: type_text = "", **params: Any
    ) -> None:
        super().__init__(message, **params)
        self.address = address
        """The page of what is there already; "" where none is known."""
        self.todo = todo
        """What to do next; "" for what fits a document."""


class Invalid(GiaoBanError):
    """What was handed in breaks a rule. `problems` lists (place, sentence) pairs.

    A place is the code of a field, for forms and programs; each sentence names its place to people. `links`
    gives the address of a place where one is known.
    """

    code = "invalid"
    status = 422

    def __init__(
        self,
        message: type_text,
        /,
        *,
        problems: tuple[tuple[str, type_text], ...] = (),
        links: Mapping[str, str] | None = None,
        **params: Any,
    ) -> None:
        super().__init__(message, **params)
        self.problems = tuple((place, str(sentence)) for place, sentence in problems)
        self.links = dict(links or {})
