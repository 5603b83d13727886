"""The week for everybody: nothing unless the unit opened it, the week was issued and the entry marked public."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.apps.accounts.enums import Post
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.actions.issue_week import issue_week
from giaoban.apps.tasks.actions.open_schedule import close_schedule, open_schedule
from giaoban.apps.tasks.actions.write_entry import cancel_entry, write_entry
from giaoban.apps.tasks.domain.persons import person_in
from giaoban.apps.tasks.domain.week import NewEntry
from giaoban.apps.tasks.models import PublicSchedule, Week, WeekEntry
from giaoban.kit.errors import Invalid
from tests.conferences.people import signed_in
from tests.tasks.network import actor_in, unit

NOW = datetime(2021, 7, 2, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MONDAY = date(2021, 7, 5)


@pytest.fixture
def front(db: None) -> Unit:
    return unit("Lâm Đồng")


def write(front: Unit, content: str, *, public: bool = True, reason: str = "", **more: Any) -> WeekEntry:
    new = NewEntry(0, "morning", content, public=public, **more)
    return write_entry(actor=actor_in(front), unit=front, monday=MONDAY, entry=new, now=NOW, reason=reason)


def issue(front: Unit) -> None:
    issue_week(actor=actor_in(front, Post.LEADER), week=Week.objects.get(), now=NOW)


def opened(front: Unit) -> None:
    open_schedule(actor=actor_in(front, Post.LEADER), unit=front, now=NOW)


def get(front: Unit, day: str = "2021-07-07", **headers: str) -> Any:
    return Client().get(reverse("public_week_of", args=[front.code, day]), headers=headers)


def test_all_three_are_needed(front: Unit) -> None:
    write(front, "Tiếp công dân")
    write(front, "Họp nội bộ", public=False)
    assert get(front).status_code == 404
    opened(front)
    assert "Tiếp công dân" not in get(front).content.decode()
    issue(front)
    text = get(front).content.decode()
    assert "Tiếp công dân" in text
    assert "Họp nội bộ" not in text
    close_schedule(actor=actor_in(front, Post.LEADER), unit=front)
    assert get(front).status_code == 404
    assert [line.code for line in AuditLine.objects.filter(code__contains="schedule").order_by("pk")] == [
        "tasks.schedule_opened", "tasks.schedule_closed",
    ]  # fmt: skip


def test_a_unit_that_opened_nothing_looks_like_none(front: Unit) -> None:
    no_unit = Client().get(reverse("public_week", args=["khong-co"]))
    closed = Client().get(reverse("public_week", args=[front.code]))
    assert (no_unit.status_code, closed.status_code) == (404, 404)


def test_only_five_facts_stand_there(front: Unit) -> None:
    opened(front)
    write(
        front, "Tiếp công dân", chair="Chủ tịch", participants="Ban bí mật", place="Phòng 1", prepared_by="Văn phòng X",
        starts_at=time(8, 30),
    )  # fmt: skip
    issue(front)
    text = get(front).content.decode()
    for words in ("08:30", "Tiếp công dân", "Chủ tịch", "Phòng 1"):
        assert words in text
    for words in ("Ban bí mật", "Văn phòng X"):
        assert words not in text


def test_what_is_cancelled_says_so_without_the_reason(front: Unit) -> None:
    opened(front)
    row = write(front, "Tiếp công dân", place="Phòng 1")
    issue(front)
    cancel_entry(actor=actor_in(front), entry=row, now=NOW, reason="Lãnh đạo ốm")
    text = get(front).content.decode()
    assert "<s>Tiếp công dân</s>" in text
    assert "ốm" not in text
    assert "Phòng 1" not in text


def test_it_may_be_kept_by_whoever_stands_between(front: Unit) -> None:
    """No cookie, no name of whoever looks: the same bytes for everybody, and 304 for whoever has them."""
    opened(front)
    write(front, "Tiếp công dân")
    issue(front)
    first = get(front)
    assert first["Cache-Control"] == "public, max-age=300"
    assert not first.cookies
    mine = signed_in(front).get(reverse("public_week_of", args=[front.code, "2021-07-07"]))
    assert mine.content == first.content
    assert get(front, **{"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("day", ["x", "2021-02-30", "0001-01-01"])
def test_no_such_day(front: Unit, day: str) -> None:
    opened(front)
    assert get(front, day).status_code == 404


def test_nobody_is_named(front: Unit) -> None:
    with pytest.raises(Invalid) as refused:
        write(front, "Thăm ông Nguyễn Văn A", chair="Bà Trần Thị B")
    assert [place for place, _said in refused.value.problems] == ["content", "chair"]
    write(front, "Thăm ông Nguyễn Văn A", public=False)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Đồng chí Nguyễn Văn A dự", "Nguyễn Văn A"),
        ("tiếp ông Trần Đình Ước", "Trần Đình Ước"),
        ("đ/c Lê Thị Ánh chủ trì", "Lê Thị Ánh"),
        ("Đồng chí Phó Trưởng Ban Dân vận", ""),
        ("Đồng chí Chủ tịch", ""),
        ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Lâm Đồng", ""),
        ("Thông báo Hội nghị Ban Thường trực", ""),
        ("", ""),
    ],
)
def test_names_after_a_form_of_address(words: str, name: str) -> None:
    assert person_in(words) == name


class TestPages:
    def test_the_leader_opens_and_closes(self, front: Unit) -> None:
        leader, officer = signed_in(front, Post.LEADER), signed_in(front)
        url = reverse("tasks:publish_week", args=[front.code])
        assert officer.post(url).status_code == 403
        assert leader.get(url).status_code == 200
        assert not PublicSchedule.objects.exists()
        leader.post(url)
        assert PublicSchedule.objects.exists()
        leader.post(url)
        assert not PublicSchedule.objects.exists()

    def test_an_entry_is_internal_until_it_is_ticked(self, front: Unit) -> None:
        officer = signed_in(front)
        url = reverse("tasks:new_entry", args=[front.code, MONDAY.isoformat()])
        form = {"weekday": "0", "part": "morning", "content": "Một", "public": "on"}
        officer.post(url, form)
        assert not WeekEntry.objects.get(content="Một").public
        opened(front)
        officer.post(url, {**form, "content": "Hai", "weekday": "1"})
        assert WeekEntry.objects.get(content="Hai").public
        told = officer.post(url, {**form, "content": "Gặp ông Lê Văn C", "weekday": "2"})
        assert told.status_code == 422
        assert "name the post" in told.content.decode()

    def test_closing_keeps_the_ticks(self, front: Unit) -> None:
        opened(front)
        row, officer = write(front, "Một"), signed_in(front)
        close_schedule(actor=actor_in(front, Post.LEADER), unit=front)
        form = {"weekday": "0", "part": "morning", "content": "Một đổi"}
        officer.post(reverse("tasks:edit_entry", args=[row.pk]), form)
        row.refresh_from_db()
        assert (row.content, row.public) == ("Một đổi", True)
