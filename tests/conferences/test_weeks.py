"""A conference in the weeks of its convenor and of whoever is asked to take part."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from giaoban.apps.accounts.enums import Post
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.conferences.actions import enter_weeks
from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.change_conference import call_off_conference, change_conference
from giaoban.apps.conferences.actions.plan_conference import set_agenda
from giaoban.apps.conferences.actions.withdraw_asked import remove_site
from giaoban.apps.conferences.domain.changing import PlannedFacts
from giaoban.apps.conferences.domain.plan import NewItem, NewSite
from giaoban.apps.conferences.enums import ConferenceForm, ItemKind
from giaoban.apps.conferences.jobs import enter
from giaoban.apps.conferences.models import Conference, Site
from giaoban.apps.conferences.queries import conference_card
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.actions.issue_week import issue_week
from giaoban.apps.tasks.actions.write_entry import cancel_entry, change_entry, write_entry
from giaoban.apps.tasks.domain.week import NewEntry
from giaoban.apps.tasks.models import Week, WeekChange, WeekEntry
from giaoban.kit import clock
from giaoban.kit.errors import Conflict, Invalid
from tests.conferences.people import signed_in
from tests.conferences.test_conferences import NOW, add, planned
from tests.tasks.network import actor_in, network, unit

BEFORE = NOW - timedelta(days=7)
MONDAY, NEXT = date(2021, 7, 5), date(2021, 7, 12)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def net(db: None) -> tuple[Unit, Unit, Unit]:
    centre = unit("Trung ương")
    return centre, *network(2, superior=centre)


def entry(of: Unit, monday: date = MONDAY, **more: Any) -> WeekEntry:
    return WeekEntry.objects.get(week__unit=of, week__monday=monday, **more)


def write(of: Unit, content: str = "Giao ban", **more: Any) -> WeekEntry:
    new = NewEntry(**{"weekday": 0, "part": "morning", "content": content, **more})
    return write_entry(actor=actor_in(of), unit=of, monday=MONDAY, entry=new, now=BEFORE)


def issued(of: Unit) -> Week:
    week = Week.objects.get(unit=of, monday=MONDAY)
    return issue_week(actor=actor_in(of, Post.LEADER), week=week, now=BEFORE)


def change(found: Conference, reason: str = "Trùng lịch", **changes: Any) -> None:
    values = {
        "title": found.title, "kind": found.kind, "form": found.form, "starts_at": found.starts_at,
        "place": found.place, "chair_post": found.chair_post,
    }  # fmt: skip
    facts = PlannedFacts(**{**values, **changes})
    actor = actor_in(found.unit, user_id=None)
    change_conference(actor=actor, conference=found, facts=facts, reason=reason, now=BEFORE)


class TestPlanned:
    def test_it_stands_in_the_convenors_week_at_once(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        found = planned(centre)
        row = entry(centre)
        assert (row.weekday, row.part, row.starts_at) == (1, "morning", time(8))
        assert (row.content, row.chair, row.place) == (found.title, found.chair_post, "Hà Nội")
        assert row.link == reverse("conferences:conference", args=[found.pk])
        assert not WeekEntry.objects.filter(week__unit=one).exists()

    def test_each_site_has_it_once_it_is_asked(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found = planned(centre, form=ConferenceForm.ONLINE)
        add(found, [one, two])
        add_sites(
            actor=actor_in(centre), conference=found, sites=[NewSite("Trung tâm", centre.pk)], now=BEFORE
        )
        row = entry(one)
        assert row.place == Site.objects.get(unit=one).name
        assert row.chair == f"{found.chair_post} ({centre.short_name})"
        assert WeekEntry.objects.count() == 3
        assert entry(centre).place == "Hà Nội"

    def test_an_evening_and_a_night_that_ends_the_week(self, net: tuple[Unit, Unit, Unit]) -> None:
        """The day is Hà Nội's, not the server's: 23:30 on Sunday is still that week's."""
        centre, _one, _two = net
        planned(centre, starts_at=datetime(2021, 7, 11, 23, 30, tzinfo=HANOI))
        row = entry(centre)
        assert (row.weekday, row.part) == (6, "evening")

    def test_one_that_is_entered_afterwards_is_in_no_week(self, net: tuple[Unit, Unit, Unit]) -> None:
        found = planned(net[0], now=NOW + timedelta(days=1), after_the_fact=True)
        add(found, [net[1]])
        assert not WeekEntry.objects.exists()

    def test_an_issued_week_shows_it_as_added(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        write(one)
        issued(one)
        add(planned(centre), [one])
        assert entry(one, source_id__isnull=False).mark == "added"
        assert Week.objects.get(unit=one).revision == 2
        assert WeekChange.objects.get().reason


class TestClashes:
    def test_they_are_told_and_never_refused(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, _one, _two = net
        write(centre, "Tiếp dân", weekday=1, chair="Trưởng Ban Dân vận Trung ương", place="hà nội")
        found = planned(centre)
        card = conference_card(actor_in(centre), found.pk)
        assert {(b.clash.kind, b.other.content) for b in card.clashes} == {
            ("chair", "Tiếp dân"), ("place", "Tiếp dân"),
        }  # fmt: skip
        page = signed_in(centre).get(reverse("conferences:conference", args=[found.pk])).content.decode()
        assert "clashes with another entry" in page
        assert "Tiếp dân" in page
        with pytest.raises(Invalid, match="clash"):
            issued(centre)

    def test_each_unit_is_told_of_its_own_only(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        write(one, "Việc riêng", weekday=1, place="Hà Nội")
        found = planned(centre)
        add(found, [one, two])
        assert [b.other.content for b in conference_card(actor_in(one), found.pk).clashes] == ["Việc riêng"]
        assert conference_card(actor_in(centre), found.pk).clashes == []
        assert conference_card(actor_in(two), found.pk).clashes == []

    def test_another_units_chair_is_another_person(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        write(one, "Tiếp dân", weekday=1, chair="Chủ tịch")
        found = planned(centre, chair_post="Chủ tịch")
        add(found, [one])
        assert conference_card(actor_in(one), found.pk).clashes == []


class TestFollowing:
    def test_another_hour_in_the_same_week(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        found = planned(centre)
        add(found, [one])
        issued(one)
        change(found, starts_at=NOW + timedelta(days=1, hours=7), title="Hội nghị sơ kết")
        row = entry(one)
        assert (row.weekday, row.part, row.starts_at) == (2, "afternoon", time(15))
        assert (row.content, row.mark, row.sequence) == ("Hội nghị sơ kết", "changed", 1)
        told = row.changes.get()
        assert (told.reason, told.before["starts_at"], told.before["weekday"]) == (
            "Trùng lịch",
            "08:00:00",
            "1",
        )
        assert Week.objects.get(unit=one).revision == 2
        assert entry(centre).mark == ""

    def test_into_another_week(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        found = planned(centre)
        add(found, [one])
        issued(one)
        change(found, starts_at=NOW + timedelta(days=7))
        assert entry(one).mark == "cancelled"
        assert entry(one, NEXT).mark == ""
        assert not WeekEntry.objects.filter(week__unit=centre, week__monday=MONDAY).exists()
        change(found, starts_at=NOW, reason="Lại như cũ")
        assert sorted(e.mark for e in WeekEntry.objects.filter(week__unit=one)) == ["added", "cancelled"]

    def test_what_is_the_units_own_stays(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        found = planned(centre, form=ConferenceForm.ONLINE)
        add(found, [one])
        row = entry(one)
        mine = NewEntry(
            row.weekday, row.part, row.content, row.starts_at, row.chair, "Ban Thường trực", "Hội trường tầng 3",
            link=row.link,
        )  # fmt: skip
        change_entry(actor=actor_in(one), entry=row, to=mine, now=BEFORE)
        change(found, starts_at=NOW + timedelta(hours=1), place="Nơi khác")
        row = entry(one)
        assert (row.place, row.participants, row.starts_at) == (
            "Hội trường tầng 3",
            "Ban Thường trực",
            time(9),
        )
        assert entry(centre).place == "Nơi khác"

    def test_in_one_hall_all_move_with_it(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        found = planned(centre)
        add(found, [one])
        change(found, place="Đà Nẵng")
        assert entry(one).place == "Đà Nẵng"

    def test_by_hand_neither_its_hour_nor_itself_goes(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        add(planned(centre), [one])
        row = entry(one)
        moved = NewEntry(4, row.part, row.content, row.starts_at, row.chair, link=row.link)
        with pytest.raises(Conflict):
            change_entry(actor=actor_in(one), entry=row, to=moved, now=BEFORE)
        with pytest.raises(Conflict):
            cancel_entry(actor=actor_in(one), entry=row, now=BEFORE)
        assert entry(one).weekday == 1

    def test_the_form_keeps_what_follows_whatever_is_posted(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        add(planned(centre), [one])
        row, client = entry(one), signed_in(one)
        url = reverse("tasks:edit_entry", args=[row.pk])
        assert "come from the conference" in client.get(url).content.decode()
        data = {"weekday": "4", "part": "evening", "content": "Khác", "place": "Tầng 2", "participants": "A"}
        assert client.post(url, data).status_code == 302
        row.refresh_from_db()
        assert (row.weekday, row.content, row.place) == (
            1,
            "Hội nghị giao ban công tác dân vận 6 tháng đầu năm 2021",
            "Tầng 2",
        )


class TestLeaving:
    def test_called_off(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found = planned(centre)
        add(found, [one, two])
        issued(one)
        call_off_conference(actor=actor_in(centre), conference=found, reason="Dịch bệnh", now=BEFORE)
        row = entry(one)
        assert (row.mark, row.changes.get().reason) == ("cancelled", "Dịch bệnh")
        assert not WeekEntry.objects.exclude(pk=row.pk).exists()

    def test_a_site_that_is_taken_out(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found = planned(centre)
        add(found, [centre, one, two])
        remove_site(actor=actor_in(centre), site=Site.objects.get(unit=one), now=BEFORE)
        remove_site(actor=actor_in(centre), site=Site.objects.get(unit=centre), now=BEFORE)
        assert {e.week.unit for e in WeekEntry.objects.select_related("week__unit")} == {centre, two}


def test_what_the_weeks_keep_is_in_the_language_of_the_installation(settings: Any) -> None:
    settings.LANGUAGE_CODE = "vi"
    with translation.override("en"):
        assert enter_weeks._planned() == "Đã lên lịch một hội nghị."


def test_however_many_sites_the_statements_are_the_same(db: None) -> None:
    centre = unit("Trung ương")
    few, many = network(2, superior=centre), network(40, superior=centre)
    counted = []
    for units in (few, many):
        found = planned(centre, starts_at=NOW + timedelta(days=len(units)))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            add(found, units)
            change(found, starts_at=found.starts_at + timedelta(days=7))
            call_off_conference(actor=actor_in(centre), conference=found, reason="x", now=BEFORE)
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_calendars_learn_how_long_it_takes_from_the_agenda(net: tuple[Unit, Unit, Unit]) -> None:
    centre, one, _two = net
    found = planned(
        centre, agenda=[NewItem("Khai mạc", ItemKind.OPENING, 10), NewItem("Báo cáo", ItemKind.REPORT, 45)]
    )
    add(found, [one])
    assert {entry(centre).minutes, entry(one).minutes} == {55}
    before = entry(one).sequence
    set_agenda(
        actor=actor_in(centre), conference=found, items=[NewItem("Báo cáo", ItemKind.REPORT, 150)], now=BEFORE
    )
    assert (entry(one).minutes, entry(one).sequence) == (150, before + 1)
    set_agenda(actor=actor_in(centre), conference=found, items=[], now=BEFORE)
    assert (entry(one).minutes, entry(one).mark) == (None, "")
    change(found, title="Hội nghị sơ kết")
    assert entry(one).content == "Hội nghị sơ kết"


def test_one_that_was_planned_before_weeks_knew_of_it_is_entered_once(
    net: tuple[Unit, Unit, Unit], monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, one, two = net
    found, off, past = planned(centre), planned(centre, title="Bãi bỏ"), planned(centre, title="Đã qua")
    add(found, [one, two])
    call_off_conference(actor=actor_in(centre), conference=off, reason="x", now=BEFORE)
    Conference.objects.filter(pk=past.pk).update(starts_at=BEFORE - timedelta(days=1))
    WeekEntry.objects.all().delete()
    monkeypatch.setattr(clock, "now", lambda: BEFORE)
    enter(0)
    assert {e.week.unit for e in WeekEntry.objects.select_related("week__unit")} == {centre, one, two}
    assert {e.source_id for e in WeekEntry.objects.all()} == {found.pk}
    line = AuditLine.objects.get(code="conferences.entered_weeks")
    assert (line.subject_id, line.data["entries"]) == (found.pk, 3)
    enter(0)
    assert WeekEntry.objects.count() == 3
    cancel = WeekEntry.objects.filter(week__unit=centre)
    cancel.update(mark="cancelled")  # whoever struck it from an issued week knows of it
    enter(0)
    assert WeekEntry.objects.count() == 3
