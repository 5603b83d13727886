"""Plans of work for a month, quarter or year: put together from tasks, issued, changed, reviewed at the end."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import docx
import pypdfium2
import pytest
from django.db import Error, transaction
from django.urls import reverse
from hypothesis import given as given_any
from hypothesis import strategies as st

from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.actions.carry_out_task import accept_task, claim_task
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.actions.prepare_monday import explain_line, freeze_monday
from giaoban.apps.tasks.actions.write_plan import (
    cancel_plan_entry,
    change_plan_entry,
    issue_plan,
    note_plan_result,
    take_over_tasks,
    write_plan_entry,
)
from giaoban.apps.tasks.domain.giving import NewTask
from giaoban.apps.tasks.domain.plans import NewPlanEntry
from giaoban.apps.tasks.domain.turn import Turn, begins, following, period_named, period_on
from giaoban.apps.tasks.enums import LineState, Mark, Section, Span
from giaoban.apps.tasks.formats.monday_paper import load_monday_words
from giaoban.apps.tasks.formats.plan_paper import load_plan_words
from giaoban.apps.tasks.models import MondayPage, Plan, PlanChange, PlanEntry, Task
from giaoban.apps.tasks.queries import monday_page, plan_view
from giaoban.apps.tasks.queries.mondays import PLANNED
from giaoban.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tests.conferences.people import signed_in
from tests.tasks.network import actor_in, unit

NOW = datetime(2021, 7, 1, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
JULY, END = "2021-M07", date(2021, 8, 1)
LATER = NOW + timedelta(days=32)
MOST_QUERIES = 20

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
longer = st.sampled_from([Span.MONTH, Span.QUARTER, Span.YEAR])


@given_any(days, longer)
def test_turns_follow_each_other_without_a_gap(day: date, span: Span) -> None:
    period = period_on(span, day)
    first, last = period.months()
    assert first <= day <= last
    turn = Turn(span, following(period).months()[0])
    assert (turn.start, turn.day - timedelta(days=1)) == (first, last)
    assert begins(span, first)
    assert following(period).previous() == period
    assert period_named(period.code) == (span, period)
    assert Turn(span, turn.horizon).start == turn.day


@given_any(days)
def test_a_weeks_turn_is_its_monday(day: date) -> None:
    if day.weekday():
        with pytest.raises(ValueError, match="no week begins"):
            Turn(Span.WEEK, day)
    else:
        assert (Turn(Span.WEEK, day).horizon - Turn(Span.WEEK, day).start).days == 21


@pytest.mark.parametrize(
    "code", ["9999", "9999-M12", "0001-Q1", "2021-H1", "2021-M7", "2021-M13", "2021-W02", "x", "", "2021-"]
)
def test_what_is_no_period_of_a_plan(code: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        period_named(code)


@pytest.fixture
def front(db: None) -> Unit:
    return unit("Lâm Đồng", superior=unit("Trung ương"))


def write(
    front: Unit, content: str = "Rà soát mô hình", code: str = JULY, reason: str = "", **more: Any
) -> PlanEntry:
    new = NewPlanEntry(content, **more)
    return write_plan_entry(actor=actor_in(front), unit=front, code=code, entry=new, now=NOW, reason=reason)


def issue(front: Unit, code: str = JULY) -> Plan:
    plan = Plan.objects.get(unit=front, code=code)
    return issue_plan(actor=actor_in(front, Post.LEADER), plan=plan, now=NOW)


def task_of(front: Unit, title: str, deadline: date) -> Task:
    new = NewTask(title, front.pk, front.pk, deadline, measure="01 báo cáo")
    return give_task(actor=actor_in(front, Post.LEADER), unit=front, task=new, now=NOW)


class TestWriting:
    def test_a_form_sent_twice_makes_one_entry(self, front: Unit) -> None:
        first = write(front)
        assert write(front).pk == first.pk
        assert write(front, "Khác").pk != first.pk
        assert PlanEntry.objects.count() == 2

    def test_tasks_that_fall_due_are_taken_over_once(self, front: Unit) -> None:
        task_of(front, "Trong tháng", date(2021, 7, 31))
        task_of(front, "Tháng sau", END)
        take = lambda: take_over_tasks(actor=actor_in(front), unit=front, code=JULY, now=NOW)  # noqa: E731
        assert plan_view(actor_in(front), front, JULY, NOW.date()).waiting == 1
        assert [take(), take()] == [1, 0]
        row = PlanEntry.objects.get()
        assert (row.content, row.due, row.product) == ("Trong tháng", date(2021, 7, 31), "01 báo cáo")
        assert plan_view(actor_in(front), front, JULY, NOW.date()).waiting == 0
        issue(front)
        task_of(front, "Chen vào", date(2021, 7, 20))
        assert take() == 1
        assert PlanEntry.objects.get(content="Chen vào").mark == Mark.ADDED

    def test_after_issue_nothing_changes_silently(self, front: Unit) -> None:
        row, other = write(front, lead="Ban Phong trào"), write(front, "Tập huấn")
        with pytest.raises(Forbidden):
            issue_plan(actor=actor_in(front), plan=row.plan, now=NOW)
        plan = issue(front)
        assert issue(front) == plan
        moved = NewPlanEntry("Rà soát mô hình", "Văn phòng")
        for attempt in (
            lambda: write(front, "Thêm"),
            lambda: change_plan_entry(actor=actor_in(front), entry=row, to=moved, now=NOW),
            lambda: cancel_plan_entry(actor=actor_in(front), entry=other, now=NOW),
        ):
            with pytest.raises(Invalid, match="say why"):
                attempt()
        assert PlanEntry.objects.count() == 2
        write(front, "Thêm", reason="Công điện")
        change_plan_entry(actor=actor_in(front), entry=row, to=moved, now=NOW, reason="Đổi đầu mối")
        for _again in range(2):
            cancel_plan_entry(actor=actor_in(front), entry=other, now=NOW, reason="Giãn cách")
        plan.refresh_from_db()
        assert plan.revision == 4
        assert PlanChange.objects.get(kind=Mark.CHANGED).before["lead"] == "Ban Phong trào"
        with pytest.raises(Conflict):
            change_plan_entry(actor=actor_in(front), entry=other, to=moved, now=NOW, reason="x")

    def test_refusals(self, front: Unit) -> None:
        with pytest.raises(Invalid) as refused:
            write(front, due=END)
        assert refused.value.problems[0][0] == "due"
        assert "31/07/2021" in str(refused.value)
        with pytest.raises(Invalid, match="month, a quarter or a year"):
            write(front, code="2021-H1")
        with pytest.raises(NotFound):
            plan_view(actor_in(unit("Khác")), front, JULY, NOW.date())
        with pytest.raises(Error), transaction.atomic():
            Plan.objects.create(
                unit=front, code="x", span="week", first=END, last=END + timedelta(days=6), created_at=NOW
            )

    def test_a_draft_entry_is_taken_out_for_good(self, front: Unit) -> None:
        cancel_plan_entry(actor=actor_in(front), entry=write(front), now=NOW)
        assert not PlanEntry.objects.exists()

    def test_what_is_done_is_said_by_whoever_did_it_or_by_the_task(self, front: Unit) -> None:
        row = write(front)
        say = lambda entry, words: note_plan_result(  # noqa: E731
            actor=actor_in(front), entry=entry, result=words, now=NOW
        )
        with pytest.raises(Conflict):
            say(row, "Xong")
        issue(front)
        assert say(row, " 12 mô hình ").done_on == NOW.date()
        assert (say(row, "").done_on, say(row, "").result) == (None, "")
        task_of(front, "Có nhiệm vụ", date(2021, 7, 9))
        take_over_tasks(actor=actor_in(front), unit=front, code=JULY, now=NOW)
        with pytest.raises(Conflict, match="task"):
            say(PlanEntry.objects.get(content="Có nhiệm vụ"), "Xong")


@pytest.fixture
def lived(front: Unit) -> Unit:
    """July behind: a task done, one late, one of August; an entry done, one not, one cancelled; a plan of August."""
    done = task_of(front, "Nhiệm vụ xong", date(2021, 7, 9))
    accept_task(actor=actor_in(front), task=done, now=NOW)
    claim_task(actor=actor_in(front), task=done, result="01 báo cáo", now=NOW + timedelta(days=5))
    task_of(front, "Nhiệm vụ muộn", date(2021, 7, 20))
    task_of(front, "Nhiệm vụ tháng 8", date(2021, 8, 20))
    task_of(front, "Nhiệm vụ tháng 9", date(2021, 9, 20))
    take_over_tasks(actor=actor_in(front), unit=front, code=JULY, now=NOW)
    kept, gone = write(front, "Việc xong"), write(front, "Việc bỏ")
    write(front, "Việc chưa xong", due=date(2021, 7, 15), lead="Văn phòng")
    issue(front)
    note_plan_result(actor=actor_in(front), entry=kept, result="Đã tổ chức", now=NOW + timedelta(days=9))
    cancel_plan_entry(actor=actor_in(front), entry=gone, now=NOW, reason="Giãn cách")
    write(front, "Việc tháng 8", code="2021-M08")
    return front


def texts(
    front: Unit, section: Section, day: date = END, today: date | None = None
) -> list[tuple[str, str, str]]:
    page = monday_page(actor_in(front), front, day, Span.MONTH, today=today or day)
    return [(line.text, line.state, line.words) for line in page.of(section)]


class TestReview:
    def test_it_is_prepared_from_tasks_and_the_plan(self, lived: Unit) -> None:
        assert texts(lived, Section.DONE) == [
            ("Nhiệm vụ xong", "claimed_done", "01 báo cáo"), ("Việc xong", LineState.HELD, "Đã tổ chức"),
        ]  # fmt: skip
        assert texts(lived, Section.NOT_DONE) == [
            ("Nhiệm vụ muộn", LineState.LATE, ""),
            ("Việc chưa xong", LineState.LATE, ""),
            ("Việc bỏ", LineState.CANCELLED, "Giãn cách"),
        ]
        assert [t for t, _s, _w in texts(lived, Section.NEXT)] == ["Nhiệm vụ tháng 8", "Việc tháng 8"]

    def test_while_the_month_runs_what_is_due_later_is_open(self, lived: Unit) -> None:
        write(lived, "Việc cả tháng", reason="Thêm")
        day = date(2021, 7, 15)
        assert [t for t, _s, _w in texts(lived, Section.NOT_DONE, today=day)] == ["Việc bỏ"]
        assert [(t, s) for t, s, _w in texts(lived, Section.NEXT, today=day)] == [
            ("Nhiệm vụ muộn", "planned"), ("Nhiệm vụ tháng 8", "planned"), ("Việc chưa xong", LineState.SCHEDULED),
            ("Việc cả tháng", LineState.SCHEDULED), ("Việc tháng 8", LineState.SCHEDULED),
        ]  # fmt: skip
        assert ("Việc xong", LineState.HELD, "Đã tổ chức") in texts(lived, Section.DONE, today=day)
        late = [t for t, _s, _w in texts(lived, Section.NOT_DONE, today=date(2021, 7, 31))]
        assert late == ["Nhiệm vụ muộn", "Việc chưa xong", "Việc bỏ"]

    def test_monday_knows_nothing_of_it(self, lived: Unit) -> None:
        page = monday_page(actor_in(lived), lived, date(2021, 8, 2), today=date(2021, 8, 2))
        assert "Việc xong" not in [line.text for line in page.lines]

    def test_frozen_it_stays_and_the_next_opens_with_it(self, lived: Unit) -> None:
        late = PlanEntry.objects.get(content="Việc chưa xong")
        explain_line(
            actor=actor_in(lived), unit=lived, monday=END, source_type=PLANNED, source_id=late.pk,
            words="Chờ kinh phí", span=Span.MONTH, now=LATER,
        )  # fmt: skip
        leader = actor_in(lived, Post.LEADER)
        with pytest.raises(Conflict, match="period is over"):
            freeze_monday(actor=leader, unit=lived, monday=END, now=NOW, span=Span.MONTH)
        freeze_monday(actor=leader, unit=lived, monday=END, now=LATER, span=Span.MONTH)
        note_plan_result(actor=actor_in(lived), entry=late, result="Đã xong", now=LATER)
        assert ("Việc chưa xong", LineState.LATE, "Chờ kinh phí") in texts(lived, Section.NOT_DONE)
        became = {t: (s, w) for t, s, w in texts(lived, Section.BECAME, date(2021, 9, 1))}
        assert became["Việc chưa xong"] == (LineState.HELD, "Đã xong")
        assert became["Việc bỏ"] == (LineState.STILL, "")
        write(lived, "Việc  bỏ", code="2021-M08")
        again = {t: s for t, s, _w in texts(lived, Section.BECAME, date(2021, 9, 1))}
        assert again["Việc bỏ"] == LineState.STILL  # August is what the next review looks back on
        write(lived, "Việc  bỏ", code="2021-M09")
        again = {t: s for t, s, _w in texts(lived, Section.BECAME, date(2021, 9, 1))}
        assert again["Việc bỏ"] == LineState.AGAIN

    def test_still_not_done_is_carried_until_it_is_done_or_cancelled(self, lived: Unit) -> None:
        def freeze(*months: int) -> None:
            for month in months:
                freeze_monday(
                    actor=actor_in(lived, Post.LEADER), unit=lived, monday=date(2021, month, 1),
                    now=NOW.replace(month=month), span=Span.MONTH,
                )  # fmt: skip

        def became(month: int) -> dict[str, tuple[str, date | None]]:
            day = date(2021, month, 1)
            page = monday_page(actor_in(lived), lived, day, Span.MONTH, today=day)
            return {x.text: (x.state, x.day) for x in page.of(Section.BECAME)}

        freeze(8, 9)
        still = (LineState.STILL, date(2021, 7, 15))
        assert [became(month)["Việc chưa xong"] for month in (9, 10, 12)] == [still] * 3
        assert became(10)["Việc bỏ"] == (LineState.STILL, date(2021, 7, 31))
        late = PlanEntry.objects.get(content="Việc chưa xong")
        note_plan_result(actor=actor_in(lived), entry=late, result="Xong", now=NOW.replace(month=9))
        assert became(10)["Việc chưa xong"] == (LineState.HELD, date(2021, 9, 1))
        note_plan_result(actor=actor_in(lived), entry=late, result="", now=NOW.replace(month=9))
        cancel_plan_entry(actor=actor_in(lived), entry=late, now=NOW.replace(month=9, day=9), reason="Thôi")
        assert became(10)["Việc chưa xong"][0] == LineState.CANCELLED
        freeze(10)
        assert set(became(11)) >= {"Việc bỏ"}
        assert "Việc chưa xong" not in became(11)

    def test_a_week_and_a_month_may_begin_on_one_day(self, front: Unit) -> None:
        """1 November 2021 is a Monday."""
        day = date(2021, 11, 1)
        for span in (Span.WEEK, Span.MONTH):
            MondayPage.objects.create(unit=front, span=span, monday=day)
        with pytest.raises(Error), transaction.atomic():
            MondayPage.objects.create(unit=front, span=Span.MONTH, monday=day)
        with pytest.raises(Error), transaction.atomic():
            MondayPage.objects.create(unit=front, span=Span.YEAR, monday=day + timedelta(days=1))


def at(name: str, front: Unit, *more: str, code: str = JULY) -> str:
    return reverse(f"tasks:{name}", args=[front.code, code, *more])


class TestPages:
    def test_a_plan_by_forms(self, front: Unit, django_assert_max_num_queries: Any) -> None:
        task_of(front, "Nhiệm vụ tháng 7", date(2021, 7, 9))
        officer, leader = signed_in(front), signed_in(front, Post.LEADER)
        assert "Nothing is written" in officer.get(at("plan", front)).content.decode()
        form = {"content": "Tập huấn", "lead": "Ban Tổ chức", "due": "20/07/2021", "product": "01 lớp"}
        assert officer.post(at("new_plan_entry", front), form).url == at("plan", front)
        wrong = officer.post(at("new_plan_entry", front), {**form, "due": "20/08/2021"})
        assert wrong.status_code == 422
        assert "outside the plan" in wrong.content.decode()
        assert officer.post(at("take_over", front)).status_code == 302
        assert officer.post(at("issue_plan", front)).status_code == 403
        assert leader.get(at("issue_plan", front)).status_code == 200
        assert leader.post(at("issue_plan", front)).status_code == 302
        row = PlanEntry.objects.get(content="Tập huấn")
        edit = reverse("tasks:edit_plan_entry", args=[row.pk])
        assert officer.post(edit, {**form, "lead": "Văn phòng"}).status_code == 422
        assert officer.post(edit, {**form, "lead": "Văn phòng", "reason": "Đổi"}).status_code == 302
        assert (
            officer.post(
                reverse("tasks:plan_done", args=[row.pk]), {"result": "01 lớp, 60 người"}
            ).status_code
            == 302
        )
        cancel = reverse("tasks:cancel_plan_entry", args=[PlanEntry.objects.exclude(task=None).get().pk])
        assert officer.post(cancel, {"reason": ""}).status_code == 422
        assert officer.post(cancel, {"reason": "Giãn cách"}).status_code == 302
        with django_assert_max_num_queries(MOST_QUERIES):
            page = officer.get(at("plan", front)).content.decode()
        for shown in (
            "Tập huấn",
            "Văn phòng",
            "60 người",
            "<s>Nhiệm vụ tháng 7</s>",
            "Giãn cách",
            "/2021-M06/",
            "/2021-Q3/",
        ):
            assert shown in page, shown

    @pytest.mark.parametrize("code", ["2021-H1", "x", "2021-M13", "2021-Q9"])
    @pytest.mark.parametrize("name", ["plan", "new_plan_entry", "plan_review"])
    def test_no_such_period(self, front: Unit, name: str, code: str) -> None:
        assert signed_in(front).get(at(name, front, code=code)).status_code == 404

    def test_review_by_forms(self, lived: Unit, django_assert_max_num_queries: Any) -> None:
        officer, leader = signed_in(lived), signed_in(lived, Post.LEADER)
        with django_assert_max_num_queries(MOST_QUERIES):
            page = officer.get(at("plan_review", lived)).content.decode()
        for shown in ("Việc chưa xong", "Giãn cách", "Done in this period", "Việc tháng 8"):
            assert shown in page, shown
        late = PlanEntry.objects.get(content="Việc chưa xong")
        typed = {"source": "plan", "id": str(late.pk), "words": "Chờ kinh phí"}
        assert officer.post(at("explain_review", lived), typed).url == at("plan_review", lived)
        assert officer.post(at("review_obstacle", lived), {"words": "Thiếu người"}).status_code == 302
        assert officer.get(at("freeze_review", lived)).status_code == 403
        assert leader.post(at("freeze_review", lived)).status_code == 302
        assert MondayPage.objects.get().span == Span.MONTH
        assert "Chờ kinh phí" in officer.get(at("plan_review", lived)).content.decode()

    def test_files_say_what_the_pages_say(self, lived: Unit) -> None:
        client = signed_in(lived)
        document = docx.Document(io.BytesIO(client.get(at("plan_file", lived, "docx")).content))
        cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
        assert "Việc chưa xong" in cells
        assert "Trong kỳ" in cells
        assert any(c.startswith("[HUỶ – Giãn cách] Việc bỏ") for c in cells)
        assert any("tháng 7 năm 2021" in p.text for p in document.paragraphs)
        for name in ("plan_file", "review_file"):
            pdf = pypdfium2.PdfDocument(client.get(at(name, lived, "pdf")).content)
            words = " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())
            assert "Việc chưa xong" in words
            assert "tháng 7 năm 2021" in words


def test_the_packs_words_fit() -> None:
    plan, review = load_plan_words(), load_monday_words(week=False)
    assert set(plan.periods) == {"month", "quarter", "year"}
    assert set(plan.marks) == {"added", "changed", "cancelled"}
    assert set(review.sections) == set(Section.values)
