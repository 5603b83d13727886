"""More time, putting off, dropping: asked with a reason, agreed to or refused; the history leads to the state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import Error, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.actions.ask_change import agree_change, ask_change, refuse_change, withdraw_change
from giaoban.apps.tasks.actions.carry_out_task import accept_task, begin_task, claim_task
from giaoban.apps.tasks.actions.change_task import drop_task, extend_task, postpone_task
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.actions.judge_task import confirm_task, send_back_task
from giaoban.apps.tasks.actions.take_step import standing
from giaoban.apps.tasks.domain.progress import Progress
from giaoban.apps.tasks.domain.states import Move, Standing, moved, open_steps, replayed
from giaoban.apps.tasks.enums import ENDED, WITH_LEAD, TaskState, TaskStepKind, Wish
from giaoban.apps.tasks.models import Ask, Task
from giaoban.apps.tasks.queries import (
    late_tasks,
    monday_page,
    programme_card,
    programmes,
    task_card,
    task_counts,
    tasks,
    wish_key,
)
from giaoban.kit.access import Actor
from giaoban.kit.errors import Conflict, Forbidden, GiaoBanError, Invalid
from tests.conferences.people import signed_in
from tests.tasks.network import actor_in, unit
from tests.tasks.test_tasks import NOW, TODAY, given_task, new_task, open_kinds

LATER = TODAY + timedelta(days=60)


@pytest.fixture
def pair(db: None) -> tuple[Unit, Unit]:
    centre = unit("Trung ương")
    return centre, unit("Lâm Đồng", superior=centre)


def asked(lead: Unit, task: Task, wish: Wish = Wish.EXTEND, now: datetime = NOW, **days: date) -> Task:
    given_days = {"deadline": LATER} if wish is Wish.EXTEND and not days else days
    return ask_change(
        actor=actor_in(lead), task=task, wish=wish, reason="Giãn cách xã hội", now=now, **given_days
    )


class TestAsking:
    def test_asked_and_agreed(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = given_task(centre, province)
        asked(province, task)
        ask = Ask.objects.get(kind="answer_wish", state="open")
        assert (ask.unit, ask.title) == (centre, f"More time: {task.title}")
        assert ask.due == datetime(2021, 7, 9, 16, 59, tzinfo=UTC)  # three working days after Tuesday, 6 July
        row = agree_change(actor=actor_in(centre), task=task, now=NOW)
        assert (row.deadline, row.wish, row.state) == (LATER, "", "planned")
        assert open_kinds(task) == ["task"]
        assert Ask.objects.get(kind="task").due == datetime(2021, 9, 4, 16, 59, tzinfo=UTC)
        step = task.steps.get(step="asked")
        assert (step.wish, step.deadline, step.reason) == ("extend", LATER, "Giãn cách xã hội")

    def test_refused_with_a_reason(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = given_task(centre, province)
        asked(province, task)
        with pytest.raises(Invalid):
            refuse_change(actor=actor_in(centre), task=task, reason=" ", now=NOW)
        row = refuse_change(actor=actor_in(centre), task=task, reason="Không lùi được", now=NOW)
        assert (row.deadline, row.wish) == (task.deadline, "")
        assert task.steps.get(step="refused").reason == "Không lùi được"
        assert open_kinds(task) == ["task"]

    def test_put_off_and_begun_again(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = given_task(centre, province)
        rests = TODAY + timedelta(days=20)
        asked(province, task, Wish.POSTPONE, rests_until=rests, deadline=LATER)
        row = agree_change(actor=actor_in(centre), task=task, now=NOW)
        assert (row.state, row.rests_until, row.deadline) == ("postponed", rests, LATER)
        with pytest.raises(Conflict):
            claim_task(actor=actor_in(province), task=task, result="Xong", now=NOW)
        row = begin_task(actor=actor_in(province), task=task, now=NOW)
        assert (row.state, row.rests_until) == ("in_progress", None)

    def test_dropped_by_agreement_asks_nothing_more(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = given_task(centre, province)
        asked(province, task, Wish.DROP)
        row = agree_change(actor=actor_in(centre), task=task, now=NOW)
        assert (row.state, row.ended_at) == ("dropped", NOW)
        assert open_kinds(task) == []

    def test_one_request_at_a_time_and_withdrawn(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = given_task(centre, province)
        with pytest.raises(Conflict):
            withdraw_change(actor=actor_in(province), task=task, now=NOW)
        asked(province, task)
        with pytest.raises(Conflict):
            asked(province, task, Wish.DROP)
        withdraw_change(actor=actor_in(province), task=task, now=NOW)
        assert Ask.objects.get(kind="answer_wish").state == "cancelled"
        with pytest.raises(Conflict):
            agree_change(actor=actor_in(centre), task=task, now=NOW)

    def test_a_result_makes_the_request_fall_away(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = given_task(centre, province)
        accept_task(actor=actor_in(province), task=task, now=NOW)
        asked(province, task)
        row = claim_task(actor=actor_in(province), task=task, result="Xong", now=NOW)
        assert row.wish == ""
        assert open_kinds(task) == ["confirm_task"]

    @pytest.mark.parametrize(
        ("wish", "days"),
        [
            (Wish.EXTEND, {}),
            (Wish.EXTEND, {"deadline": TODAY - timedelta(days=1)}),
            (Wish.EXTEND, {"deadline": TODAY + timedelta(days=30)}),
            (Wish.POSTPONE, {"deadline": LATER}),
            (Wish.POSTPONE, {"deadline": LATER, "rests_until": TODAY}),
            (Wish.POSTPONE, {"deadline": LATER, "rests_until": LATER + timedelta(days=1)}),
        ],
    )
    def test_days_that_are_refused(self, pair: tuple[Unit, Unit], wish: Wish, days: dict[str, date]) -> None:
        centre, province = pair
        task = given_task(centre, province)
        with pytest.raises(Invalid):
            ask_change(actor=actor_in(province), task=task, wish=wish, reason="x", now=NOW, **days)
        assert Task.objects.get(pk=task.pk).wish == ""

    def test_an_answer_is_to_what_was_read(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = given_task(centre, province)
        seen = wish_key(asked(province, task))
        withdraw_change(actor=actor_in(province), task=task, now=NOW)
        asked(province, task, Wish.DROP)
        with pytest.raises(Conflict, match="changed meanwhile"):
            agree_change(actor=actor_in(centre), task=task, now=NOW, seen=seen)
        assert Task.objects.get(pk=task.pk).state == "planned"

    def test_a_day_that_passed_meanwhile_is_not_agreed_to(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = given_task(centre, province)
        asked(province, task)
        after = NOW + timedelta(days=90)
        with pytest.raises(Invalid):
            agree_change(actor=actor_in(centre), task=task, now=after)
        other = TODAY + timedelta(days=120)
        assert agree_change(actor=actor_in(centre), task=task, now=after, deadline=other).deadline == other

    def test_who_asks_and_who_answers(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = given_task(centre, province)
        with pytest.raises(Forbidden):
            asked(centre, task)
        asked(province, task)
        with pytest.raises(Forbidden):
            agree_change(actor=actor_in(province, Post.LEADER), task=task, now=NOW)
        with pytest.raises(Forbidden):
            refuse_change(actor=actor_in(province), task=task, reason="x", now=NOW)
        with pytest.raises(Forbidden):
            withdraw_change(actor=actor_in(centre), task=task, now=NOW)

    def test_the_database_refuses_half_a_request(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = given_task(centre, province)
        for wrong in (
            {"wish": "extend", "wished_on": TODAY},
            {"wish": "drop"},
            {"wish_deadline": LATER},
            {"state": "postponed"},
            {"rests_until": LATER},
        ):
            with pytest.raises(Error), transaction.atomic():
                Task.objects.filter(pk=task.pk).update(**wrong)


class TestSilence:
    """Past the deadline while the giver is silent: said, and not called late."""

    def test_lists_counts_programme_and_monday_agree(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = given_task(centre, province)
        late = given_task(centre, province)
        asked(province, task)
        day = task.deadline + timedelta(days=5)
        row = Task.objects.get(pk=task.pk)
        assert (row.is_past(day), row.is_late(day)) == (True, False)
        actor = actor_in(province)
        assert list(late_tasks(tasks(actor), day)) == [late]
        counts = task_counts(actor, day)
        assert (counts.in_hand, counts.late, counts.unanswered) == (2, 1, 1)
        assert task_card(actor, task.pk, day).progress == Progress(total=1, waiting=1)
        monday = day + timedelta(days=7 - day.weekday())
        page = monday_page(actor, province, monday, today=monday)
        lines = {x.source_id: x for x in page.lines if x.section == "not_done"}
        assert lines[task.pk].state == "unanswered"
        assert "06/07/2021" in lines[task.pk].words
        assert lines[late.pk].state == "late"

    def test_asked_too_late_is_late(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = given_task(centre, province, deadline=TODAY)
        asked(province, task, now=NOW + timedelta(days=1))
        row = Task.objects.get(pk=task.pk)
        assert row.is_late(TODAY + timedelta(days=2))
        assert list(late_tasks(tasks(actor_in(province)), TODAY + timedelta(days=2))) == [row]

    def test_a_programme_counts_it_apart(self, pair: tuple[Unit, Unit]) -> None:
        from giaoban.apps.tasks.actions.open_programme import open_programme

        centre, province = pair
        programme = open_programme(
            actor=actor_in(centre), unit=centre, title="Chương trình", year=2021, now=NOW,
            tasks=[new_task(centre, province), new_task(centre, province)],
        )  # fmt: skip
        asked(province, programme.tasks.order_by("pk")[0])
        day = TODAY + timedelta(days=40)
        listed = programmes(actor_in(centre), day).get()
        assert (listed.late, listed.waiting) == (1, 1)
        assert programme_card(actor_in(centre), programme.pk, day).whole == Progress(2, late=1, waiting=1)


DAYS = st.integers(-2, 90).map(lambda n: TODAY + timedelta(days=n))
moves = st.lists(
    st.builds(Move, st.sampled_from(list(TaskStepKind)), DAYS, DAYS, st.sampled_from(list(Wish))), max_size=20
)


@given(moves)
def test_no_walk_leads_out_of_the_states(walk: list[Move]) -> None:
    at = Standing(TaskState.PLANNED, TODAY)
    taken = []
    for move in walk:
        found = moved(at, move)
        assert (found is not None) == (move.step in open_steps(at.state, at.wish))
        if found is None:
            continue
        taken.append(move)
        at = found
        assert at.state in TaskState.values
        assert (at.rests_until is not None) <= (at.state == TaskState.POSTPONED)
        assert not at.wish or at.state in WITH_LEAD
        assert bool(at.wish) or at.wish_deadline is None
    assert replayed(Standing(TaskState.PLANNED, TODAY), taken) == at
    assert (open_steps(at.state, at.wish) == ()) == (at.state in ENDED)


Way = Callable[[Actor, Task, str, Any], Task]
WAYS: dict[TaskStepKind, Way] = {
    TaskStepKind.ACCEPTED: lambda a, t, w, d: accept_task(actor=a, task=t, now=NOW),
    TaskStepKind.BEGUN: lambda a, t, w, d: begin_task(actor=a, task=t, now=NOW),
    TaskStepKind.CLAIMED: lambda a, t, w, d: claim_task(actor=a, task=t, result=w, now=NOW),
    TaskStepKind.CONFIRMED: lambda a, t, w, d: confirm_task(actor=a, task=t, now=NOW),
    TaskStepKind.SENT_BACK: lambda a, t, w, d: send_back_task(actor=a, task=t, reason=w, now=NOW),
    TaskStepKind.DROPPED: lambda a, t, w, d: drop_task(actor=a, task=t, reason=w, now=NOW),
    TaskStepKind.EXTENDED: lambda a, t, w, d: extend_task(
        actor=a, task=t, deadline=d["deadline"], reason=w, now=NOW
    ),
    TaskStepKind.POSTPONED: lambda a, t, w, d: postpone_task(actor=a, task=t, reason=w, now=NOW, **d),
    TaskStepKind.ASKED: lambda a, t, w, d: ask_change(
        actor=a,
        task=t,
        wish=(d["rests_until"].day % 2 and Wish.EXTEND) or Wish.POSTPONE,
        reason=w,
        now=NOW,
        **d,
    ),
    TaskStepKind.AGREED: lambda a, t, w, d: agree_change(actor=a, task=t, now=NOW),
    TaskStepKind.REFUSED: lambda a, t, w, d: refuse_change(actor=a, task=t, reason=w, now=NOW),
    TaskStepKind.WITHDRAWN: lambda a, t, w, d: withdraw_change(actor=a, task=t, now=NOW),
}


@pytest.mark.django_db
def test_the_history_leads_to_the_state() -> None:
    """Random steps by the use cases, with and without words and with any days: what stands is what was done."""
    import random

    giver, system, dice = unit("Trung ương"), Actor.system("test"), random.Random(6)
    reached = set()
    for _ in range(40):
        task = give_task(actor=system, unit=giver, task=new_task(giver, giver), now=NOW)
        start = standing(task)
        for _ in range(12):
            step = dice.choice(list(WAYS))
            days = {
                name: TODAY + timedelta(days=dice.randint(-1, 90)) for name in ("deadline", "rests_until")
            }
            before = Task.objects.get(pk=task.pk)
            try:
                WAYS[step](system, before, dice.choice(["", "Lý do", "Lý do khác"]), days)
            except GiaoBanError:
                assert standing(Task.objects.get(pk=task.pk)) == standing(before)
        found = Task.objects.get(pk=task.pk)
        history = [
            Move(TaskStepKind(s.step), s.deadline, s.rests_until, s.wish)
            for s in found.steps.exclude(step="given")
        ]
        assert replayed(start, history) == standing(found)
        reached.add(found.state)
        in_hand = ["answer_wish", "task"] if found.wish else ["task"]
        expected = in_hand if found.state in WITH_LEAD else [] if found.state in ENDED else ["confirm_task"]
        assert open_kinds(found) == expected
    assert len(reached) > 4


def test_by_forms(pair: tuple[Unit, Unit]) -> None:
    centre, province = pair
    task = given_task(centre, province, deadline=date(2098, 1, 1))
    lead, giver = signed_in(province), signed_in(centre)
    at = lambda step: reverse("tasks:step", args=[task.pk, step])  # noqa: E731
    page = reverse("tasks:task", args=[task.pk])
    assert at("asked") in lead.get(page).content.decode()
    assert at("asked") not in giver.get(page).content.decode()
    assert "rests_until" in lead.get(at("asked")).content.decode()
    typed = {"wish": "extend", "deadline": "01/06/2097", "words": "Giãn cách"}
    refused = lead.post(at("asked"), typed)
    assert refused.status_code == 422
    assert "deadline" in refused.context["form"].errors
    assert lead.post(at("asked"), {**typed, "deadline": "01/06/2099"}).status_code == 302
    shown = lead.get(page).content.decode()
    assert "A request waits for an answer" in shown
    assert "Giãn cách" in shown
    assert at("withdrawn") in shown
    form = giver.get(at("agreed"))
    seen = form.context["form"].initial["seen"]
    assert "01/06/2099" in form.content.decode()
    assert giver.post(at("agreed"), {"deadline": "01/06/2099", "seen": "extend|other"}).status_code == 409
    assert giver.post(at("agreed"), {"deadline": "01/06/2099", "seen": seen}).status_code == 302
    assert Task.objects.get().deadline == date(2099, 6, 1)
    assert "01/06/2099" in giver.get(page).content.decode()
    listed = lead.get(reverse("tasks:list") + "?unanswered=on")
    assert listed.context["table"].paginator.count == 0
