"""A small network with the short form opened for January and February 2021."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

import giaoban.packs.vietnam
from giaoban.apps.accounts.enums import Post
from giaoban.apps.reporting.actions.hand_in_report import hand_in_report
from giaoban.apps.reporting.actions.open_collection import open_collection
from giaoban.apps.reporting.actions.pass_inside import agree, put_to_leader
from giaoban.apps.reporting.actions.publish_form import publish_form
from giaoban.apps.reporting.actions.receive_report import receive_report
from giaoban.apps.reporting.actions.save_draft import save_draft
from giaoban.apps.reporting.domain.drafts import Change
from giaoban.apps.reporting.models import Collection, Report
from giaoban.kit.access import Actor
from giaoban.kit.periods import parse_period
from tests.network import SmallNetwork, build_network

FORM = Path(giaoban.packs.vietnam.__file__).parent / "forms" / "bao_cao_nhanh.yaml"
NOW = datetime(2021, 2, 16, 3, 0, tzinfo=UTC)
DEADLINE = datetime(2021, 2, 18, 10, 0, tzinfo=UTC)
SYSTEM = Actor.system("tests")
FIGURES = {
    "households_helped": "12", "help_value": "3500000", "people_meetings": "4", "opinions_received": "20",
    "opinions_answered": "15",
}  # fmt: skip


@dataclass
class Round:
    """A collection with what tests do to it over and over."""

    net: SmallNetwork
    collection: Collection

    def report(self, unit: str) -> Report:
        return Report.objects.select_related("expectation__unit", "version").get(
            expectation__collection=self.collection, expectation__unit=self.net.units[unit]
        )

    def fill(self, unit: str, figures: dict[str, str] | None = None, **changed: str) -> Report:
        """Type figures and the compulsory text as the unit's officer."""
        entries = {**(FIGURES if figures is None else figures), **changed}
        changes = [Change("own", code, typed) for code, typed in entries.items()]
        changes.append(Change("text", "highlights", f"Kết quả của {unit}."))
        report = self.report(unit)
        save_draft(
            actor=self.net.actor(unit),
            report=report,
            changes=changes,
            client_key=f"{unit}-{report.revision}",
            now=NOW,
        )
        return self.report(unit)

    def hand_in(self, unit: str, now: datetime = NOW) -> Report:
        report = self.report(unit)
        put_to_leader(actor=self.net.actor(unit), report=report, now=now)
        agree(actor=self.net.actor(unit, Post.LEADER), report=report, now=now)
        hand_in_report(actor=self.net.actor(unit), report=report, now=now)
        return self.report(unit)

    def receive(self, unit: str, now: datetime = NOW) -> Report:
        report = self.report(unit)
        receiver = report.expectation.receiver
        assert receiver is not None
        receive_report(actor=self.net.actor(receiver.code), report=report, now=now)
        return self.report(unit)

    def all_the_way(self, unit: str, **changed: str) -> Report:
        self.fill(unit, **changed)
        self.hand_in(unit)
        return self.receive(unit)


def open_month(net: SmallNetwork, code: str = "2021-M02") -> Collection:
    version = publish_form(actor=SYSTEM, source=FORM.read_text(encoding="utf-8"), name=FORM.name, now=NOW)
    return open_collection(
        actor=SYSTEM, form_version=version, calendar=parse_period(code), period_name=f"Tháng {code}",
        title=f"Báo cáo nhanh {code}", deadline=DEADLINE, now=NOW,
    )  # fmt: skip


@pytest.fixture
def network(db: None) -> SmallNetwork:
    return build_network()


@pytest.fixture
def month(network: SmallNetwork) -> Round:
    return Round(network, open_month(network))
