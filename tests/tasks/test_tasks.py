"""Tasks: given, carried out, confirmed; no state without its reason; progress by leaves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks import policies
from giaoban.apps.tasks.actions.carry_out_task import accept_task, begin_task, claim_task
from giaoban.apps.tasks.actions.change_task import drop_task, extend_task
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.actions.judge_task import confirm_task, send_back_task
from giaoban.apps.tasks.actions.open_programme import close_programme, open_programme
from giaoban.apps.tasks.domain.giving import NewTask
from giaoban.apps.tasks.domain.progress import Node, Progress, leaf_progress, progress_of, whole
from giaoban.apps.tasks.domain.states import OWES_WORDS, after, open_steps
from giaoban.apps.tasks.enums import ENDED, WITH_LEAD, TaskState, TaskStepKind
from giaoban.apps.tasks.models import Ask, Programme, Task
from giaoban.apps.tasks.queries import (
    programme_card,
    programmes,
    task_card,
    task_counts,
    tasks,
)
from giaoban.kit.access import Actor
from giaoban.kit.errors import Conflict, Forbidden, GiaoBanError, Invalid, NotFound
from tests.tasks.network import actor_in, network, unit

NOW = datetime(2021, 7, 6, 8, tzinfo=UTC)
TODAY = date(2021, 7, 6)


def new_task(giver: Unit, lead: Unit, **changes: Any) -> NewTask:
    values = {
        "title": "Rà soát mô hình “Dân vận khéo”",
        "lead_id": lead.pk,
        "assigned_by_id": giver.pk,
        "deadline": TODAY + timedelta(days=30),
        "aim": "Nhân rộng mô hình tốt",
        "measure": "Số mô hình được công nhận",
    }
    return NewTask(**{**values, **changes})


def given_task(giver: Unit, lead: Unit, **changes: Any) -> Task:
    return give_task(actor=actor_in(giver), unit=giver, task=new_task(giver, lead, **changes), now=NOW)


def open_kinds(task: Task) -> list[str]:
    return sorted(Ask.objects.filter(subject_id=task.pk, state="open").values_list("kind", flat=True))


@pytest.fixture
def pair(db: None) -> tuple[Unit, Unit]:
    centre = unit("Trung ương")
    return centre, unit("Lâm Đồng", superior=centre)


class TestWay:
    def test_from_giving_to_confirming(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = given_task(centre, province)
        assert open_kinds(task) == ["task"]
        accept_task(actor=actor_in(province), task=task, now=NOW)
        begin_task(actor=actor_in(province), task=task, now=NOW)
        claim_task(actor=actor_in(province), task=task, result="12 mô hình", now=NOW)
        assert open_kinds(task) == ["confirm_task"]
        send_back_task(actor=actor_in(centre), task=task, reason="Thiếu danh sách", now=NOW)
        assert open_kinds(task) == ["task"]
        claim_task(actor=actor_in(province), task=task, result="12 mô hình, có danh sách", now=NOW)
        done = confirm_task(actor=actor_in(centre), task=task, now=NOW)
        assert open_kinds(task) == []
        assert (done.state, done.result, done.ended_at) == ("confirmed", "12 mô hình, có danh sách", NOW)
        steps = list(task.steps.values_list("step", "reason"))
        assert [s for s, _ in steps] == [
            "given", "accepted", "begun", "claimed", "sent_back", "claimed", "confirmed",
        ]  # fmt: skip
        assert steps[4][1] == "Thiếu danh sách"

    def test_words_are_owed(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = given_task(centre, province)
        accept_task(actor=actor_in(province), task=task, now=NOW)
        with pytest.raises(Invalid):
            claim_task(actor=actor_in(province), task=task, result="  ", now=NOW)
        with pytest.raises(Invalid):
            drop_task(actor=actor_in(centre), task=task, reason="", now=NOW)
        assert Task.objects.get(pk=task.pk).state == "accepted"
        assert open_kinds(task) == ["task"]

    def test_a_step_that_is_not_open_is_a_conflict(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = given_task(centre, province)
        with pytest.raises(Conflict):
            confirm_task(actor=actor_in(centre), task=task, now=NOW)
        drop_task(actor=actor_in(centre), task=task, reason="Trùng việc khác", now=NOW)
        with pytest.raises(Conflict):
            begin_task(actor=actor_in(province), task=task, now=NOW)
        assert open_kinds(task) == []

    def test_another_deadline_moves_the_ask(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = given_task(centre, province)
        later = TODAY + timedelta(days=60)
        extend_task(actor=actor_in(centre), task=task, deadline=later, reason="Dịch bệnh", now=NOW)
        assert Ask.objects.get(subject_id=task.pk).due == datetime(2021, 9, 4, 16, 59, tzinfo=UTC)
        assert task.steps.get(step="extended").deadline == later
        for wrong in (later, TODAY - timedelta(days=1)):
            with pytest.raises(Invalid):
                extend_task(actor=actor_in(centre), task=task, deadline=wrong, reason="x", now=NOW)


class TestGiving:
    def test_only_to_oneself_or_below(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        assert given_task(centre, centre).pk
        with pytest.raises(Invalid):
            given_task(province, centre)
        with pytest.raises(Invalid):
            given_task(centre, province, deadline=TODAY - timedelta(days=1))

    def test_a_part_belongs_to_the_programme_of_the_whole(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        programme = open_programme(
            actor=actor_in(centre), unit=centre, title="Chương trình 2021", year=2021,
            tasks=[new_task(centre, province)], now=NOW,
        )  # fmt: skip
        whole_task = programme.tasks.get()
        part = given_task(province, province, parent_id=whole_task.pk)
        assert part.programme_id == programme.pk
        with pytest.raises(Invalid):
            given_task(centre, centre, parent_id=part.pk)

    def test_programme_closes_when_nothing_is_left(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        programme = open_programme(
            actor=actor_in(centre), unit=centre, title="Chương trình", year=2021,
            tasks=[new_task(centre, province)], now=NOW,
        )  # fmt: skip
        with pytest.raises(Conflict):
            close_programme(actor=actor_in(centre), programme=programme)
        drop_task(actor=actor_in(centre), task=programme.tasks.get(), reason="Gộp", now=NOW)
        assert close_programme(actor=actor_in(centre), programme=programme).state == "closed"


class TestWho:
    def test_who_may_read(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        sister, outsider = network(2)
        task = given_task(centre, province, coordinating_ids=(sister.pk,))
        own = given_task(province, province)
        assert set(tasks(actor_in(centre))) == {task}
        assert set(tasks(actor_in(province))) == {task, own}
        assert set(tasks(actor_in(sister))) == {task}
        assert not tasks(actor_in(outsider)).exists()
        assert not tasks(Actor.public()).exists()
        with pytest.raises(NotFound):
            task_card(actor_in(outsider), task.pk, TODAY)
        for reader in (centre, province, sister, outsider):
            row = Task.objects.get(pk=task.pk)
            assert policies.see.may(actor_in(reader), row) == (row in tasks(actor_in(reader)))

    @pytest.mark.parametrize("post", [Post.TREASURER, Post.AUDITOR, Post.ADMINISTRATOR])
    def test_other_posts_only_read(self, pair: tuple[Unit, Unit], post: Post) -> None:
        centre, province = pair
        task = given_task(centre, province)
        with pytest.raises(Forbidden):
            accept_task(actor=actor_in(province, post), task=task, now=NOW)
        with pytest.raises(Forbidden):
            give_task(actor=actor_in(centre, post), unit=centre, task=new_task(centre, centre), now=NOW)
        assert task_card(actor_in(province, post), task.pk, TODAY).may == ()

    def test_the_lead_does_not_confirm_and_the_giver_does_not_claim(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        outsider = unit("Khác")
        task = given_task(centre, province)
        accept_task(actor=actor_in(province), task=task, now=NOW)
        with pytest.raises(Forbidden):
            claim_task(actor=actor_in(centre), task=task, result="x", now=NOW)
        claim_task(actor=actor_in(province), task=task, result="x", now=NOW)
        with pytest.raises(Forbidden):
            confirm_task(actor=actor_in(province, Post.LEADER), task=task, now=NOW)
        with pytest.raises(NotFound):
            confirm_task(actor=actor_in(outsider, Post.LEADER), task=task, now=NOW)

    def test_a_units_own_task_is_confirmed_by_its_leader(self, pair: tuple[Unit, Unit]) -> None:
        _, province = pair
        task = given_task(province, province)
        accept_task(actor=actor_in(province), task=task, now=NOW)
        claim_task(actor=actor_in(province), task=task, result="x", now=NOW)
        with pytest.raises(Forbidden):
            confirm_task(actor=actor_in(province), task=task, now=NOW)
        assert confirm_task(actor=actor_in(province, Post.LEADER), task=task, now=NOW).state == "confirmed"


WAYS = {
    TaskStepKind.ACCEPTED: lambda a, t, w: accept_task(actor=a, task=t, now=NOW),
    TaskStepKind.BEGUN: lambda a, t, w: begin_task(actor=a, task=t, now=NOW),
    TaskStepKind.CLAIMED: lambda a, t, w: claim_task(actor=a, task=t, result=w, now=NOW),
    TaskStepKind.CONFIRMED: lambda a, t, w: confirm_task(actor=a, task=t, now=NOW),
    TaskStepKind.SENT_BACK: lambda a, t, w: send_back_task(actor=a, task=t, reason=w, now=NOW),
    TaskStepKind.DROPPED: lambda a, t, w: drop_task(actor=a, task=t, reason=w, now=NOW),
    TaskStepKind.EXTENDED: lambda a, t, w: extend_task(
        actor=a, task=t, deadline=t.deadline + timedelta(days=1), reason=w, now=NOW
    ),
}


@pytest.mark.django_db
def test_random_ways_never_reach_a_state_without_its_reason() -> None:
    """Any sequence of steps, with and without words: history, state, result and asks stay in line."""
    import random

    giver = unit("Trung ương")
    system = Actor.system("test")
    dice = random.Random(20210706)
    for _ in range(25):
        task = give_task(actor=system, unit=giver, task=new_task(giver, giver), now=NOW)
        for _ in range(8):
            step = dice.choice(list(WAYS))
            words = dice.choice(["", " ", "Lý do"])
            before = Task.objects.get(pk=task.pk)
            try:
                WAYS[step](system, before, words)
            except GiaoBanError:
                assert Task.objects.get(pk=task.pk).state == before.state
            else:
                assert words.strip() or step not in OWES_WORDS
        found = Task.objects.get(pk=task.pk)
        state: str = TaskState.PLANNED
        for step, reason in found.steps.exclude(step="given").values_list("step", "reason"):
            assert reason or TaskStepKind(step) not in OWES_WORDS
            state = after(TaskStepKind(step), state) or "broken"
        assert state == found.state
        expected = ["task"] if state in WITH_LEAD else [] if state in ENDED else ["confirm_task"]
        assert open_kinds(found) == expected


def test_no_way_out_of_an_end() -> None:
    for state in TaskState:
        assert (open_steps(state) == ()) == (state in ENDED)


trees = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from(list(TaskState)), st.integers(-3, 3)),
    min_size=1,
    max_size=30,
)


def nodes_of(tree: list[tuple[int, TaskState, int]]) -> list[Node]:
    """The parent of node i is one of the nodes before it, or none."""
    return [
        Node(i, pick % i if i and pick % (i + 1) != i else None, state, TODAY + timedelta(days=days))
        for i, (pick, state, days) in enumerate(tree)
    ]


@given(trees)
def test_progress_counts_each_leaf_once(tree: list[tuple[int, TaskState, int]]) -> None:
    nodes = nodes_of(tree)
    children = {n.id: [c for c in nodes if c.parent == n.id] for n in nodes}

    def again(node: Node) -> Progress:
        below = children[node.id]
        if not below:
            return leaf_progress(node.state, node.deadline, TODAY)
        return sum((again(c) for c in below), Progress())

    found = progress_of(reversed(nodes), TODAY)
    assert found == {n.id: again(n) for n in nodes}
    leaves = [n for n in nodes if not children[n.id]]
    assert whole(nodes, TODAY) == sum((leaf_progress(n.state, n.deadline, TODAY) for n in leaves), Progress())
    assert whole(nodes, TODAY).confirmed <= whole(nodes, TODAY).total <= len(leaves)


@pytest.mark.django_db
def test_lists_and_pages_agree_on_progress() -> None:
    """The list's SQL, the page's arithmetic and the tree of one task count the same."""
    import random

    dice = random.Random(7)
    giver = unit("Trung ương")
    actor = actor_in(giver)
    programme = open_programme(actor=actor, unit=giver, title="Chương trình", year=2021, now=NOW)
    rows: list[Task] = []
    for _ in range(30):
        parent = dice.choice([None, *rows])
        row = given_task(
            giver, giver, programme_id=programme.pk, parent_id=parent.pk if parent else None,
            deadline=TODAY + timedelta(days=dice.randint(0, 9)),
        )  # fmt: skip
        rows.append(row)
    for row in rows:
        state = dice.choice(list(TaskState))
        ended = NOW if state in ENDED else None
        rests = TODAY if state == TaskState.POSTPONED else None
        Task.objects.filter(pk=row.pk).update(state=state, result="x", ended_at=ended, rests_until=rests)
    today = TODAY + timedelta(days=5)
    card = programme_card(actor, programme.pk, today)
    listed = programmes(actor, today).get()
    shown = Progress(listed.total, listed.confirmed, listed.claimed, listed.late)
    assert card.whole == shown
    assert card.whole.late > 0
    for row in rows[:5]:
        assert task_card(actor, row.pk, today).progress == card.progress[row.pk]


@pytest.mark.django_db
def test_counts_of_the_own_units() -> None:
    centre = unit("Trung ương")
    province = unit("Lâm Đồng", superior=centre)
    given_task(centre, province)
    late = given_task(centre, province, deadline=TODAY)
    assert late.is_late(TODAY + timedelta(days=1))
    claimed = given_task(centre, province)
    accept_task(actor=actor_in(province), task=claimed, now=NOW)
    claim_task(actor=actor_in(province), task=claimed, result="Xong", now=NOW)
    counts = task_counts(actor_in(province), TODAY + timedelta(days=1))
    assert (counts.in_hand, counts.late, counts.to_confirm) == (2, 1, 0)
    assert task_counts(actor_in(centre), TODAY).to_confirm == 1
    assert Programme.objects.count() == 0
