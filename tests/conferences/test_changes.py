"""A planned conference is changed or called off: who is told, what follows, when it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from giaoban.apps.accounts.enums import Post
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.conferences.actions.change_conference import (
    call_off_conference,
    change_conference,
    note_changes,
)
from giaoban.apps.conferences.actions.confirm_conclusions import confirm_conclusions
from giaoban.apps.conferences.actions.hold_conference import open_conference
from giaoban.apps.conferences.actions.order_papers import ask_paper, hand_in_paper
from giaoban.apps.conferences.actions.report_site import report_attendance
from giaoban.apps.conferences.actions.withdraw_asked import remove_site, withdraw_paper
from giaoban.apps.conferences.domain.changing import PlannedFacts
from giaoban.apps.conferences.enums import ConferenceState
from giaoban.apps.conferences.models import ChangeNotice, Conference, ConferenceChange
from giaoban.apps.conferences.queries import conference_card
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.models import Ask
from giaoban.kit.errors import Conflict, Forbidden, Invalid
from tests.conferences.people import signed_in
from tests.conferences.test_conferences import NOW, add, planned
from tests.tasks.network import actor_in, network, unit

BEFORE = NOW - timedelta(days=3)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def net(db: None) -> tuple[Unit, Unit, Unit]:
    centre = unit("Trung ương")
    return centre, *network(2, superior=centre)


def facts(found: Conference) -> PlannedFacts:
    return PlannedFacts(found.title, found.kind, found.form, found.starts_at, found.place, found.chair_post)


def change(found: Conference, reason: str = "Trùng lịch", **changes: Any) -> Conference:
    new = replace(facts(found), **changes)
    return change_conference(
        actor=actor_in(found.unit), conference=found, facts=new, reason=reason, now=BEFORE
    )


def call_off(found: Conference, reason: str = "Dịch bệnh") -> Conference:
    return call_off_conference(actor=actor_in(found.unit), conference=found, reason=reason, now=BEFORE)


def asked(kind: str, *units: Unit) -> list[Ask]:
    return list(Ask.objects.filter(kind=kind, state="open", unit__in=units).order_by("unit"))


class TestChanging:
    def test_asks_follow_and_sites_see_old_and_new_until_they_look(
        self, net: tuple[Unit, Unit, Unit]
    ) -> None:
        centre, one, two = net
        found = planned(centre)
        add(found, [one, two])
        later = NOW + timedelta(hours=6)
        change(found, starts_at=later, chair_post="Phó Trưởng Ban")
        assert {a.due for a in asked("attend", one, two)} == {later}
        told = asked("conference_changed", one, two)
        assert [a.unit for a in told] == [one, two]
        assert "08:00 06/07/2021 → 14:00 06/07/2021" in told[0].title
        assert not asked("conference_changed", centre)
        card = conference_card(actor_in(one), found.pk)
        assert card.unseen is not None
        assert card.changes[0].new
        assert [(p.before, p.after) for p in card.changes[0].parts] == [
            ("08:00 06/07/2021", "14:00 06/07/2021"), ("Trưởng Ban Dân vận Trung ương", "Phó Trưởng Ban"),
        ]  # fmt: skip
        note_changes(actor=actor_in(one), notice=card.unseen, now=BEFORE)
        seen = conference_card(actor_in(one), found.pk)
        assert seen.unseen is None
        assert not seen.changes[0].new
        assert [a.unit for a in asked("conference_changed", one, two)] == [two]
        change_conference(
            actor=actor_in(centre), conference=found, facts=replace(facts(found), place="Huế"), reason="x",
            now=BEFORE + timedelta(hours=1),
        )  # fmt: skip
        again = conference_card(actor_in(one), found.pk)
        assert [told.new for told in again.changes] == [True, False]

    def test_a_paper_moves_with_it_and_its_unit_is_told(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        found = planned(centre)
        ask_paper(actor=actor_in(centre), conference=found, unit=one, title="x", due=NOW, now=BEFORE)
        found.refresh_from_db()
        change(found, starts_at=NOW + timedelta(days=1), title="Tên mới")
        assert asked("paper", one)[0].due == NOW + timedelta(days=1)
        assert ChangeNotice.objects.get().unit == one

    def test_a_changed_title_renames_what_is_asked(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        found = planned(centre)
        add(found, [one])
        change(found, title="Hội nghị sơ kết")
        assert asked("attend", one)[0].title == "Hội nghị sơ kết"
        assert Conference.objects.get(folded__contains="so ket") == found

    def test_nothing_different_changes_nothing_and_a_reason_is_needed(
        self, net: tuple[Unit, Unit, Unit]
    ) -> None:
        found = planned(net[0])
        change(found)
        assert not ConferenceChange.objects.exists()
        with pytest.raises(Invalid) as caught:
            change(found, reason=" ", place="Huế")
        assert caught.value.problems[0][0] == "reason"
        with pytest.raises(Invalid):
            change(found, chair_post=" ")

    def test_who_and_when_not(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        found = planned(centre)
        add(found, [one])
        found.refresh_from_db()
        with pytest.raises(Forbidden):
            change_conference(
                actor=actor_in(one), conference=found, facts=facts(found), reason="x", now=BEFORE
            )
        open_conference(actor=actor_in(centre), conference=found, now=NOW)
        with pytest.raises(Conflict, match="opened already"):
            change(found, place="Huế")
        with pytest.raises(Conflict, match="opened already"):
            call_off(found)

    def test_the_audit_names_fields_only(self, net: tuple[Unit, Unit, Unit]) -> None:
        change(planned(net[0]), place="Huế")
        line = AuditLine.objects.get(code="conferences.changed")
        assert line.data["fields"] == ["place"]
        assert "Huế" not in str(line.data)

    def test_what_was_said_stays(self, net: tuple[Unit, Unit, Unit]) -> None:
        change(planned(net[0]), place="Huế")
        with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
            ConferenceChange.objects.update(reason="khác")


class TestInThePast:
    def test_never_silently(self, net: tuple[Unit, Unit, Unit]) -> None:
        with pytest.raises(Invalid) as caught:
            planned(net[0], now=NOW + timedelta(days=1))
        assert caught.value.problems[0][0] == "day"
        found = planned(net[0], now=NOW + timedelta(days=1), after_the_fact=True)
        assert found.entered_after
        assert not planned(net[0], after_the_fact=True).entered_after  # it is still to come

    def test_nor_by_a_change(self, net: tuple[Unit, Unit, Unit]) -> None:
        found = planned(net[0])
        with pytest.raises(Invalid):
            change(found, starts_at=BEFORE - timedelta(days=1))
        new = replace(facts(found), starts_at=BEFORE - timedelta(days=1))
        done = change_conference(
            actor=actor_in(found.unit),
            conference=found,
            facts=new,
            reason="x",
            now=BEFORE,
            after_the_fact=True,
        )
        assert done.entered_after

    def test_one_that_passed_unopened_may_still_get_another_chair(self, net: tuple[Unit, Unit, Unit]) -> None:
        found = planned(net[0])
        done = change_conference(
            actor=actor_in(found.unit), conference=found, facts=replace(facts(found), chair_post="Phó"),
            reason="x", now=NOW + timedelta(hours=1),
        )  # fmt: skip
        assert done.chair_post == "Phó"


class TestCallingOff:
    def test_asks_close_and_everybody_is_told(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found = planned(centre)
        add(found, [one, two])
        ask_paper(actor=actor_in(centre), conference=found, unit=one, title="x", due=NOW, now=BEFORE)
        row = call_off(found)
        assert row.state == ConferenceState.CALLED_OFF
        assert not asked("attend", one, two) + asked("paper", one)
        assert Ask.objects.filter(state="cancelled").count() == 3
        assert "Dịch bệnh" in asked("conference_changed", two)[0].title
        card = conference_card(actor_in(centre), found.pk)
        assert not card.may_run

    def test_nothing_more_happens_in_it(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        found = planned(centre)
        add(found, [one])
        call_off(found)
        call_off(found, "khác")
        assert ConferenceChange.objects.get().reason == "Dịch bệnh"
        with pytest.raises(Conflict):
            open_conference(actor=actor_in(centre), conference=found, now=NOW)
        with pytest.raises(Conflict):
            change(found, place="Huế")
        with pytest.raises(Conflict):
            confirm_conclusions(actor=actor_in(centre, Post.LEADER), conference=found, now=NOW)
        with pytest.raises(Conflict):
            report_attendance(actor=actor_in(one), site=found.sites.get(), officers=1, others=0, now=NOW)


class TestTakingBack:
    def test_a_site_is_taken_out_until_it_connects(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found = planned(centre)
        add(found, [one, two])
        remove_site(actor=actor_in(centre), site=found.sites.get(unit=one), now=BEFORE)
        assert [a.unit for a in asked("attend", one, two)] == [two]
        assert add(found, [one, two]) == 1
        there = found.sites.get(unit=two)
        report_attendance(actor=actor_in(two), site=there, officers=1, others=0, now=NOW)
        with pytest.raises(Conflict, match="took part"):
            remove_site(actor=actor_in(centre), site=there, now=NOW)

    def test_a_paper_is_done_without_until_it_is_handed_in(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found = planned(centre)

        def ask(of: Unit) -> Any:
            return ask_paper(actor=actor_in(centre), conference=found, unit=of, title="x", now=BEFORE)

        first, second = ask(one), ask(two)
        withdraw_paper(actor=actor_in(centre), paper=first, now=BEFORE)
        assert not asked("paper", one)
        assert ask(one).position == 3
        hand_in_paper(actor=actor_in(two), paper=second, title="", now=BEFORE)
        with pytest.raises(Conflict, match="handed in"):
            withdraw_paper(actor=actor_in(centre), paper=second, now=BEFORE)

    def test_by_pages(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        found = planned(centre)
        add(found, [one])
        paper = ask_paper(actor=actor_in(centre), conference=found, unit=one, title="x", now=BEFORE)
        clerk = signed_in(centre, Post.CLERK)
        out = reverse("conferences:remove_site", args=[found.pk, found.sites.get().pk])
        assert out in clerk.get(reverse("conferences:sites", args=[found.pk])).content.decode()
        assert clerk.get(out).status_code == 200
        assert clerk.post(out).status_code == 302
        assert not found.sites.exists()
        off = reverse("conferences:withdraw_paper", args=[found.pk, paper.pk])
        assert off in clerk.get(reverse("conferences:conference", args=[found.pk])).content.decode()
        assert clerk.get(off).status_code == 200
        assert clerk.post(off).status_code == 302
        assert not found.papers.exists()


class TestPages:
    def test_by_forms(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        clerk, officer = signed_in(centre, Post.CLERK), signed_in(one)
        typed = {"title": "Hội nghị sơ kết", "kind": "half_year", "form": "online", "day": "06/07/2021",
                 "hour": "8h30", "place": "Hà Nội", "chair_post": "Trưởng Ban"}  # fmt: skip
        refused = clerk.post(reverse("conferences:plan"), typed)
        assert refused.status_code == 422
        assert "after_the_fact" in refused.content.decode()
        typed |= {"day": "06/07/2099"}
        assert clerk.post(reverse("conferences:plan"), typed).status_code == 302
        found = Conference.objects.get()
        add(found, [one])
        fix = reverse("conferences:change", args=[found.pk])
        assert 'value="08:30"' in clerk.get(fix).content.decode()
        assert clerk.post(fix, {**typed, "place": "Huế"}).status_code == 422  # no reason
        assert clerk.post(fix, {**typed, "place": "Huế", "reason": "Chật"}).status_code == 302
        address = reverse("conferences:conference", args=[found.pk])
        page = officer.get(address).content.decode()
        assert "<del>Hà Nội</del> → <ins>Huế</ins>" in page
        notice = ChangeNotice.objects.get()
        seen = reverse("conferences:seen", args=[found.pk, notice.pk])
        assert seen in page
        assert officer.post(seen).status_code == 302
        assert seen not in officer.get(address).content.decode()
        gone = reverse("conferences:call_off", args=[found.pk])
        assert clerk.get(gone).status_code == 200
        assert clerk.post(gone, {"reason": "Dịch bệnh"}).status_code == 302
        page = officer.get(address).content.decode()
        assert "Dịch bệnh" in page
        assert "/khai-mac/" not in clerk.get(address).content.decode()
        assert clerk.get(gone).status_code == 409
