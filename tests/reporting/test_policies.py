"""`rows` and `may` of reporting's policies are one answer, for every post of a small network and every state."""

from __future__ import annotations

from typing import Any

import pytest

from giaoban.apps.accounts.enums import Post
from giaoban.apps.reporting import policies
from giaoban.apps.reporting.actions.receive_report import reopen_report, return_report
from giaoban.apps.reporting.models import Doubt, Expectation, Report
from giaoban.kit.access import Actor, Policy
from tests.reporting.conftest import NOW, Round

WHERE: dict[Policy[Any], type[Any]] = {
    policies.see_expectation: Expectation,
    policies.see_report: Report,
    policies.see_doubt: Doubt,
    policies.write_report: Report,
    policies.agree_report: Report,
    policies.receive_report: Report,
}


@pytest.fixture
def mixed(month: Round) -> Round:
    """Reports at every stage, each with a doubt."""
    month.fill("front-c1")
    month.fill("front-c2")
    month.hand_in("front-c2")
    month.all_the_way("front-c3")
    month.all_the_way("front-c4")
    above = month.net.actor("front-d2")
    reopen_report(actor=above, report=month.report("front-c4"), reason="x", now=NOW)
    month.fill("front-d1")
    month.hand_in("front-d1")
    return_report(
        actor=month.net.actor("front-p1"), report=month.report("front-d1"), reason="x", cells={}, now=NOW
    )
    month.fill("front-p2")
    for report in Report.objects.exclude(version=None):
        Doubt.objects.create(
            report=report, version=report.version, rule="r", cells=["people_meetings"], message="?", raised_at=NOW
        )  # fmt: skip
    return month


def actors(month: Round) -> list[Actor]:
    found = [month.net.actor(code, post) for code in month.net.units for post in (Post.OFFICER, Post.LEADER)]
    return [*found, Actor.public(), Actor.system("tests")]


@pytest.mark.parametrize("policy", list(WHERE), ids=lambda p: p.name)
def test_rows_are_those_that_may_allows(mixed: Round, policy: Policy[Any]) -> None:
    kind = WHERE[policy]
    everything = list(kind.objects.all())
    assert everything
    seen: set[int] = set()
    for actor in actors(mixed):
        rows = {row.pk for row in policy.scope(actor, kind.objects.all())}
        assert rows == {row.pk for row in everything if policy.allows(actor, row)}, (policy.name, actor)
        seen |= rows if not actor.is_system else set()
    assert seen


def test_a_draft_and_its_doubts_are_the_units_own(mixed: Round) -> None:
    """Nobody above sees what was never handed in; a returned report they go on seeing."""
    report = mixed.report("front-c1")
    doubt = Doubt.objects.get(report=report)
    above, own = mixed.net.actor("front-d1"), mixed.net.actor("front-c1")
    for policy, row in ((policies.see_report, report), (policies.see_doubt, doubt)):
        assert policy.allows(own, row)
        assert not policy.allows(above, row)
    assert policies.see_expectation.allows(above, report.expectation)
    returned = mixed.report("front-d1")
    assert policies.see_report.allows(mixed.net.actor("front-tw"), returned)
