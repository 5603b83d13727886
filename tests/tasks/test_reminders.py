"""The daily reminder and the urgent one: to whom, of what, once, on working days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from giaoban.apps.accounts.enums import Post
from giaoban.apps.notify.enums import Way
from giaoban.apps.notify.models import Channel, Sending
from giaoban.apps.org.enums import DayKind
from giaoban.apps.org.models import CalendarDay
from giaoban.apps.tasks.domain.reminding import NAMED, Due, subject, text
from giaoban.apps.tasks.enums import AskKind, AskState
from giaoban.apps.tasks.jobs import remind, tell
from giaoban.apps.tasks.models import Ask
from giaoban.kit import clock
from tests.network import SmallNetwork, build_network

MORNING = datetime(2021, 7, 1, 0, 30, tzinfo=UTC)  # Thursday, 7.30 in Hà Nội
DAY = timedelta(days=1)


@pytest.fixture
def net(db: None, monkeypatch: pytest.MonkeyPatch) -> SmallNetwork:
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    return build_network()


def channel(net: SmallNetwork, unit: str, post: Post = Post.OFFICER, **wishes: bool) -> Channel:
    row = Channel(
        user=net.user(unit, post), way=Way.EMAIL, created_at=MORNING, confirmed_at=MORNING, **wishes
    )
    row.seal(f"{unit}@example.vn")
    row.save()
    return row


def ask(net: SmallNetwork, unit: str, title: str, due: datetime | None, **more: object) -> Ask:
    number = Ask.objects.count() + 1
    made = {"kind": AskKind.TASK, "url": f"/nhiem-vu/{number}/", "created_at": MORNING - DAY, **more}
    return Ask.objects.create(
        unit=net.units[unit], title=title, due=due, subject_type="t", subject_id=number, **made
    )


def test_what_is_overdue_or_due_within_three_days(net: SmallNetwork) -> None:
    mine = channel(net, "front-c1")
    ask(net, "front-c1", "Quá hạn", MORNING - DAY)
    ask(net, "front-c1", "Sắp đến hạn", MORNING + 2 * DAY)
    ask(net, "front-c1", "Còn xa", MORNING + 4 * DAY)
    ask(net, "front-c1", "Không hạn", None)
    ask(net, "front-c1", "Việc của lãnh đạo", MORNING, post=Post.LEADER)
    ask(net, "front-c2", "Việc của xã khác", MORNING - DAY)
    remind(0)
    remind(0)
    row = Sending.objects.get()
    assert row.channel == mine
    assert [line.split(":")[0] for line in row.body.splitlines()] == ["- Quá hạn", "- Sắp đến hạn"]
    assert "1" in row.subject


def test_nothing_to_say_nothing_is_said(net: SmallNetwork) -> None:
    channel(net, "front-c1")
    channel(net, "front-c2", daily=False)
    ask(net, "front-c1", "Còn xa", MORNING + 4 * DAY)
    ask(net, "front-c2", "Quá hạn", MORNING - DAY)
    remind(0)
    assert not Sending.objects.exists()


def test_days_off_are_days_off(net: SmallNetwork) -> None:
    channel(net, "front-c1")
    ask(net, "front-c1", "Quá hạn", MORNING - DAY)
    CalendarDay.objects.create(day=MORNING.date(), kind=DayKind.OFF)
    remind(0)
    assert not Sending.objects.exists()


def test_a_telegram_is_told_at_once_and_once(net: SmallNetwork) -> None:
    mine, chief = channel(net, "front-c1"), channel(net, "front-c1", Post.LEADER)
    channel(net, "front-c2")
    channel(net, "front-c1", Post.CLERK, urgent=False)
    came = ask(net, "front-c1", "Công điện", MORNING + DAY, kind=AskKind.ACKNOWLEDGE, created_at=MORNING)
    ask(net, "front-c1", "Cũ", MORNING + DAY, kind=AskKind.ACKNOWLEDGE, created_at=MORNING - 2 * DAY)
    ask(net, "front-c1", "Việc thường", MORNING + DAY, created_at=MORNING)
    done = {"kind": AskKind.ACKNOWLEDGE, "created_at": MORNING, "state": AskState.DONE, "done_at": MORNING}
    ask(net, "front-c1", "Đã xong", MORNING + DAY, **done)
    tell(0)
    tell(0)
    told = list(Sending.objects.order_by("channel").values_list("channel", "key", "link"))
    assert told == [(c.pk, f"ask:{came.pk}", came.url) for c in (mine, chief)]


def test_who_left_the_post_hears_nothing(net: SmallNetwork) -> None:
    row = channel(net, "front-c1")
    row.user.appointments.update(valid=("2000-01-01", "2021-07-01"))
    ask(net, "front-c1", "Quá hạn", MORNING - DAY)
    ask(net, "front-c1", "Công điện", MORNING + DAY, kind=AskKind.ACKNOWLEDGE, created_at=MORNING)
    remind(0)
    tell(0)
    assert not Sending.objects.exists()


def test_a_long_list_is_cut_and_counted() -> None:
    asks = [Due(f"Việc {n}", "Xã Một", MORNING - DAY) for n in range(NAMED + 3)]
    with translation.override("en"):
        lines = text(asks, MORNING, units=1).splitlines()
        assert (len(lines), lines[-1]) == (NAMED + 1, "and 3 more")
        assert subject(asks, MORNING) == f"Giao Ban: {NAMED + 3} things overdue"
        assert "(Xã Một)" in text(asks[:1], MORNING, units=2)
        assert "(Xã Một)" not in text(asks[:1], MORNING, units=1)
