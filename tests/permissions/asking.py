"""How a use case answers a role, without keeping anything."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from giaoban.kit import usecase
from giaoban.kit.access import Policy
from giaoban.kit.errors import Forbidden, GiaoBanError, NotFound

from .scene import MARK, ROLES, Scene

ALLOWED, FORBIDDEN, HIDDEN = "a", "F", "N"


def rooms() -> list[str]:
    return sorted(c.name for c in apps.get_app_configs() if c.name.startswith("giaoban.apps."))


def import_everything() -> None:
    """Every module of every room's actions, so that the register of use cases is whole."""
    for room in rooms():
        try:
            package = import_module(f"{room}.actions")
        except ModuleNotFoundError:
            continue
        for module in iter_modules(package.__path__):
            import_module(f"{room}.actions.{module.name}")


def policies() -> dict[str, tuple[Any, str, Policy[Any]]]:
    """Policy name → its module, its attribute, itself."""
    found = {}
    for room in rooms():
        try:
            module = import_module(f"{room}.policies")
        except ModuleNotFoundError:
            continue
        for attribute, value in vars(module).items():
            if isinstance(value, Policy):
                found[value.name] = (module, attribute, value)
    return found


def use_cases() -> list[str]:
    """Names of the product's use cases; other tests register some of their own."""
    return [
        n for n, c in usecase.REGISTRY.items() if inspect.unwrap(c.function).__module__.startswith("giaoban.")
    ]


@contextmanager
def asked_policies(patch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the policies that were asked inside."""
    names: list[str] = []
    plain = Policy.allows

    def allows(self: Policy[Any], actor: Any, obj: Any) -> bool:
        names.append(self.name)
        return plain(self, actor, obj)

    with patch.context() as inner:
        inner.setattr(Policy, "allows", allows)
        yield names


def answer(
    scene: Scene, name: str, role: str, overrides: Mapping[str, Any], patch: pytest.MonkeyPatch
) -> tuple[str, set[str]]:
    """The letter, and the policies asked on the way. What the use case did is taken back."""
    case = usecase.REGISTRY[name]
    arguments = scene.arguments(case, overrides)
    with asked_policies(patch) as asked:
        try:
            with transaction.atomic():
                case.function(actor=scene.actor(role), **arguments)
                transaction.set_rollback(True)
        except Forbidden:
            return FORBIDDEN, set(asked)
        except NotFound:
            return HIDDEN, set(asked)
        except GiaoBanError:
            pass  # let in, and stopped by a rule
        except Exception as error:
            if not asked:  # the plain argument of the test broke before the question was put
                raise AssertionError(f"{name} broke before it asked for permission: {error!r}") from error
    return ALLOWED, set(asked)


def answers(scene: Scene, name: str, overrides: Mapping[str, Any], patch: pytest.MonkeyPatch) -> str:
    return "".join(answer(scene, name, role, overrides, patch)[0] for role in ROLES)


def url_names(resolver: Any = None, space: str = "") -> list[str]:
    """Every name that an address has, allauth's own too."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            found += url_names(pattern, inner)
        else:
            found.append(f"{space}{pattern.name}")
    return found


def page_answer(scene: Scene, address: str, role: str) -> str:
    """L to the sign-in, F, N, m for a page that shows the scene's mark, a for any other that lets one in.

    Asked with GET, and with an empty POST where only that is taken. What it did is taken back.
    """
    client = Client(raise_request_exception=True)
    hat = ROLES[role]
    if hat is not None:
        client.force_login(scene.month.net.user(*hat), backend="giaoban.config.sessions.Backend")
    with transaction.atomic():
        response = client.get(address)
        if response.status_code == 405:
            response = client.post(address)
        transaction.set_rollback(True)
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
        return "L"
    body = b"" if response.streaming else response.content
    letters = {403: FORBIDDEN, 404: HIDDEN}
    return letters.get(response.status_code, "m" if MARK.encode() in body else ALLOWED)


def page_answers(scene: Scene, address: str) -> str:
    return "".join(page_answer(scene, address, role) for role in ROLES)


def address_of(scene: Scene, name: str, filled: Mapping[str, Any]) -> str:
    """The address of the scene's own row."""
    parts = {}
    for part, value in filled.items():
        row = scene.things[value] if isinstance(value, type) else None
        parts[part] = value if row is None else row.uid if part == "uid" else row.pk
    return reverse(name, kwargs=parts)
