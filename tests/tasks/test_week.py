"""The weekly schedule: clashes, changes after issue, standing entries; Monday's page and its freezing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import Error, transaction
from hypothesis import given as given_any
from hypothesis import strategies as st

from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.actions.carry_out_task import accept_task, claim_task
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.actions.issue_week import copy_standing, issue_week
from giaoban.apps.tasks.actions.judge_task import confirm_task
from giaoban.apps.tasks.actions.prepare_monday import drop_line, explain_line, freeze_monday, name_obstacle
from giaoban.apps.tasks.actions.write_entry import cancel_entry, change_entry, write_entry
from giaoban.apps.tasks.domain.giving import NewTask
from giaoban.apps.tasks.domain.week import NewEntry, Slot, clashes_among, clashes_between
from giaoban.apps.tasks.enums import ClashKind, LineState, Mark, Section
from giaoban.apps.tasks.models import MondayLine, Task, Week, WeekChange, WeekEntry
from giaoban.apps.tasks.queries import issued_entries, lines_of, monday_page, week_view
from giaoban.apps.tasks.queries.mondays import ENTRY, LINE, TASK
from giaoban.kit.clock import local_day
from giaoban.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tests.tasks.network import actor_in, unit

NOW = datetime(2021, 7, 2, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MONDAY = date(2021, 7, 5)
BEFORE = MONDAY - timedelta(days=7)

posts = st.sampled_from(["", "Chủ tịch", "chủ  tịch", "Phó Chủ tịch", "Hội trường A"])
slots = st.builds(
    Slot,
    key=st.integers(1, 6),
    weekday=st.integers(0, 1),
    part=st.sampled_from(["morning", "afternoon"]),
    chair=posts,
    participants=st.lists(posts, max_size=3).map(", ".join),
    place=posts,
    cancelled=st.booleans(),
)


@given_any(slots, slots)
def test_clashing_is_mutual(one: Slot, other: Slot) -> None:
    here = {(c.kind, c.what.casefold().replace("  ", " ")) for c in clashes_between(one, other)}
    there = {(c.kind, c.what.casefold().replace("  ", " ")) for c in clashes_between(other, one)}
    assert here == there


@given_any(slots)
def test_nothing_clashes_with_itself(one: Slot) -> None:
    assert clashes_between(one, one) == []
    assert clashes_between(one, replace(one, weekday=5)) == []


@given_any(slots, slots)
def test_what_is_cancelled_never_clashes(one: Slot, other: Slot) -> None:
    assert clashes_between(replace(one, cancelled=True), other) == []
    assert clashes_between(one, replace(other, cancelled=True)) == []


@given_any(st.lists(slots, max_size=6, unique_by=lambda s: s.key))
def test_every_pair_stands_from_both_sides(week: list[Slot]) -> None:
    found = [(c.one, c.other, c.kind) for c in clashes_among(week)]
    assert sorted(found) == sorted((other, one, kind) for one, other, kind in found)


def test_kinds_of_clashes() -> None:
    one = Slot(1, 0, "morning", "Chủ tịch", "Ban Tổ chức; Văn phòng", "Hội trường")
    other = Slot(2, 0, "morning", "Văn phòng", "chủ tịch,\nBan Tổ chức", "hội  trường")
    found = {(c.kind, c.what) for c in clashes_between(one, other)}
    assert found == {
        (ClashKind.PERSON, "Chủ tịch"),
        (ClashKind.PERSON, "Văn phòng"),
        (ClashKind.PERSON, "Ban Tổ chức"),
        (ClashKind.PLACE, "Hội trường"),
    }
    assert clashes_between(one, replace(other, part="afternoon")) == []
    same = clashes_between(one, Slot(3, 0, "morning", "CHỦ TỊCH"))
    assert [(c.kind, c.what) for c in same] == [(ClashKind.CHAIR, "Chủ tịch")]


@pytest.fixture
def front(db: None) -> Unit:
    return unit("Lâm Đồng", superior=unit("Trung ương"))


def write(
    front: Unit, content: str = "Giao ban", monday: date = MONDAY, reason: str = "", **more: Any
) -> WeekEntry:
    new = NewEntry(**{"weekday": 0, "part": "morning", "content": content, **more})
    return write_entry(actor=actor_in(front), unit=front, monday=monday, entry=new, now=NOW, reason=reason)


def issue(front: Unit, monday: date = MONDAY) -> Week:
    week = Week.objects.get(unit=front, monday=monday)
    return issue_week(actor=actor_in(front, Post.LEADER), week=week, now=NOW)


def test_a_clash_is_told_and_kept_with_a_reason(front: Unit) -> None:
    write(front, chair="Chủ tịch")
    with pytest.raises(Invalid) as refused:
        write(front, "Tiếp dân", chair="Chủ tịch")
    assert refused.value.problems == (("Chủ tịch", "Same chair: Giao ban"),)
    second = write(front, "Tiếp dân", chair="Chủ tịch", clash_reason="Chủ tịch dự 30 phút đầu")
    view = week_view(actor_in(front), front, MONDAY)
    shown = {s.entry.content: s.beside for _d, parts in view.days for _p, found in parts for s in found}
    assert [b.reason for b in (*shown["Giao ban"], *shown["Tiếp dân"])] == ["Chủ tịch dự 30 phút đầu"] * 2
    assert view.unexplained == ()
    moved = replace(NewEntry(1, "morning", "Tiếp dân"), chair="Chủ tịch", clash_reason="không còn cần")
    change_entry(actor=actor_in(front), entry=second, to=moved, now=NOW)
    assert WeekEntry.objects.get(pk=second.pk).clash_reason == ""


def test_a_form_sent_twice_makes_one_entry(front: Unit) -> None:
    first = write(front, "Tiếp dân", chair="Chủ tịch")
    assert write(front, " Tiếp dân ", chair="Chủ tịch").pk == first.pk
    assert write(front, "Tiếp dân", chair="Chủ tịch", weekday=1).pk != first.pk
    cancel_entry(actor=actor_in(front), entry=first, now=NOW)
    write(front, "Tiếp dân", chair="Chủ tịch")
    assert WeekEntry.objects.filter(weekday=0).count() == 1


def test_issuing(front: Unit) -> None:
    write(front)
    with pytest.raises(Forbidden):
        issue_week(actor=actor_in(front), week=Week.objects.get(), now=NOW)
    assert issued_entries(actor_in(front), [front.pk], MONDAY) == []
    week = issue(front)
    assert (week.state, week.revision) == ("issued", 1)
    assert issue(front) == week
    assert [e.content for e in issued_entries(actor_in(front), [front.pk], MONDAY)] == ["Giao ban"]
    empty = Week.objects.create(unit=front, monday=BEFORE, created_at=NOW)
    with pytest.raises(Invalid, match="empty"):
        issue_week(actor=actor_in(front, Post.LEADER), week=empty, now=NOW)


def test_after_issue_nothing_changes_silently(front: Unit) -> None:
    first, second = write(front, place="Phòng 1"), write(front, "Tiếp dân", weekday=2)
    week = issue(front)
    moved = NewEntry(0, "morning", "Giao ban", place="Phòng 2")
    with pytest.raises(Invalid, match="say why"):
        write(front, "Đột xuất", weekday=3)
    with pytest.raises(Invalid, match="say why"):
        change_entry(actor=actor_in(front), entry=first, to=moved, now=NOW)
    with pytest.raises(Invalid, match="say why"):
        cancel_entry(actor=actor_in(front), entry=second, now=NOW)
    assert WeekEntry.objects.count() == 2
    assert not WeekChange.objects.exists()
    write(front, "Đột xuất", weekday=3, reason="Công điện")
    change_entry(actor=actor_in(front), entry=first, to=moved, now=NOW, reason="Phòng 1 sửa chữa")
    for _again in range(2):
        cancel_entry(actor=actor_in(front), entry=second, now=NOW, reason="Giãn cách")
    marks = dict(WeekEntry.objects.values_list("content", "mark"))
    assert marks == {"Giao ban": Mark.CHANGED, "Tiếp dân": Mark.CANCELLED, "Đột xuất": Mark.ADDED}
    week.refresh_from_db()
    assert week.revision == 4
    assert WeekChange.objects.get(kind=Mark.CHANGED).before["place"] == "Phòng 1"
    with pytest.raises(Conflict):
        change_entry(actor=actor_in(front), entry=second, to=moved, now=NOW, reason="Lại họp")
    write(front, "Tiếp dân lại", weekday=2, reason="Được phép", place="", clash_reason="")


def test_a_draft_entry_is_taken_out_for_good(front: Unit) -> None:
    entry = write(front)
    cancel_entry(actor=actor_in(front), entry=entry, now=NOW)
    assert not WeekEntry.objects.exists()


def test_standing_entries_are_copied_once(front: Unit) -> None:
    write(front, monday=BEFORE, standing=True, chair="Chủ tịch")
    write(front, "Một lần", monday=BEFORE, weekday=1)
    copy = lambda: copy_standing(actor=actor_in(front), unit=front, monday=MONDAY, now=NOW)  # noqa: E731
    assert [copy(), copy()] == [1, 0]
    row = WeekEntry.objects.get(week__monday=MONDAY)
    assert (row.content, row.chair, row.standing, row.day) == ("Giao ban", "Chủ tịch", True, MONDAY)
    write(front, "Khác", weekday=1)
    issue(front)
    with pytest.raises(Conflict):
        copy()


def test_a_clash_that_copying_made_hinders_issuing(front: Unit) -> None:
    write(front, monday=BEFORE, standing=True, chair="Chủ tịch")
    write(front, "Hội nghị", chair="Chủ tịch")
    copy_standing(actor=actor_in(front), unit=front, monday=MONDAY, now=NOW)
    assert len(week_view(actor_in(front), front, MONDAY).unexplained) == 1
    with pytest.raises(Invalid, match="1 clashes have no reason"):
        issue(front)


def test_refusals(front: Unit) -> None:
    with pytest.raises(Invalid, match="Monday"):
        write(front, monday=MONDAY + timedelta(days=1))
    with pytest.raises(ValueError, match="path of this site"):
        write(front, link="https://elsewhere.example/")
    other = unit("Khác")
    task = task_of(other)
    with pytest.raises(Invalid, match="another unit"):
        write(front, task_id=task.pk)
    with pytest.raises(NotFound):
        week_view(actor_in(other), front, MONDAY)
    with pytest.raises(NotFound):
        monday_page(actor_in(other), front, MONDAY, today=MONDAY)
    with pytest.raises(Error), transaction.atomic():
        Week.objects.create(unit=front, monday=MONDAY + timedelta(days=2), created_at=NOW)


def task_of(front: Unit, title: str = "Rà soát mô hình", deadline: date = MONDAY - timedelta(days=3)) -> Task:
    new = NewTask(title, front.pk, front.pk, deadline)
    return give_task(actor=actor_in(front), unit=front, task=new, now=NOW)


def texts(
    front: Unit, section: Section, monday: date = MONDAY, today: date | None = None
) -> list[tuple[str, str]]:
    page = monday_page(actor_in(front), front, monday, today=today or monday)
    return [(line.text, line.state) for line in page.of(section)]


@pytest.fixture
def lived(front: Unit) -> Unit:
    """A week behind: one task done, one late, one due next week; one entry held, one cancelled; an obstacle."""
    done = task_of(front, "Xong", MONDAY)
    accept_task(actor=actor_in(front), task=done, now=NOW)
    claim_task(actor=actor_in(front), task=done, result="12 mô hình", now=NOW)
    task_of(front, "Muộn")
    task_of(front, "Sắp tới", MONDAY + timedelta(days=9))
    task_of(front, "Xa", MONDAY + timedelta(days=20))
    write(front, "Đã họp", monday=BEFORE)
    gone = write(front, "Đã huỷ", monday=BEFORE, weekday=1)
    issue(front, BEFORE)
    cancel_entry(actor=actor_in(front), entry=gone, now=NOW, reason="Giãn cách")
    write(front, "Tuần này")
    name_obstacle(actor=actor_in(front), unit=front, monday=MONDAY, words="Thiếu khẩu trang")
    return front


def test_the_page_is_prepared_from_tasks_and_schedules(lived: Unit) -> None:
    assert texts(lived, Section.DONE) == [("Xong", "claimed_done"), ("Đã họp", LineState.HELD)]
    assert texts(lived, Section.NOT_DONE) == [("Muộn", LineState.LATE), ("Đã huỷ", LineState.CANCELLED)]
    assert texts(lived, Section.NEXT) == [("Sắp tới", "planned"), ("Tuần này", LineState.SCHEDULED)]
    assert texts(lived, Section.BECAME) == []
    page = monday_page(actor_in(lived), lived, MONDAY, today=MONDAY)
    assert [line.words for line in page.of(Section.NOT_DONE)] == ["", "Giãn cách"]
    assert [line.words for line in page.of(Section.OBSTACLE)] == ["Thiếu khẩu trang"]


def test_a_task_is_done_in_one_week_on_the_day_it_was_reported(front: Unit) -> None:
    task = task_of(front, "Xong", MONDAY)
    accept_task(actor=actor_in(front), task=task, now=NOW)
    claim_task(actor=actor_in(front), task=task, result="12 mô hình", now=NOW)
    week = timedelta(days=7)
    confirm_task(actor=actor_in(front, Post.LEADER), task=task, now=NOW + week)
    found = monday_page(actor_in(front), front, MONDAY, today=MONDAY).of(Section.DONE)
    assert [(line.text, line.day) for line in found] == [("Xong", local_day(NOW))]
    assert texts(front, Section.DONE, MONDAY + week) == []


def test_before_its_monday_what_has_not_happened_is_still_to_come(lived: Unit) -> None:
    write(lived, "Họp chiều thứ Sáu", monday=BEFORE, weekday=4, part="afternoon", reason="Thêm")
    task_of(lived, "Hạn thứ Sáu", MONDAY - timedelta(days=3))
    friday = MONDAY - timedelta(days=3)
    assert texts(lived, Section.DONE, today=friday)[1:] == [("Đã họp", LineState.HELD)]
    assert texts(lived, Section.NOT_DONE, today=friday) == [("Đã huỷ", LineState.CANCELLED)]
    assert texts(lived, Section.NEXT, today=friday) == [
        ("Muộn", "planned"), ("Hạn thứ Sáu", "planned"), ("Sắp tới", "planned"),
        ("Họp chiều thứ Sáu", LineState.SCHEDULED), ("Tuần này", LineState.SCHEDULED),
    ]  # fmt: skip
    saturday = friday + timedelta(days=1)
    assert ("Họp chiều thứ Sáu", LineState.HELD) in texts(lived, Section.DONE, today=saturday)
    assert ("Hạn thứ Sáu", LineState.LATE) in texts(lived, Section.NOT_DONE, today=saturday)
    assert texts(lived, Section.DONE) == texts(lived, Section.DONE, today=MONDAY + timedelta(days=9))


def test_a_rehearsal_is_never_late_on_the_page(lived: Unit) -> None:
    Task.objects.filter(title="Muộn").update(rehearsal=True)
    assert [text for text, _state in texts(lived, Section.NOT_DONE)] == ["Đã huỷ"]


def test_freezing_is_offered_from_its_monday_on(lived: Unit) -> None:
    officer, leader = actor_in(lived), actor_in(lived, Post.LEADER)
    sunday = monday_page(leader, lived, MONDAY, today=MONDAY - timedelta(days=1))
    assert (sunday.may_freeze, sunday.frozen_from) == (False, MONDAY)
    assert monday_page(officer, lived, MONDAY, today=BEFORE).frozen_from is None
    on_the_day = monday_page(leader, lived, MONDAY, today=MONDAY)
    assert (on_the_day.may_freeze, on_the_day.frozen_from) == (True, None)
    freeze(lived)
    frozen = monday_page(leader, lived, MONDAY, today=BEFORE)
    assert (frozen.may_freeze, frozen.frozen_from, frozen.ahead) == (False, None, False)


def explain(front: Unit, words: str, source: str = TASK) -> None:
    late = Task.objects.get(title="Muộn")
    explain_line(
        actor=actor_in(front), unit=front, monday=MONDAY, source_type=source, source_id=late.pk, words=words,
        now=NOW + timedelta(days=3),
    )  # fmt: skip


def freeze(front: Unit, monday: date = MONDAY, now: datetime = NOW + timedelta(days=3)) -> None:
    freeze_monday(actor=actor_in(front, Post.LEADER), unit=front, monday=monday, now=now)


def test_reasons_are_typed_and_taken_back(lived: Unit) -> None:
    for words in ("Chờ ý kiến", "Chờ ý kiến của Ban", "", "Chờ kinh phí"):
        explain(lived, words)
        found = monday_page(actor_in(lived), lived, MONDAY, today=MONDAY).of(Section.NOT_DONE)
        assert found[0].words == words
    with pytest.raises(Invalid, match="not on the page"):
        explain(lived, "x", LINE)


def test_freezing_keeps_what_was_shown(lived: Unit) -> None:
    explain(lived, "Chờ kinh phí")
    with pytest.raises(Conflict, match="from its Monday"):
        freeze(lived, now=NOW)
    shown = [replace(line, pk=0) for line in monday_page(actor_in(lived), lived, MONDAY, today=MONDAY).lines]
    for _again in range(2):
        freeze(lived)
    # The world moves on; the page does not.
    late = Task.objects.get(title="Muộn")
    accept_task(actor=actor_in(lived), task=late, now=NOW)
    claim_task(actor=actor_in(lived), task=late, result="Xong rồi", now=NOW)
    confirm_task(actor=actor_in(lived, Post.LEADER), task=late, now=NOW)
    write(lived, "Chen vào", weekday=4)
    frozen = monday_page(actor_in(lived), lived, MONDAY, today=MONDAY)
    assert [replace(line, pk=0) for line in frozen.lines] == shown
    assert not frozen.may_write
    with pytest.raises(Conflict, match="frozen"):
        explain(lived, "khác")
    with pytest.raises(Conflict, match="frozen"):
        name_obstacle(actor=actor_in(lived), unit=lived, monday=MONDAY, words="khác")


def test_the_database_refuses_to_change_a_frozen_page(lived: Unit) -> None:
    freeze(lived)
    line = MondayLine.objects.filter(section=Section.NOT_DONE).first()
    assert line is not None
    page = line.page
    tries = (
        lambda: MondayLine.objects.filter(pk=line.pk).update(words="khác"),
        lambda: MondayLine.objects.filter(pk=line.pk).delete(),
        lambda: MondayLine.objects.create(page=page, section=Section.OBSTACLE, words="thêm"),
        lambda: type(page).objects.filter(pk=page.pk).update(state="open", frozen_at=None),
        lambda: type(page).objects.filter(pk=page.pk).delete(),
    )
    for attempt in tries:
        with pytest.raises(Error, match="never changes"), transaction.atomic():
            attempt()


def test_next_monday_opens_with_what_became_of_it(lived: Unit) -> None:
    freeze(lived)
    late = Task.objects.get(title="Muộn")
    accept_task(actor=actor_in(lived), task=late, now=NOW)
    claim_task(actor=actor_in(lived), task=late, result="Đã rà soát", now=NOW)
    after = MONDAY + timedelta(days=7)
    assert texts(lived, Section.BECAME, after) == [("Muộn", "claimed_done"), ("Đã huỷ", LineState.STILL)]
    write(lived, "Đã  huỷ", monday=after, weekday=3)
    assert texts(lived, Section.BECAME, after)[1] == ("Đã huỷ", LineState.AGAIN)
    became = monday_page(actor_in(lived), lived, after, today=after).of(Section.BECAME)
    assert [line.words for line in became] == ["Đã rà soát", ""]


class TestCarriedOver:
    """Still not done stands on every page that follows, until something became of it."""

    WEEKS = tuple(MONDAY + timedelta(weeks=n) for n in range(6))

    def page(self, front: Unit, monday: date) -> list[tuple[str, str, date | None]]:
        found = monday_page(actor_in(front), front, monday, today=monday)
        told = ("Muộn", "Đã huỷ")
        return sorted((x.text, x.state, x.day) for x in found.of(Section.BECAME) if x.text in told)

    def frozen(self, front: Unit, *mondays: date) -> None:
        for monday in mondays:
            freeze(front, monday, datetime.combine(monday, NOW.timetz()))

    def test_again_and_again_with_its_first_day(self, lived: Unit) -> None:
        still = ("Đã huỷ", LineState.STILL, BEFORE + timedelta(days=1))
        self.frozen(lived, *self.WEEKS[:3])
        late = ("Muộn", "planned", MONDAY - timedelta(days=3))
        for monday in (*self.WEEKS[1:4], self.WEEKS[5]):
            assert self.page(lived, monday) == [late, still]
        write(lived, "đã  HUỶ", monday=self.WEEKS[4], weekday=2)
        assert self.page(lived, self.WEEKS[3])[1][1:] == (LineState.AGAIN, self.WEEKS[4] + timedelta(days=2))
        self.frozen(lived, self.WEEKS[3])
        assert self.page(lived, self.WEEKS[4]) == [late]

    def test_what_took_place_while_no_page_was_frozen_is_held(self, lived: Unit) -> None:
        self.frozen(lived, MONDAY)
        write(lived, "Đã huỷ", monday=self.WEEKS[1], weekday=3)
        assert self.page(lived, self.WEEKS[4])[1][1] == LineState.STILL
        issue(lived, self.WEEKS[1])
        held = self.WEEKS[1] + timedelta(days=3)
        assert self.page(lived, self.WEEKS[4])[1] == ("Đã huỷ", LineState.HELD, held)

    def test_cancelled_once_more_it_stands_once(self, lived: Unit) -> None:
        self.frozen(lived, *self.WEEKS[:2])
        entry = write(lived, "Đã huỷ", monday=self.WEEKS[1], weekday=3)
        issue(lived, self.WEEKS[1])
        cancel_entry(actor=actor_in(lived), entry=entry, now=NOW, reason="Lại giãn cách")
        self.frozen(lived, self.WEEKS[2])
        found = [row for row in self.page(lived, self.WEEKS[3]) if row[0] == "Đã huỷ"]
        assert found == [("Đã huỷ", LineState.STILL, BEFORE + timedelta(days=1))]

    def test_given_up_with_a_reason_no_later_page_opens_with_it(self, lived: Unit) -> None:
        self.frozen(lived, MONDAY)
        gone = WeekEntry.objects.get(content="Đã huỷ")

        def give_up(words: str, source: str = ENTRY, key: int = gone.pk) -> None:
            drop_line(
                actor=actor_in(lived), unit=lived, monday=self.WEEKS[1], source_type=source, source_id=key,
                words=words, now=NOW,
            )  # fmt: skip

        with pytest.raises(Invalid, match="not on the page"):
            give_up("Thôi", TASK, Task.objects.get(title="Muộn").pk)
        for words, state in (("Không còn cần", "dropped"), ("", LineState.STILL), ("Đã gộp", "dropped")):
            give_up(words)
            assert self.page(lived, self.WEEKS[1])[1][1] == state
        self.frozen(lived, self.WEEKS[1])
        shown = monday_page(actor_in(lived), lived, self.WEEKS[1], today=self.WEEKS[1])
        assert ("dropped", "Đã gộp") in [(x.state, x.words) for x in shown.of(Section.BECAME)]
        assert [row[0] for row in self.page(lived, self.WEEKS[2])] == ["Muộn"]


def test_an_empty_page_is_not_frozen(front: Unit) -> None:
    assert lines_of(front, MONDAY, None, today=MONDAY) == []
    with pytest.raises(Invalid, match="empty"):
        freeze(front)
