"""Calendars at secret addresses: made, renewed, revoked; what answers, to whom, until when; the file itself."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from giaoban.apps.accounts.models import Appointment, User
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.actions.keep_feed import make_feed, renew_feed, revoke_feed
from giaoban.apps.tasks.actions.write_asks import move_due
from giaoban.apps.tasks.actions.write_entry import cancel_entry, change_entry, write_entry
from giaoban.apps.tasks.domain.week import NewEntry, monday_of
from giaoban.apps.tasks.enums import CalendarKind
from giaoban.apps.tasks.formats.calendar_feed import calendar_feed
from giaoban.apps.tasks.models import CalendarFeed, Week, WeekEntry
from giaoban.apps.tasks.queries.calendar import Item
from giaoban.kit.access import Actor, Hat
from giaoban.kit.errors import Conflict, Forbidden, NotFound
from tests.tasks.ical import events, lines
from tests.tasks.network import ALWAYS, actor_in, unit
from tests.tasks.test_calendar import ask, bind

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = timezone.localdate()
MONDAY = monday_of(TODAY)
NOW = datetime.combine(TODAY, time(9), HANOI)
SITE = "https://giaoban.example.vn"


@pytest.fixture(autouse=True)
def counted_anew() -> None:
    cache.clear()


@pytest.fixture
def front(db: None) -> Unit:
    return unit("Lâm Đồng")


@pytest.fixture
def officer(front: Unit) -> Actor:
    user = User.objects.create(username="can.bo", label="Chuyên viên", created_at=NOW)
    Appointment.objects.create(user=user, unit=front, post="officer", valid=ALWAYS)
    return Actor("user", user.pk, (Hat(front.pk, "officer"),), front.pk, "Chuyên viên")


@pytest.fixture
def secret(front: Unit, officer: Actor) -> str:
    return make_feed(actor=officer, unit=front, now=NOW)[1]


def get(secret: str, **headers: str) -> Any:
    return Client().get(reverse("tasks:feed", args=[secret]), headers=headers)


def write(front: Unit, content: str = "Giao ban", weekday: int = 0, **more: Any) -> WeekEntry:
    new = NewEntry(weekday, more.pop("part", "morning"), content, **more)
    return write_entry(actor=actor_in(front), unit=front, monday=MONDAY, entry=new, now=NOW)


def found(secret: str, summary: str) -> dict[str, str]:
    return next(e for e in events(get(secret).content) if summary in e["SUMMARY"])


class TestSecrets:
    def test_only_the_digest_is_kept_and_the_log_names_neither(self, secret: str) -> None:
        row = CalendarFeed.objects.get()
        assert secret not in (row.digest, str(row.__dict__))
        assert len(secret) >= 43
        line = AuditLine.objects.get(code="tasks.feed_made")
        assert secret not in str(line.__dict__)
        assert row.digest not in str(line.__dict__)

    def test_renewing_stops_the_old_one_at_once(self, officer: Actor, secret: str) -> None:
        fresh, other = renew_feed(actor=officer, feed=CalendarFeed.objects.get(), now=NOW)
        assert (get(secret).status_code, get(other).status_code) == (410, 200)
        assert revoke_feed(actor=officer, feed=fresh, now=NOW).revoked_at == NOW
        revoke_feed(actor=officer, feed=fresh, now=NOW + timedelta(hours=1))
        assert get(other).status_code == 410
        with pytest.raises(Conflict):
            renew_feed(actor=officer, feed=fresh, now=NOW)
        codes = AuditLine.objects.filter(code__startswith="tasks.feed_").values_list("code", flat=True)
        assert sorted(codes) == ["tasks.feed_made", "tasks.feed_renewed", "tasks.feed_revoked"]

    def test_five_and_no_more(self, front: Unit, officer: Actor) -> None:
        for _n in range(5):
            make_feed(actor=officer, unit=front, now=NOW)
        with pytest.raises(Conflict):
            make_feed(actor=officer, unit=front, now=NOW)
        revoke_feed(actor=officer, feed=CalendarFeed.objects.all()[0], now=NOW)
        make_feed(actor=officer, unit=front, now=NOW)

    def test_nobody_touches_another_ones(self, front: Unit, officer: Actor, secret: str) -> None:
        row = CalendarFeed.objects.get()
        other = Actor("user", 999_999, officer.hats, front.pk)
        for step in (renew_feed, revoke_feed):
            with pytest.raises(NotFound):
                step(actor=other, feed=row, now=NOW)
        with pytest.raises(NotFound):
            make_feed(actor=actor_in(unit("Khác"), user_id=officer.user_id), unit=front, now=NOW)

    def test_who_left_the_unit_renews_nothing(self, officer: Actor, secret: str) -> None:
        gone = Actor("user", officer.user_id, (), None)
        with pytest.raises(Forbidden):
            renew_feed(actor=gone, feed=CalendarFeed.objects.get(), now=NOW)
        revoke_feed(actor=gone, feed=CalendarFeed.objects.get(), now=NOW)

    def test_pages(self, front: Unit, officer: Actor) -> None:
        client = Client()
        client.force_login(User.objects.get())
        told = client.post(reverse("tasks:make_feed"))
        assert "no-store" in told["Cache-Control"]
        text = told.content.decode()
        address = re.findall(r"/nhiem-vu/lich/[\w-]{43}\.ics", text)[0]
        assert client.get(address).status_code == 200
        again = client.get(reverse("tasks:feeds")).content.decode()
        assert address not in again
        row = CalendarFeed.objects.get()
        renewed = client.post(reverse("tasks:renew_feed", args=[row.pk])).content.decode()
        assert address not in renewed
        assert ".ics" in renewed
        fresh = CalendarFeed.objects.get(revoked_at=None)
        page = reverse("tasks:revoke_feed", args=[fresh.pk])
        assert client.get(page).status_code == 200
        assert CalendarFeed.objects.filter(revoked_at=None).exists()
        assert client.post(page).status_code == 302
        assert not CalendarFeed.objects.filter(revoked_at=None).exists()


class TestAnswers:
    def test_nobody_signs_in_and_nobody_guesses(self, secret: str) -> None:
        assert get(secret).status_code == 200
        assert get("x").status_code == 404
        assert get(secret[:-1]).status_code == 404
        assert Client().post(reverse("tasks:feed", args=[secret])).status_code == 405

    def test_who_no_longer_holds_the_post_reads_nothing(self, secret: str) -> None:
        Appointment.objects.update(valid=DateRange(None, TODAY))
        assert get(secret).status_code == 410

    def test_who_does_not_hold_it_yet_neither(self, secret: str) -> None:
        Appointment.objects.update(valid=DateRange(TODAY + timedelta(days=1), None))
        assert get(secret).status_code == 410

    def test_a_closed_account_reads_nothing(self, secret: str) -> None:
        User.objects.update(is_active=False)
        assert get(secret).status_code == 410

    def test_another_post_sees_what_it_may_see_now(self, front: Unit, secret: str) -> None:
        ask(front, NOW + timedelta(days=1), "instruct", post="leader")
        assert b"instruct" not in get(secret).content
        Appointment.objects.update(post="leader")
        assert b"instruct" in get(secret).content

    def test_unchanged_is_304_and_private(self, front: Unit, secret: str) -> None:
        first = get(secret)
        assert first["Cache-Control"].startswith("private")
        assert first["Content-Type"] == "text/calendar; charset=utf-8"
        same = get(secret, **{"If-None-Match": first["ETag"]})
        assert (same.status_code, same.content) == (304, b"")
        assert same["Cache-Control"].startswith("private")
        assert same["ETag"] == first["ETag"]
        write(front)
        assert get(secret, **{"If-None-Match": first["ETag"]}).status_code == 200

    def test_too_often(self, secret: str, settings: Any) -> None:
        codes = [get(secret).status_code for _n in range(61)]
        assert codes == [200] * 60 + [429]

    def test_guessing_is_counted_too(self, db: None) -> None:
        assert [get(f"x{n}").status_code for n in range(31)][-2:] == [404, 429]

    def test_who_guesses_locks_nobody_out(self, secret: str) -> None:
        """Behind a proxy all telephones come from one address."""
        assert [get(f"x{n}").status_code for n in range(40)][-1] == 429
        assert get(secret).status_code == 200

    def test_few_queries(self, front: Unit, secret: str, django_assert_max_num_queries: Any) -> None:
        for n in range(5):
            write(front, f"Mục {n}", n)
        get(secret)
        with django_assert_max_num_queries(20):  # the counters of the cache among them
            get(secret)


class TestFile:
    def test_an_hour_and_a_whole_day(self, front: Unit, secret: str) -> None:
        write(front, "Tiếp dân", starts_at=time(8, 30), chair="Chủ tịch", place="Tầng 1, nhà A; cổng 2")
        write(front, "Đi cơ sở", 1, part="afternoon")
        ask(front, datetime.combine(MONDAY + timedelta(days=2), time(10), HANOI))
        day = f"{MONDAY:%Y%m%d}"
        timed = found(secret, "Tiếp dân")
        assert timed["DTSTART;TZID=Asia/Ho_Chi_Minh"] == f"{day}T083000"
        assert timed["DTEND;TZID=Asia/Ho_Chi_Minh"] == f"{day}T113000"  # the half-day's
        assert timed["LOCATION"] == "Tầng 1, nhà A; cổng 2"
        assert timed["STATUS"] == "TENTATIVE"
        whole = found(secret, "Đi cơ sở")
        tuesday = f"{MONDAY + timedelta(days=1):%Y%m%d}"
        assert whole["DTSTART;TZID=Asia/Ho_Chi_Minh"] == f"{tuesday}T133000"
        assert whole["DTEND;TZID=Asia/Ho_Chi_Minh"] == f"{tuesday}T170000"
        due = found(secret, "Việc report")
        assert due["DTSTART;VALUE=DATE"] == f"{MONDAY + timedelta(days=2):%Y%m%d}"
        assert "10:00" in due["SUMMARY"]

    def test_what_changed_takes_the_place_of_what_stood_there(self, front: Unit, secret: str) -> None:
        row = write(front, starts_at=time(8))
        Week.objects.update(state="issued", revision=1, issued_at=NOW)
        before = found(secret, "Giao ban")
        later = NOW + timedelta(hours=2)
        moved = NewEntry(0, "afternoon", "Giao ban", time(14))
        change_entry(actor=actor_in(front), entry=row, to=moved, now=later, reason="Trùng")
        after = found(secret, "Giao ban")
        assert after["UID"] == before["UID"]
        assert (before["SEQUENCE"], after["SEQUENCE"]) == ("0", "1")
        assert after["LAST-MODIFIED"] > before["LAST-MODIFIED"]
        assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CONFIRMED")
        cancel_entry(actor=actor_in(front), entry=row, now=later, reason="Hoãn")
        gone = found(secret, "Giao ban")
        assert (gone["UID"], gone["STATUS"], gone["SEQUENCE"]) == (before["UID"], "CANCELLED", "2")

    def test_a_moved_deadline_counts_on(self, front: Unit, secret: str) -> None:
        ask(front, NOW + timedelta(days=1))
        before = found(secret, "Việc report")
        move_due(
            kind="report", subject_type="conferences.Conference", subject_ids=[1], due=NOW + timedelta(days=3)
        )
        after = found(secret, "Việc report")
        assert (after["UID"], after["SEQUENCE"]) == (before["UID"], "1")
        assert after["DTSTART;VALUE=DATE"] > before["DTSTART;VALUE=DATE"]

    def test_a_conference_keeps_its_name_into_another_week(self, front: Unit, secret: str) -> None:
        start = datetime.combine(MONDAY + timedelta(days=1), time(8), HANOI)
        bind(front, start)
        Week.objects.update(state="issued", revision=1, issued_at=NOW)
        before = found(secret, "Hội nghị")
        bind(front, start + timedelta(days=7))
        rows = {e["UID"]: e for e in events(get(secret).content)}
        assert len(rows) == 2
        assert int(rows[before["UID"]]["SEQUENCE"]) > int(before["SEQUENCE"])
        assert rows[before["UID"]]["STATUS"] != "CANCELLED"
        bind(front, start)
        rows = {e["UID"]: e for e in events(get(secret).content)}
        assert rows[before["UID"]]["DTSTART;TZID=Asia/Ho_Chi_Minh"] == f"{start:%Y%m%dT%H%M%S}"

    def test_the_library_reads_it_back_with_its_time_zone(self, front: Unit, secret: str) -> None:
        write(front, starts_at=time(8))
        read = Calendar.from_ical(get(secret).content)
        assert [str(z["TZID"]) for z in read.walk("VTIMEZONE")] == ["Asia/Ho_Chi_Minh"]
        event = read.walk("VEVENT")[0]
        assert event.decoded("dtstart") == datetime.combine(MONDAY, time(8), HANOI)
        zone = lines(get(secret).content)
        assert "TZOFFSETTO:+0700" in zone


words = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("ắặệữợỗđĐƯ, ;\\:\n"),
    min_size=1,
    max_size=300,
)


@given(words, words, words)
def test_any_words_come_back_whole_in_lines_of_75_octets(title: str, chair: str, place: str) -> None:
    item = Item(
        CalendarKind.SCHEDULE, date(2021, 7, 5), title, "entry-1", time(8), "morning", chair, place, "/x/",
        changed_at=NOW,
    )  # fmt: skip
    data = calendar_feed("Lịch công tác của Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Lâm Đồng", [item], SITE)
    assert data == calendar_feed(
        "Lịch công tác của Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Lâm Đồng", [item], SITE
    )
    lines(data)
    event = Calendar.from_ical(data).walk("VEVENT")[0]
    assert str(event["SUMMARY"]) == " ".join(title.split())
    assert str(event["LOCATION"]) == " ".join(place.split())


def test_no_form_of_a_line_is_smuggled_in() -> None:
    """A line break in what somebody typed starts no property of its own."""
    item = Item(
        CalendarKind.SCHEDULE,
        date(2021, 7, 5),
        "A\r\nATTENDEE:mailto:x@y",
        "entry-1",
        place="B\nURL:http://x",
    )
    found = events(calendar_feed("x", [item], SITE))[0]
    assert found["SUMMARY"] == "A ATTENDEE:mailto:x@y"
    assert "ATTENDEE" not in found
