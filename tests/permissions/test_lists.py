"""Lists hold an insider's rows and none for an outsider: the narrowings that no page's letter shows.

Each is asked through the query that pages use. `test_mutations.NOT_ON_A_PAGE` names the policies; a policy that is
added there without a list here fails.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from giaoban.apps.conferences import queries as conferences
from giaoban.apps.conferences.models import ChangeNotice, Conference
from giaoban.apps.directives import queries as directives
from giaoban.apps.directives.models import Directive
from giaoban.apps.documents.enums import DocumentState
from giaoban.apps.documents.models import Delivery, Document, PaperRegisterNote, StruckNotice
from giaoban.apps.documents.queries import corrections, deliveries, register
from giaoban.apps.org import queries as org
from giaoban.apps.reporting.models import Report
from giaoban.apps.reporting.queries.inbox import waiting
from giaoban.apps.tasks import queries as tasks
from giaoban.apps.tasks.models import Ask
from giaoban.kit import usecase
from giaoban.kit.access import Actor, Policy, ScopedQuerySet
from tests.permissions.scene import ABOVE, DAY, OWN, ROLES, Scene, build_scene
from tests.permissions.test_mutations import NOT_ON_A_PAGE

Listed = tuple[Callable[[Scene, Actor], Any], Callable[[Scene], set[int]], str]


@pytest.fixture
def scene(db: None, settings: Any, tmp_path: Path) -> Scene:
    settings.FILES_DIR = tmp_path
    return build_scene()


def _note(scene: Scene) -> set[int]:
    """A number that the unit gave out on paper."""
    case = usecase.REGISTRY["documents.note_paper_register"]
    case.function(actor=scene.actor("clerk"), **scene.arguments(case, {"entry": "12/2021"}))
    return set(PaperRegisterNote.objects.values_list("pk", flat=True))


def _struck(scene: Scene) -> Document:
    """The document of the scene's notice, as if its entry had been struck."""
    row: Document = scene.things[StruckNotice].document
    row.state = DocumentState.STRUCK
    return row


def _asks_of(scene: Scene) -> set[int]:
    own = scene.month.net.units[OWN]
    return set(Ask.objects.filter(unit=own, state="open", post="").values_list("pk", flat=True))


# policy → (list as the actor sees it, ids an insider must find, the insider)
LISTS: dict[str, Listed] = {
    "directives.read_directive": (
        lambda _scene, actor: directives.directives(actor),
        lambda scene: {scene.things[Directive].pk},
        "officer",
    ),
    "documents.answer_delivery": (
        lambda scene, actor: deliveries.sent_here(actor, scene.things[Delivery].document),
        lambda scene: {scene.things[Delivery].pk},
        "officer",
    ),
    "documents.see_delivery": (
        lambda _scene, actor: deliveries.sent_to(actor),
        lambda scene: {scene.things[Delivery].pk},
        "officer",
    ),
    "conferences.answer_notice": (
        lambda scene, actor: conferences.change_notices(actor, scene.things[Conference]),
        lambda scene: {scene.things[ChangeNotice].pk},
        "officer",
    ),
    "documents.answer_struck": (
        lambda scene, actor: corrections.struck_notices(actor, _struck(scene)),
        lambda scene: {scene.things[StruckNotice].pk},
        "officer",
    ),
    "documents.read_paper_notes": (
        lambda _scene, actor: register.paper_notes(actor),
        _note,
        "clerk",
    ),
    "org.see_network": (
        lambda _scene, actor: org.find_units(actor=actor, query="", day=DAY),
        lambda scene: {scene.month.net.units[OWN].pk, scene.month.net.units[ABOVE].pk},
        "officer",
    ),
    "reporting.receive_report": (
        lambda scene, actor: waiting(actor, scene.month.collection),
        lambda scene: {scene.things[Report].pk},
        "receiver",
    ),
    "tasks.see_ask": (lambda _scene, actor: tasks.asked_of(actor), _asks_of, "officer"),
}


def test_every_narrowing_without_a_letter_is_asked_here() -> None:
    assert set(LISTS) == NOT_ON_A_PAGE


@pytest.mark.parametrize("policy", sorted(LISTS))
def test_a_list_holds_the_insiders_rows_and_none_for_an_outsider(scene: Scene, policy: str) -> None:
    listed, wanted, insider = LISTS[policy]
    rows = wanted(scene)
    found = {row.pk for row in listed(scene, scene.actor(insider))}
    assert rows
    assert rows <= found
    outsider = scene.actor("public" if policy == "org.see_network" else "outsider")
    assert not {row.pk for row in listed(scene, outsider)} & rows


@pytest.mark.parametrize("policy", sorted(LISTS))
def test_without_the_narrowing_the_outsider_would_see_them(
    scene: Scene, policy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is this policy that keeps the rows away, not an accident of the query."""
    listed, wanted, _insider = LISTS[policy]
    rows = wanted(scene)
    outsider = scene.actor("public" if policy == "org.see_network" else "outsider")
    plain = ScopedQuerySet.visible_to

    def visible_to(self: Any, actor: Actor, asked: Policy[Any]) -> Any:
        return self if asked.name == policy else plain(self, actor, asked)

    monkeypatch.setattr(ScopedQuerySet, "visible_to", visible_to)
    assert rows <= {row.pk for row in listed(scene, outsider)}


@pytest.mark.parametrize("role", sorted(ROLES))
def test_what_waits_to_be_received_is_the_receivers_alone(scene: Scene, role: str) -> None:
    found = set(waiting(scene.actor(role), scene.month.collection).values_list("pk", flat=True))
    assert found == ({scene.things[Report].pk} if role in ("receiver", "chief") else set())
