"""The calendar of a unit by month and week: what stands on a day, kinds, who sees it, how many queries."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.enums import DayKind
from giaoban.apps.org.models import CalendarDay, Unit
from giaoban.apps.tasks.actions.bind_entries import place_entries
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.actions.write_asks import open_asks
from giaoban.apps.tasks.actions.write_coordination import write_coordination
from giaoban.apps.tasks.actions.write_entry import write_entry
from giaoban.apps.tasks.domain.asks import NewAsk
from giaoban.apps.tasks.domain.bound import BoundEntry, Source
from giaoban.apps.tasks.domain.coordination import NewCommitment, NewCoordination, NewParty
from giaoban.apps.tasks.domain.giving import NewTask
from giaoban.apps.tasks.domain.week import NewEntry
from giaoban.apps.tasks.enums import CalendarKind
from giaoban.apps.tasks.queries import calendar_view
from giaoban.kit.errors import NotFound
from tests.conferences.people import signed_in
from tests.tasks.network import actor_in, unit

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2021, 7, 2, 9, tzinfo=HANOI)
MONDAY, TODAY = date(2021, 7, 5), date(2021, 7, 2)
MOST_QUERIES = 15


@pytest.fixture
def front(db: None) -> Unit:
    return unit("Lâm Đồng", superior=unit("Trung ương"))


def write(front: Unit, content: str = "Giao ban", **more: Any) -> None:
    new = NewEntry(**{"weekday": 0, "part": "morning", "content": content, **more})
    write_entry(actor=actor_in(front), unit=front, monday=MONDAY, entry=new, now=NOW)


def bind(front: Unit, starts: datetime, number: int = 1, title: str = "Hội nghị") -> None:
    entry = BoundEntry(front.pk, starts, title, "Trưởng Ban", "Hội trường", "/hoi-nghi/1/")
    source = Source("conferences.Conference", number)
    place_entries(source=source, entries=[entry], reason="x", user_id=None, now=NOW)


def ask(
    front: Unit, due: datetime, kind: str = "report", number: int = 1, post: str = "", title: str = ""
) -> None:
    new = NewAsk(kind, front.pk, title or f"Việc {kind}", due, "/x/", "conferences.Conference", number, post)
    open_asks(asks=[new], now=NOW)


@pytest.fixture
def lived(front: Unit) -> Unit:
    """One of everything in the week of 5 July."""
    write(front, "Tiếp dân", starts_at=time(8, 30), chair="Chủ tịch", place="Tầng 1")
    bind(front, datetime(2021, 7, 6, 8, tzinfo=HANOI))
    ask(front, datetime(2021, 7, 7, 23, 59, tzinfo=HANOI))
    ask(front, datetime(2021, 7, 7, 10, tzinfo=HANOI), "acknowledge")
    ask(front, datetime(2021, 7, 6, 8, tzinfo=HANOI), "attend")
    give_task(
        actor=actor_in(front, Post.LEADER), unit=front, now=NOW,
        task=NewTask("Rà soát mô hình", front.pk, front.pk, date(2021, 7, 8)),
    )  # fmt: skip
    promise = NewParty("Sở Nông nghiệp", (NewCommitment("Cùng kiểm tra"),))
    agreed = NewCoordination("regulation", "Quy chế phối hợp", date(2021, 1, 5), date(2021, 7, 9), (promise,))
    write_coordination(actor=actor_in(front), unit=front, coordination=agreed, now=NOW)
    CalendarDay.objects.create(day=date(2021, 7, 9), kind=DayKind.OFF, name="Nghỉ bù")
    CalendarDay.objects.create(day=date(2021, 7, 10), kind=DayKind.MADE_UP, name="Nghỉ bù")
    return front


def shown(front: Unit, kinds: tuple[str, ...] = (), today: date = TODAY) -> dict[int, list[str]]:
    view = calendar_view(actor_in(front), front, MONDAY, MONDAY + timedelta(days=6), today, kinds)
    return {d.day.day: [f"{i.kind}: {i.title}" for i in d.items] for d in view.days if d.items}


def test_every_source_stands_on_its_day(lived: Unit) -> None:
    assert shown(lived) == {
        5: ["schedule: Tiếp dân"],
        6: ["conference: Hội nghị"],
        7: ["document: Việc acknowledge", "report: Việc report"],
        8: ["task: Rà soát mô hình"],
        9: ["holiday: Nghỉ bù", "review: Quy chế phối hợp"],
        10: ["holiday: Make-up working day: Nghỉ bù"],
    }


def test_days_off_and_made_up_follow_the_working_calendar(lived: Unit) -> None:
    view = calendar_view(actor_in(lived), lived, MONDAY, MONDAY + timedelta(days=6), TODAY)
    assert [d.works for d in view.days] == [True, True, True, True, False, True, False]


@pytest.mark.parametrize("kind", CalendarKind.values)
def test_one_kind_alone(lived: Unit, kind: str) -> None:
    found = [line for lines in shown(lived, (kind,)).values() for line in lines]
    assert all(line.startswith(f"{kind}: ") for line in found)
    assert bool(found) == (kind != "other")


def test_a_deadline_that_passed_says_so_and_an_hour_stays(lived: Unit) -> None:
    view = calendar_view(actor_in(lived), lived, MONDAY, MONDAY + timedelta(days=6), date(2021, 7, 8))
    items = {i.title: i for d in view.days for i in d.items}
    assert [items[n].late for n in ("Việc report", "Rà soát mô hình")] == [True, False]
    assert (items["Việc report"].hour, items["Việc acknowledge"].hour) == (None, time(10))


def test_the_border_of_a_day_is_hanois(front: Unit) -> None:
    ask(front, datetime(2021, 7, 4, 23, 59, 59, tzinfo=HANOI), title="hôm trước")
    ask(front, datetime(2021, 7, 11, 23, 30, tzinfo=HANOI), number=2, title="cuối tuần")
    assert shown(front) == {11: ["report: cuối tuần"]}


def test_what_is_asked_of_another_post_is_not_shown(front: Unit) -> None:
    ask(front, datetime(2021, 7, 7, 10, tzinfo=HANOI), "instruct", post=Post.LEADER)
    assert shown(front) == {}
    view = calendar_view(actor_in(front, Post.LEADER), front, MONDAY, MONDAY, TODAY)
    assert view.count == 0
    view = calendar_view(actor_in(front, Post.LEADER), front, MONDAY, date(2021, 7, 7), TODAY)
    assert view.count == 1


def test_another_units_calendar_is_not_found(lived: Unit) -> None:
    with pytest.raises(NotFound):
        calendar_view(actor_in(unit("Khác")), lived, MONDAY, MONDAY, TODAY)


class TestPages:
    def month(self, front: Unit, query: str = "", month: str = "2021-07", post: Post = Post.OFFICER) -> Any:
        url = reverse("tasks:calendar_month", args=[front.code, month])
        return signed_in(front, post).get(url + query)

    def test_month(self, lived: Unit, django_assert_max_num_queries: Any) -> None:
        self.month(lived)
        client = signed_in(lived)
        with django_assert_max_num_queries(MOST_QUERIES):
            page = client.get(reverse("tasks:calendar_month", args=[lived.code, "2021-07"]))
        text = page.content.decode()
        for words in (
            "Tiếp dân",
            "08:30",
            "Hội nghị",
            "Việc report",
            "Rà soát mô hình",
            "Quy chế phối hợp",
            "Nghỉ bù",
        ):
            assert words in text
        assert "/2021-06/" in text
        assert "/2021-08/" in text

    def test_week(self, lived: Unit, django_assert_max_num_queries: Any) -> None:
        client = signed_in(lived)
        url = reverse("tasks:calendar_week", args=[lived.code, "2021-07-07"])
        client.get(url)
        with django_assert_max_num_queries(MOST_QUERIES):
            text = client.get(url).content.decode()
        assert "05/07 – 11/07/2021" in text
        assert "/2021-06-28/" in text
        assert "/2021-07-12/" in text

    def test_filter_by_kind_without_a_script(self, lived: Unit) -> None:
        text = self.month(lived, "?loai=conference&loai=review&loai=nonsense").content.decode()
        assert "Hội nghị" in text
        assert "Tiếp dân" not in text
        assert "?loai=conference&amp;loai=review" in text

    def test_a_full_day_names_how_many_more(self, front: Unit) -> None:
        for n in range(9):
            write(front, f"Mục {n}", starts_at=time(7 + n))
        text = self.month(front).content.decode()
        assert "Mục 4" in text
        assert "Mục 5" not in text
        assert "4 more" in text

    @pytest.mark.parametrize("month", ["2021-13", "x", "0001-01", "2300-01", "2021-7"])
    def test_no_such_month(self, front: Unit, month: str) -> None:
        assert self.month(front, month=month).status_code == 404

    def test_december_goes_on_in_january(self, front: Unit) -> None:
        text = self.month(front, month="2021-12").content.decode()
        assert "/2021-11/" in text
        assert "/2022-01/" in text

    def test_strangers_find_nothing(self, lived: Unit) -> None:
        url = reverse("tasks:calendar_month", args=[lived.code, "2021-07"])
        assert signed_in(unit("Khác")).get(url).status_code == 404

    def test_own(self, front: Unit) -> None:
        assert signed_in(front).get(reverse("tasks:own_calendar"), follow=True).status_code == 200
