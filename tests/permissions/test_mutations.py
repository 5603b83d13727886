"""Every policy and every narrowing matters: taken away, an answer of the matrix changes."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import models

from giaoban.kit.access import Policy, ScopedQuerySet
from tests.architecture import sources

from .asking import address_of, answer, import_everything, page_answer, policies, use_cases
from .matrix import PAGES
from .scene import ROLES, Scene, build_scene
from .use_cases import USE_CASES

import_everything()


@pytest.fixture
def scene(db: None, settings: Any, tmp_path: Path) -> Scene:
    settings.FILES_DIR = tmp_path
    return build_scene()


def test_without_its_policy_a_use_case_answers_otherwise(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For each policy that a use case asks: with everyone allowed, some row of the matrix no longer holds."""
    asked: dict[str, set[str]] = {}
    for name in use_cases():
        for role in ("outsider", "officer"):
            for policy in answer(scene, name, role, {}, monkeypatch)[1]:
                asked.setdefault(policy, set()).add(name)
    plain = Policy.allows
    unnoticed = []
    for policy, names in asked.items():
        with monkeypatch.context() as patch:
            patch.setattr(Policy, "allows", _blind(plain, policy))
            if all(_as_stated(scene, name, patch) for name in names):
                unnoticed.append(policy)
    assert unnoticed == []


def _blind(plain: Any, name: str) -> Any:
    def allows(self: Policy[Any], actor: Any, obj: Any) -> bool:
        return self.name == name or bool(plain(self, actor, obj))

    return allows


def test_each_use_case_fails_the_matrix_without_permission(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every `authorize()` a bare note, no use case answers as its row says."""
    with monkeypatch.context() as patch:
        patch.setattr(Policy, "allows", lambda self, actor, obj: True)
        same = [n for n in use_cases() if answer(scene, n, "outsider", {}, patch)[0] == USE_CASES[n][1]]
    assert same == []


def _as_stated(scene: Scene, name: str, patch: pytest.MonkeyPatch) -> bool:
    """Stops at the first role that is answered otherwise."""
    return all(answer(scene, name, r, {}, patch)[0] == a for r, a in zip(ROLES, USE_CASES[name], strict=True))


def narrowed_in(room: Path) -> set[str]:
    """Attributes of policies that `visible_to(actor, policies.X)` names in the room's queries and views."""
    found = set()
    for path in sources.python_files(room):
        for node in ast.walk(sources.tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "visible_to":
                found |= {a.attr for a in node.args if isinstance(a, ast.Attribute) and a.attr != "actor"}
    return found


def test_every_narrowing_is_seen_by_a_page(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """For each policy that `visible_to` applies: without it an outsider's page changes."""
    known = {(m.__name__, a): p for m, a, p in policies().values()}
    plain = ScopedQuerySet.visible_to
    unnoticed = []
    for room in sorted(p for p in sources.APPS.iterdir() if p.is_dir()):
        pages = [n for n in PAGES if n.startswith(f"{room.name}:")]
        for attribute in sorted(narrowed_in(room)):
            policy = known.get((f"giaoban.apps.{room.name}.policies", attribute))
            if policy is None or not pages:
                continue
            with monkeypatch.context() as patch:
                patch.setattr(ScopedQuerySet, "visible_to", _everything(plain, policy.name))
                if not any(_changed(scene, n) for n in pages):
                    unnoticed.append(policy.name)
    assert sorted(set(unnoticed) - NOT_ON_A_PAGE) == []


# Narrowings of lists: without them an outsider's page holds other rows but answers with the same letter, which is
# all that this test compares. `test_lists.py` asks them row by row.
NOT_ON_A_PAGE = {
    "conferences.answer_notice",
    "directives.read_directive",
    "documents.answer_delivery",
    "documents.answer_struck",
    "documents.read_paper_notes",
    "documents.see_delivery",
    "org.see_network",
    "reporting.receive_report",
    "tasks.see_ask",
}


def _everything(plain: Any, name: str) -> Any:
    def visible_to(self: Any, actor: Any, policy: Policy[Any]) -> Any:
        return self if policy.name == name else plain(self, actor, policy)

    return visible_to


def _changed(scene: Scene, page: str) -> bool:
    filled, row = PAGES[page]
    address = address_of(scene, page, filled)
    return any(page_answer(scene, address, role) != row[list(ROLES).index(role)] for role in ("outsider",))


def test_a_policy_without_rows_shows_nothing(db: None) -> None:
    policy: Policy[models.Model] = replace(next(p for *_, p in policies().values() if p.rows), rows=None)
    from giaoban.apps.org.models import Unit
    from giaoban.kit.access import Actor

    assert not policy.scope(Actor.public(), Unit.objects.all()).exists()
