"""The door: every write enters by one decorated function.

The decorator opens the transaction and refuses a function that returns without both a permission check and
an audit line (or an explicit `nothing_changed()`), so that neither can be forgotten. Use cases do not nest.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar, get_type_hints

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")


class UseCaseBroken(RuntimeError):
    """A programming error: the function breaks the contract of the door."""


@dataclass(slots=True)
class _Run:
    name: str
    authorized: list[str] = field(default_factory=list)
    recorded: int = 0
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class UseCase:
    """An entry of the register: `name` is "app.verb_noun"; `hot` marks the one-statement path."""

    name: str
    function: Callable[..., object]
    hot: bool


REGISTRY: dict[str, UseCase] = {}
_current: ContextVar[_Run | None] = ContextVar("giaoban_usecase", default=None)


def note_authorized(policy_name: str) -> None:
    """Called by `access.authorize`: the running use case has asked for permission."""
    run = _current.get()
    if run is not None:
        run.authorized.append(policy_name)


def note_recorded(lines: int = 1) -> None:
    """Called by the audit room: the running use case has written `lines` audit lines."""
    run = _current.get()
    if run is None:
        raise UseCaseBroken("An audit line is written inside a use case only.")
    run.recorded += lines


def nothing_changed() -> None:
    """Say that this call changed nothing, so no audit line is owed (a repeated, idempotent call)."""
    run = _current.get()
    if run is None:
        raise UseCaseBroken("nothing_changed() is said inside a use case only.")
    run.unchanged = True


def _check_signature(name: str, function: Callable[..., object]) -> None:
    signature = inspect.signature(function)
    loose = [p.name for p in signature.parameters.values() if p.kind is not p.KEYWORD_ONLY]
    if loose:
        raise UseCaseBroken(f"{name}: parameters must be keyword-only: {', '.join(loose)}")
    annotations = inspect.get_annotations(function)
    untyped = [p for p in (*signature.parameters, "return") if p not in annotations]
    if untyped:
        raise UseCaseBroken(f"{name}: untyped: {', '.join(untyped)}")
    if not (function.__doc__ or "").strip():
        raise UseCaseBroken(f"{name}: a use case states its promise in a docstring")


def usecase(name: str, *, hot: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register `name` and guard the function. Raises UseCaseBroken (and rolls back) when a guard is missing."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        _check_signature(name, function)
        if name in REGISTRY:
            raise UseCaseBroken(f"{name} is registered twice")

        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            outer = _current.get()
            if outer is not None:
                raise UseCaseBroken(f"{name} called inside {outer.name}: use cases do not nest")
            run = _Run(name)
            token = _current.set(run)
            try:
                with transaction.atomic():
                    result = function(*args, **kwargs)
                    if not run.authorized:
                        raise UseCaseBroken(f"{name} returned without a permission check")
                    if not run.recorded and not run.unchanged:
                        raise UseCaseBroken(f"{name} returned without an audit line")
                    return result
            finally:
                _current.reset(token)

        REGISTRY[name] = UseCase(name, call, hot)
        return call

    return decorate


def hints(case: UseCase) -> dict[str, object]:
    """The resolved type hints of a registered use case (for tests and documentation)."""
    return get_type_hints(inspect.unwrap(case.function))
