"""Before a conference: its agenda while it goes on, rehearsals, copies, its file for calendars."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from giaoban.apps.accounts.enums import Post
from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.change_conference import call_off_conference, change_conference
from giaoban.apps.conferences.actions.confirm_conclusions import confirm_conclusions
from giaoban.apps.conferences.actions.copy_conference import copy_conference
from giaoban.apps.conferences.actions.hold_conference import open_conference
from giaoban.apps.conferences.actions.invite_delegates import add_delegates
from giaoban.apps.conferences.actions.order_papers import ask_paper
from giaoban.apps.conferences.actions.plan_conference import set_agenda, write_item
from giaoban.apps.conferences.actions.report_site import report_attendance
from giaoban.apps.conferences.actions.write_conclusion import write_conclusion
from giaoban.apps.conferences.domain.changing import PlannedFacts
from giaoban.apps.conferences.domain.plan import NewItem, NewSite
from giaoban.apps.conferences.domain.protocol import NewDelegate
from giaoban.apps.conferences.enums import ConferenceForm, DelegateState, ItemKind, LineTest
from giaoban.apps.conferences.formats.calendar import conference_ics
from giaoban.apps.conferences.formats.places import link_of_delegate, link_of_site
from giaoban.apps.conferences.models import Conference, Site
from giaoban.apps.conferences.queries import before, closed_ones, conferences
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.models import Ask, Task, WeekEntry
from giaoban.kit.errors import Conflict, Invalid
from tests.conferences.people import signed_in
from tests.conferences.test_conferences import NOW, concluded, planned, put
from tests.conferences.test_pages import at
from tests.tasks.network import actor_in, network, unit

Net = tuple[Unit, Unit, Unit]


@pytest.fixture
def net(db: None) -> Net:
    centre = unit("Trung ương")
    return centre, *network(2, superior=centre)


def points(found: Conference) -> list[tuple[str, str]]:
    return list(found.items.values_list("title", "note"))


class TestAgenda:
    def test_what_has_begun_stays_first_with_its_notes(self, net: Net) -> None:
        agenda = [NewItem("Khai mạc", ItemKind.OPENING, 10), NewItem("Báo cáo"), NewItem("Thảo luận")]
        found, secretary = planned(net[0], agenda=agenda), actor_in(net[0])
        first, second, third = found.items.all()
        found.items.filter(pk=first.pk).update(started_at=NOW, note="Đã khai mạc")
        set_agenda(actor=secretary, conference=found, items=[NewItem("Tham luận")], now=NOW)
        assert points(found) == [("Khai mạc", "Đã khai mạc"), ("Tham luận", "")]
        kept = NewItem("Đổi tên", item_id=first.pk)
        set_agenda(actor=secretary, conference=found, items=[kept, NewItem("Kết luận")], now=NOW)
        assert points(found) == [("Khai mạc", "Đã khai mạc"), ("Kết luận", "")]
        with pytest.raises(Conflict):
            set_agenda(actor=secretary, conference=found, items=[NewItem("Trước"), kept], now=NOW)
        with pytest.raises(Invalid):
            set_agenda(
                actor=secretary, conference=found, items=[NewItem("Báo cáo", item_id=third.pk)], now=NOW
            )
        with pytest.raises(Conflict):
            write_item(actor=secretary, item=found.items.get(pk=first.pk), new=kept)
        assert [i.position for i in found.items.all()] == [1, 2]
        assert not found.items.filter(pk=second.pk).exists()

    def test_lines_keep_what_belongs_to_a_point(self, net: Net) -> None:
        found, browser = (
            planned(net[0], agenda=[NewItem("Thảo luận", ItemKind.DISCUSSION, 30)]),
            signed_in(net[0]),
        )
        item = found.items.get()
        typed = {"title": "Thảo luận tổ", "kind": "discussion", "minutes": "40", "script": "Mời các tổ."}
        assert browser.post(at(found, "item", item.pk), typed).status_code == 302
        lines = {"lines": "10 Giải lao\n45 thảo luận TỔ\n5 Bế mạc"}
        assert browser.post(at(found, "agenda"), lines).status_code == 302
        told = list(found.items.values_list("pk", "kind", "minutes", "script"))
        assert [row[1:] for row in told] == [
            ("pause", 10, ""), ("discussion", 45, "Mời các tổ."), ("conclusion", 5, ""),
        ]  # fmt: skip
        assert told[1][0] == item.pk
        assert browser.post(at(found, "item", item.pk), {**typed, "title": ""}).status_code == 422


class TestRehearsal:
    def test_it_leaves_no_trace(self, net: Net) -> None:
        centre, one, _two = net
        found = planned(centre, form=ConferenceForm.ONLINE, rehearsal=True, is_public=True)
        secretary, chair = actor_in(centre), actor_in(centre, Post.LEADER)
        add_sites(actor=secretary, conference=found, sites=[NewSite(one.name, one.pk)], now=NOW)
        ask_paper(actor=secretary, conference=found, unit=one, title="Thử", now=NOW)
        add_delegates(actor=secretary, conference=found, delegates=[NewDelegate("Chủ tịch", one.pk)], now=NOW)
        facts = PlannedFacts("Tên khác", found.kind, found.form, found.starts_at, "Huế", "Trưởng Ban")
        change_conference(actor=secretary, conference=found, facts=facts, reason="Thử", now=NOW)
        assert not Ask.objects.exists()
        assert not WeekEntry.objects.exists()
        open_conference(actor=secretary, conference=found, now=NOW)
        write_conclusion(actor=secretary, conference=found, text="Thử")
        put(found, one)
        confirm_conclusions(actor=chair, conference=found, now=NOW)
        assert not Task.objects.exists()
        later = planned(centre, starts_at=NOW + timedelta(days=30))
        assert before(later) is None
        assert not closed_ones(secretary).exists()
        found.refresh_from_db()
        assert not found.is_public
        assert set(conferences(secretary)) == {found, later}
        assert list(conferences(actor_in(one))) == []

    def test_every_page_says_so(self, net: Net) -> None:
        centre, one, _two = net
        found = planned(centre, form=ConferenceForm.ONLINE, rehearsal=True)
        add_sites(actor=actor_in(centre), conference=found, sites=[NewSite(one.name, one.pk)], now=NOW)
        add_delegates(actor=actor_in(centre), conference=found, delegates=[NewDelegate("Chủ tịch")], now=NOW)
        browser, site, row = signed_in(centre), found.sites.get(), found.delegates.get()
        names: list[tuple[str, ...] | tuple[str, int]] = [
            ("conference",), ("sites",), ("site", site.pk), ("add_sites",), ("try_lines",), ("delegates",),
            ("delegate", row.pk), ("papers",), ("agenda",), ("copy",), ("console",), ("secretary",), ("tree",),
            ("branch", site.pk), ("hall",),
        ]  # fmt: skip
        for name, *more in names:
            page = browser.get(at(found, str(name), *more))
            assert page.status_code == 200
            assert "Rehearsal: Hội nghị" in page.content.decode(), name
        for link in (link_of_site(site), link_of_delegate(row)):
            text = Client().get(reverse("conferences:place", args=[link.token])).content.decode()
            assert "<title>Rehearsal: Hội nghị" in text
            assert "nothing of it counts" in text

    def test_no_page_shows_it_to_everybody_nor_leads_there(self, net: Net) -> None:
        """Even where something else had made it public."""
        centre, one, _two = net
        found = planned(centre, form=ConferenceForm.ONLINE, rehearsal=True)
        add_sites(actor=actor_in(centre), conference=found, sites=[NewSite(one.name, one.pk)], now=NOW)
        Conference.objects.filter(pk=found.pk).update(is_public=True)
        address = reverse("conferences:public", args=[found.pk])
        assert Client().get(address).status_code == 404
        place = reverse("conferences:place", args=[link_of_site(found.sites.get()).token])
        for browser, page in ((signed_in(centre), at(found, "console")), (Client(), place)):
            assert address not in browser.get(page).content.decode()


class TestCopy:
    def test_the_plan_is_copied_and_nothing_that_happened(self, net: Net) -> None:
        centre, one, two = net
        agenda = [NewItem("Báo cáo", ItemKind.REPORT, 20, centre.pk, script="Xin mời.")]
        found = planned(centre, form=ConferenceForm.ONLINE, agenda=agenda, questions="Vì sao?")
        secretary = actor_in(centre)
        sites = [
            NewSite(one.name, one.pk, expected=30, operator="Trưởng phòng"),
            NewSite("Phụ", above=one.name),
        ]
        add_sites(actor=secretary, conference=found, sites=sites, now=NOW)
        for u in (two, one):
            ask_paper(actor=secretary, conference=found, unit=u, title=f"Bài {u}", now=NOW)
        old = found.sites.get(unit=one)
        add_delegates(
            actor=secretary, conference=found, delegates=[NewDelegate("Chủ tịch", one.pk, old.pk)], now=NOW
        )
        found.delegates.update(state=DelegateState.EXCUSED, reason="Ốm", present_at=NOW)
        Site.objects.filter(pk=old.pk).update(line_test=LineTest.PASSED)
        open_conference(actor=secretary, conference=found, now=NOW)
        report_attendance(actor=secretary, site=old, officers=3, others=0, now=NOW)
        found.items.update(started_at=NOW, note="Ghi")
        starts = NOW + timedelta(days=180)
        made = copy_conference(actor=secretary, conference=found, title="Lần sau", starts_at=starts, now=NOW)
        assert (made.title, made.questions, made.copied_from, made.opened_at) == (
            "Lần sau",
            "Vì sao?",
            found,
            None,
        )
        item = made.items.get()
        assert (item.script, item.minutes, item.note, item.started_at) == ("Xin mời.", 20, "", None)
        assert list(made.papers.values_list("title", "state")) == [(f"Bài {u}", "asked") for u in (two, one)]
        new = made.sites.get(unit=one)
        assert (new.expected, new.operator, new.line_test, new.connected_at) == (
            30,
            "Trưởng phòng",
            "waiting",
            None,
        )
        assert new.key != old.key
        under = made.sites.get(unit=None)
        assert (under.parent, under.ancestors) == (new, [new.pk])
        row = made.delegates.get()
        assert (row.state, row.site, row.present_at) == (DelegateState.INVITED, new, None)
        assert row.key != found.delegates.get().key
        asked = Ask.objects.filter(subject_type="conferences.Conference", subject_id=made.pk, kind="attend")
        assert asked.get().unit_id == one.pk

    def test_a_moment_that_has_passed_is_refused(self, net: Net) -> None:
        found, browser = planned(net[0]), signed_in(net[0])
        typed = {"title": "Lần sau", "day": "01/01/2020", "hour": "8h"}
        answer = browser.post(at(found, "copy"), typed)
        assert answer.status_code == 422
        assert Conference.objects.count() == 1


class TestCalendar:
    def test_one_event_that_lasts_as_long_as_the_agenda(self, net: Net) -> None:
        found = planned(
            net[0], agenda=[NewItem("Báo cáo; mở đầu", minutes=20), NewItem("Kết luận", minutes=40)]
        )
        event = Calendar.from_ical(conference_ics(found)).walk("VEVENT")[0]
        assert event["summary"] == found.title
        assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=1)
        assert "1. Báo cáo; mở đầu\n2. Kết luận" in str(event["description"])
        assert (event["sequence"], event["status"]) == (0, "CONFIRMED")

    def test_called_off_takes_the_place_of_the_earlier_file(self, net: Net) -> None:
        found = planned(net[0])
        first = Calendar.from_ical(conference_ics(found)).walk("VEVENT")[0]
        call_off_conference(actor=actor_in(net[0]), conference=found, reason="Bão", now=NOW)
        found.refresh_from_db()
        second = Calendar.from_ical(conference_ics(found)).walk("VEVENT")[0]
        assert (second["uid"], second["sequence"], second["status"]) == (first["uid"], 1, "CANCELLED")


def test_the_last_conclusions_stand_first_at_the_next(net: Net) -> None:
    centre, one, _two = net
    concluded(centre, one)
    browser, following = signed_in(centre), planned(centre, starts_at=NOW + timedelta(days=30))
    page = browser.get(at(following)).content.decode()
    assert page.index("Tiếp tục đổi mới công tác dân vận") < page.index("Key tasks put to consensus")
