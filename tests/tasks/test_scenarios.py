"""Scenarios: prepared, declared by a leader, tasks out at once with working days counted; rehearsals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.domain.addressing import Addressing
from giaoban.apps.org.enums import DayKind
from giaoban.apps.org.models import CalendarDay
from giaoban.apps.tasks.actions.carry_out_task import accept_task, claim_task
from giaoban.apps.tasks.actions.declare_scenario import close_declaration, declare_scenario
from giaoban.apps.tasks.actions.judge_task import confirm_task
from giaoban.apps.tasks.actions.prepare_scenario import change_scenario, prepare_scenario, retire_scenario
from giaoban.apps.tasks.domain.giving import PreparedTask
from giaoban.apps.tasks.models import Ask, Declaration, Scenario, Task
from giaoban.apps.tasks.queries import late_tasks, scenario_card, tasks
from giaoban.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tests.conferences.people import signed_in
from tests.network import SmallNetwork, build_network

NOW = datetime(2021, 7, 6, 8, tzinfo=UTC)
TODAY = date(2021, 7, 6)  # a Tuesday
COMMUNES = Addressing(levels=(3,))


@pytest.fixture
def net(db: None) -> SmallNetwork:
    return build_network()


@pytest.fixture
def prepared(net: SmallNetwork) -> Scenario:
    return prepare_scenario(
        actor=net.actor("front-p1"), unit=net.units["front-p1"], title="Có ca mắc trong cộng đồng", now=NOW,
        trigger="Từ 20 ca trở lên trong một ngày",
        tasks=[
            PreparedTask("Họp Ban Thường trực", 0),
            PreparedTask("Lập danh sách hộ cần giúp", 4, "Số hộ", COMMUNES),
        ],
    )  # fmt: skip


def declared(net: SmallNetwork, scenario: Scenario, rehearsal: bool = False) -> Declaration:
    return declare_scenario(
        actor=net.actor("front-p1", Post.LEADER), scenario=scenario, reason="23 ca sáng nay", rehearsal=rehearsal,
        now=NOW,
    )  # fmt: skip


class TestDeclaring:
    def test_tasks_go_out_with_working_days(self, net: SmallNetwork, prepared: Scenario) -> None:
        CalendarDay.objects.create(day=date(2021, 7, 8), kind=DayKind.OFF, name="Nghỉ")
        declaration = declared(net, prepared)
        own, communes = declaration.orders.order_by("position")
        assert (own.deadline, own.given) == (TODAY, 1)
        # Wednesday 7, Friday 9, Monday 12, Tuesday 13: the day off and the weekend do not count
        assert (communes.deadline, communes.given) == (date(2021, 7, 13), 4)
        leads = Task.objects.filter(origin_id=communes.pk).values_list("lead__code", flat=True)
        assert sorted(leads) == ["front-c1", "front-c2", "front-c3", "front-c4"]
        assert Ask.objects.filter(kind="task", state="open").count() == 5

    def test_only_a_leader_and_only_once_at_a_time(self, net: SmallNetwork, prepared: Scenario) -> None:
        for post, code, error in (
            (Post.OFFICER, "front-p1", Forbidden),
            (Post.LEADER, "front-p2", NotFound),
            (Post.LEADER, "front-tw", NotFound),
        ):
            with pytest.raises(error):
                declare_scenario(
                    actor=net.actor(code, post), scenario=prepared, reason="x", rehearsal=False, now=NOW
                )
        with pytest.raises(Invalid):
            declare_scenario(
                actor=net.actor("front-p1", Post.LEADER),
                scenario=prepared,
                reason=" ",
                rehearsal=False,
                now=NOW,
            )
        declared(net, prepared)
        with pytest.raises(Conflict):
            declared(net, prepared)
        with pytest.raises(IntegrityError), transaction.atomic():
            Declaration.objects.create(scenario=prepared, rehearsal=True, reason="x", declared_at=NOW)

    def test_one_that_means_nobody_sends_nothing(self, net: SmallNetwork) -> None:
        scenario = prepare_scenario(
            actor=net.actor("front-c1"), unit=net.units["front-c1"], title="A", trigger="B", now=NOW,
            tasks=[PreparedTask("Việc", 1), PreparedTask("Việc ở dưới", 1, "", COMMUNES)],
        )  # fmt: skip
        with pytest.raises(Invalid, match="means nobody"), transaction.atomic():
            declare_scenario(
                actor=net.actor("front-c1", Post.LEADER),
                scenario=scenario,
                reason="x",
                rehearsal=False,
                now=NOW,
            )
        assert not Task.objects.exists()
        assert not Declaration.objects.exists()


class TestClosing:
    @pytest.mark.parametrize("rehearsal", [False, True])
    def test_what_is_open_is_dropped_together(
        self, net: SmallNetwork, prepared: Scenario, rehearsal: bool
    ) -> None:
        declaration = declared(net, prepared, rehearsal)
        first = Task.objects.get(lead__code="front-c1")
        accept_task(actor=net.actor("front-c1"), task=first, now=NOW)
        claim_task(actor=net.actor("front-c1"), task=first, result="12 hộ", now=NOW)
        confirm_task(actor=net.actor("front-p1"), task=first, now=NOW)
        leader = net.actor("front-p1", Post.LEADER)
        with pytest.raises(Invalid):
            close_declaration(actor=leader, declaration=declaration, outcome="", now=NOW)
        close_declaration(actor=leader, declaration=declaration, outcome="Đã dập dịch", now=NOW)
        states = dict(Task.objects.values_list("lead__code", "state"))
        assert states.pop("front-c1") == "confirmed"
        assert set(states.values()) == {"dropped"}
        for task in Task.objects.filter(state="dropped"):
            assert task.steps.get(step="dropped").reason == "Đã dập dịch"
        assert not Ask.objects.filter(kind__in=("task", "confirm_task"), state="open").exists()
        with pytest.raises(Conflict):
            close_declaration(actor=leader, declaration=declaration, outcome="x", now=NOW)
        assert declared(net, prepared).pk != declaration.pk

    def test_only_its_own_tasks(self, net: SmallNetwork, prepared: Scenario) -> None:
        first = declared(net, prepared, rehearsal=True)
        leader = net.actor("front-p1", Post.LEADER)
        close_declaration(actor=leader, declaration=first, outcome="Xong", now=NOW)
        second = declared(net, prepared)
        assert Task.objects.exclude(state="dropped").count() == sum(o.given for o in second.orders.all()) == 5


def test_nobody_is_late_in_a_rehearsal(net: SmallNetwork, prepared: Scenario) -> None:
    declared(net, prepared, rehearsal=True)
    after = TODAY + timedelta(days=60)
    rows = tasks(net.actor("front-p1"))
    assert rows.count() == 5
    assert not late_tasks(rows, after).exists()
    assert not any(task.is_late(after) for task in rows)
    card = scenario_card(net.actor("front-p1"), prepared.pk, after)
    assert (card.declarations[0].whole.total, card.declarations[0].whole.late) == (5, 0)
    titles = set(Ask.objects.filter(kind="task").values_list("title", flat=True))
    assert titles == {"Rehearsal: Họp Ban Thường trực", "Rehearsal: Lập danh sách hộ cần giúp"}


def test_in_earnest_they_are_late(net: SmallNetwork, prepared: Scenario) -> None:
    declared(net, prepared)
    card = scenario_card(net.actor("front-p1"), prepared.pk, TODAY + timedelta(days=60))
    assert card.declarations[0].whole.late == 5


class TestPreparing:
    @pytest.mark.parametrize("wrong", [{"title": " "}, {"trigger": ""}, {"tasks": []}])
    def test_it_says_when_and_what(self, net: SmallNetwork, wrong: dict[str, Any]) -> None:
        said = {"title": "A", "trigger": "B", "tasks": [PreparedTask("C", 1)], **wrong}
        with pytest.raises(Invalid), transaction.atomic():
            prepare_scenario(actor=net.actor("front-p1"), unit=net.units["front-p1"], now=NOW, **said)
        assert not Scenario.objects.exists()

    def test_changed_only_while_it_rests(self, net: SmallNetwork, prepared: Scenario) -> None:
        change = {"title": "Mới", "trigger": "B", "tasks": [PreparedTask("C", 1)]}
        change_scenario(actor=net.actor("front-p1"), scenario=prepared, **change)
        assert list(prepared.prepared.values_list("title", flat=True)) == ["C"]
        declaration = declared(net, prepared)
        with pytest.raises(Conflict):
            change_scenario(actor=net.actor("front-p1"), scenario=prepared, **change)
        with pytest.raises(Conflict):
            retire_scenario(actor=net.actor("front-p1"), scenario=prepared, now=NOW)
        leader = net.actor("front-p1", Post.LEADER)
        close_declaration(actor=leader, declaration=declaration, outcome="Xong", now=NOW)
        retire_scenario(actor=net.actor("front-p1"), scenario=prepared, now=NOW)
        retire_scenario(actor=net.actor("front-p1"), scenario=prepared, now=NOW)
        with pytest.raises(Conflict):
            declared(net, prepared)


def test_by_forms(net: SmallNetwork) -> None:
    officer, leader = signed_in(net.units["front-p1"]), signed_in(net.units["front-p1"], Post.LEADER)
    typed = {"title": "Bão", "trigger": "Bão cấp 12", "task_1": "Trực 24/24", "days_1": "0", "task_2": "Thống kê",
             "days_2": "2", "who_2": "3"}  # fmt: skip
    wrong = officer.post(reverse("tasks:new_scenario"), {**typed, "days_2": ""})
    assert wrong.status_code == 422
    assert list(wrong.context["form"].errors) == ["days_2"]
    made = officer.post(reverse("tasks:new_scenario"), typed)
    scenario = Scenario.objects.get()
    assert made.url == reverse("tasks:scenario", args=[scenario.pk])
    form = officer.get(reverse("tasks:edit_scenario", args=[scenario.pk])).context["form"]
    assert (form.initial["who_1"], form.initial["who_2"]) == ("", "3")
    declare = reverse("tasks:declare_scenario", args=[scenario.pk])
    assert officer.get(declare).status_code == 403
    assert "Bão cấp 12" in leader.get(declare).content.decode()
    assert leader.post(declare, {"reason": "Bão số 3"}).status_code == 422
    assert leader.post(declare, {"reason": "Bão số 3", "kind": "rehearsal"}).status_code == 302
    page = officer.get(made.url).content.decode()
    assert "A rehearsal is under way" in page
    task = Task.objects.filter(lead=net.units["front-c1"]).get()
    assert (
        "Rehearsal"
        in signed_in(net.units["front-c1"]).get(reverse("tasks:task", args=[task.pk])).content.decode()
    )
    close = reverse("tasks:close_declaration", args=[Declaration.objects.get().pk])
    assert officer.get(close).status_code == 403
    assert leader.post(close, {"outcome": "Mọi đơn vị báo đủ"}).status_code == 302
    assert "Mọi đơn vị báo đủ" in officer.get(made.url).content.decode()
    assert "Bão" in officer.get(reverse("tasks:scenarios")).content.decode()
    assert officer.post(reverse("tasks:retire_scenario", args=[scenario.pk])).status_code == 302
    assert leader.get(declare).status_code == 200
    assert leader.post(declare, {"reason": "x", "kind": "real"}).status_code == 409
