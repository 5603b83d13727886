"""Each role gets the answer that the matrix states; what stands in no row fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from giaoban.apps.reporting.models import Collection

from .asking import address_of, answers, import_everything, page_answers, policies, url_names, use_cases
from .matrix import PAGES, SIGNING_IN
from .scene import ROLES, Scene, build_scene
from .use_cases import USE_CASES

import_everything()


@pytest.fixture
def scene(db: None, settings: Any, tmp_path: Path) -> Scene:
    settings.FILES_DIR = tmp_path
    return build_scene()


def test_every_use_case_has_a_row() -> None:
    assert sorted(use_cases()) == sorted(USE_CASES)


def test_every_address_has_a_row() -> None:
    assert sorted(n for n in url_names() if not n.startswith(SIGNING_IN)) == sorted(PAGES)


def test_rows_answer_every_role() -> None:
    short = [n for n, row in USE_CASES.items() if len(row) != len(ROLES)]
    assert short + [n for n, (_, row) in PAGES.items() if len(row) != len(ROLES)] == []


def test_use_cases_answer_as_stated(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {name: answers(scene, name, {}, monkeypatch) for name in use_cases()}
    assert {n: a for n, a in found.items() if USE_CASES.get(n) != a} == {}


def test_pages_answer_as_stated(scene: Scene) -> None:
    found = {
        name: page_answers(scene, address_of(scene, name, filled)) for name, (filled, _) in PAGES.items()
    }
    assert {n: a for n, a in found.items() if PAGES[n][1] != a} == {}


def test_nobody_from_elsewhere_is_let_in_to_what_belongs_to_the_commune() -> None:
    """What the matrix itself must say, whoever writes its rows."""
    public, outsider = 0, 1
    assert [n for n, row in USE_CASES.items() if row[public] == "a" or row[outsider] == "a"] == []
    assert [n for n, (_, row) in PAGES.items() if row[public] == "m" or row[outsider] == "m"] == []
    owned = {n: row for n, (filled, row) in PAGES.items() if _owned(filled)}
    assert {n: row for n, row in owned.items() if row[outsider] not in "NF"} == {}


def _owned(filled: dict[str, Any]) -> bool:
    """A collection belongs to every unit that reports in it, the outsider's too."""
    return any(isinstance(v, type) for v in filled.values()) and Collection not in filled.values()


def test_policies_with_rows_give_the_same_answer_for_one_and_for_many(scene: Scene) -> None:
    """`may` on a row and `rows` over its table agree for every role."""
    wrong = []
    for name, (_module, _attribute, policy) in policies().items():
        for kind, row in scene.things.items():
            if policy.rows is None or not _is_about(name, kind):
                continue
            for role in ROLES:
                actor = scene.actor(role)
                many = policy.scope(actor, kind._default_manager.filter(pk=row.pk)).exists()
                if many != policy.allows(actor, row):
                    wrong.append((name, role, many))
    assert wrong == []


ABOUT = {
    "accounts.see_appointments": "Appointment", "briefings.see": "Briefing", "conferences.see": "Conference",
    "conferences.look_on": "Conference",
    "directives.read_directive": "Directive", "directives.see_dissemination": "Dissemination",
    "directives.tick": "Dissemination", "directives.see_notice": "ReplacementNotice",
    "directives.note_replacement": "ReplacementNotice", "documents.read_document": "Document",
    "documents.link_document": "Document", "documents.instruct_document": "Document",
    "documents.read_outgoing": "Outgoing", "documents.write_outgoing": "Outgoing",
    "documents.agree_outgoing": "Outgoing", "documents.number_outgoing": "Outgoing",
    "documents.see_delivery": "Delivery", "documents.answer_delivery": "Delivery",
    "documents.see_arrivals": "Document", "documents.finish_document": "Document", "documents.read_content": "Content",
    "documents.write_content": "Content", "documents.read_matter": "MatterFile", "documents.keep_matter": "MatterFile",
    "documents.read_matter_paper": "MatterPaper", "notify.own_channel": "Channel",
    "portal.see_item": "NewsItem", "portal.change_draft": "NewsItem", "portal.publish_item": "NewsItem",
    "proposals.see": "Proposal", "proposals.handle": "Proposal",
    "reporting.see_report": "Report", "reporting.write_report": "Report", "reporting.agree_report": "Report",
    "reporting.receive_report": "Report", "reporting.see_doubt": "Doubt", "reporting.see_import": "ImportBatch",
    "tasks.see": "Task", "tasks.see_programme": "Programme", "tasks.see_week": "Week",
    "tasks.see_monday": "MondayPage", "tasks.see_order": "TaskOrder", "tasks.see_scenario": "Scenario",
    "tasks.see_coordination": "Coordination", "tasks.see_evidence": "Evidence",
    "tasks.own_feed": "CalendarFeed", "tasks.see_plan": "Plan",
}  # fmt: skip


def _is_about(policy: str, kind: type) -> bool:
    return ABOUT.get(policy) == kind.__name__
