"""How the play disseminates a document: in time and late, two levels down, and never in a wave of a visitor's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from giaoban.apps.accounts.enums import Post
from giaoban.apps.directives.actions.ask_dissemination import ask_dissemination
from giaoban.apps.directives.enums import DisseminationState
from giaoban.apps.directives.models import Directive, Dissemination
from giaoban.apps.documents.models import Document
from giaoban.packs.vietnam.scenario.play_waves import disseminate
from giaoban.packs.vietnam.scenario.stage import Stage
from giaoban.packs.vietnam.scenario.today import TODAY
from tests.documents.register import registered
from tests.network import build_network

TOP, PROVINCE, DISTRICTS = "front-tw", "front-p1", ("front-d1", "front-d2")
ROW: Mapping[str, Any] = {
    "of": "290-QĐ/TW", "unit": TOP, "asked": date(2021, 7, 6), "deadline": date(2021, 7, 20), "note": "Quán triệt.",
    "to": [PROVINCE],
    "down": {"by": PROVINCE, "day": date(2021, 7, 12), "levels": [2], "never": [DISTRICTS[1]]},
}  # fmt: skip


@pytest.fixture
def stage(db: None, tmp_path: Path) -> Stage:
    net = build_network()
    for code in (PROVINCE, *DISTRICTS):
        net.user(code)
    net.user(TOP, Post.LEADER)
    registered(net.units[TOP])
    return Stage(tmp_path, lambda _what, _done, _whole: None)


def done() -> list[str]:
    rows = Dissemination.objects.filter(state=DisseminationState.DONE)
    return list(rows.order_by("unit__code").values_list("unit__code", flat=True))


def test_two_levels_down_and_who_never_says_so(stage: Stage) -> None:
    disseminate(stage, [ROW])
    disseminate(stage, [ROW])  # goes on from where it stands: nothing is left
    assert done() == [DISTRICTS[0], PROVINCE]
    below = Dissemination.objects.get(unit__code=DISTRICTS[0])
    assert below.held_on is not None
    assert ROW["down"]["day"] <= below.held_on <= ROW["deadline"]
    assert (below.days_late, len(below.path)) == (0, 3)
    assert not Dissemination.objects.filter(asked_at__gte=TODAY).exists()
    assert Dissemination.objects.count() == 3


def test_late_is_after_the_deadline(stage: Stage) -> None:
    disseminate(stage, [{**ROW, "down": {**ROW["down"], "late": 1.0}}])
    late = Dissemination.objects.get(unit__code=DISTRICTS[0])
    assert late.held_on is not None
    assert late.held_on > ROW["deadline"]
    assert Dissemination.objects.get(unit__code=PROVINCE).days_late == 0


def test_a_wave_that_a_visitor_sent_first_is_the_visitors(stage: Stage) -> None:
    unit = stage.units[TOP]
    ask_dissemination(
        actor=stage.actor(TOP, Post.LEADER), document=Document.objects.get(symbol=ROW["of"]),
        unit=unit, units=[stage.units[PROVINCE]], deadline=TODAY.date(), note="", now=TODAY,
    )  # fmt: skip
    disseminate(stage, [ROW])
    assert done() == []
    assert Directive.objects.count() == 1
