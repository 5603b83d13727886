"""Conferences: sites and attendance, papers, consensus, confirmation, what became of the conclusions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.range import DateRange

from giaoban.apps.accounts.enums import Post
from giaoban.apps.conferences import policies
from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.confirm_conclusions import confirm_conclusions
from giaoban.apps.conferences.actions.hold_conference import close_conference, open_conference
from giaoban.apps.conferences.actions.order_papers import ask_paper, hand_in_paper, order_papers
from giaoban.apps.conferences.actions.plan_conference import plan_conference, set_agenda
from giaoban.apps.conferences.actions.put_matter import close_matter, put_matter, withdraw_matter
from giaoban.apps.conferences.actions.put_task import put_task, record_stance, settle_stance, withdraw_task
from giaoban.apps.conferences.actions.report_site import note_line_test, report_attendance
from giaoban.apps.conferences.actions.write_conclusion import follow_conclusion, write_conclusion
from giaoban.apps.conferences.domain.attendance import Attendance, of_site, rolled_up
from giaoban.apps.conferences.domain.consensus import consensus
from giaoban.apps.conferences.domain.plan import NewAgreedTask, NewItem, NewSite
from giaoban.apps.conferences.enums import (
    ConferenceForm,
    ConferenceKind,
    Consensus,
    DecisionMode,
    MatterOutcome,
    Outcome,
    StanceKind,
)
from giaoban.apps.conferences.models import AgreedTask, Conference, Matter, Site
from giaoban.apps.conferences.queries import (
    attendance_of,
    before,
    conference,
    conferences,
    put_tasks,
    site,
)
from giaoban.apps.conferences.queries.making_sites import sites_of_units
from giaoban.apps.org.enums import Line
from giaoban.apps.org.models import Unit, UnitName
from giaoban.apps.org.queries.units import short_names_of_units
from giaoban.apps.tasks.models import Ask, Task
from giaoban.kit.access import Actor
from giaoban.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tests.conferences.people import signed_in
from tests.tasks.network import actor_in, network, unit

NOW = datetime(2021, 7, 6, 1, tzinfo=UTC)


def planned(centre: Unit, **changes: Any) -> Conference:
    values = {
        "title": "Hội nghị giao ban công tác dân vận 6 tháng đầu năm 2021",
        "kind": ConferenceKind.HALF_YEAR,
        "form": ConferenceForm.HALL,
        "starts_at": NOW,
        "place": "Hà Nội",
        "chair_post": "Trưởng Ban Dân vận Trung ương",
        "now": NOW - timedelta(days=7),
    }
    return plan_conference(actor=actor_in(centre), unit=centre, **{**values, **changes})


def put(found: Conference, lead: Unit, title: str = "Rà soát mô hình", **changes: Any) -> AgreedTask:
    task = NewAgreedTask(title, lead.pk, date(2021, 12, 31), "Mục tiêu", "Số mô hình", **changes)
    return put_task(actor=actor_in(found.unit), conference=found, task=task)


def concluded(centre: Unit, lead: Unit, **changes: Any) -> Conference:
    found = planned(centre, **changes)
    open_conference(actor=actor_in(centre), conference=found, now=NOW)
    write_conclusion(actor=actor_in(centre), conference=found, text="Tiếp tục đổi mới công tác dân vận")
    put(found, lead)
    return confirm_conclusions(actor=actor_in(centre, Post.LEADER), conference=found, now=NOW)


@pytest.fixture
def net(db: None) -> tuple[Unit, Unit, Unit]:
    """Centre and two provinces below it."""
    centre = unit("Trung ương")
    return centre, *network(2, superior=centre)


def add(found: Conference, units: list[Unit], expected: int = 30) -> int:
    sites = [NewSite(u.name, u.pk, u.area_id, expected) for u in units]
    return add_sites(actor=actor_in(found.unit), conference=found, sites=sites, now=NOW)


def below(found: Conference, centre: Unit, day: date) -> list[NewSite]:
    return sites_of_units(found, centre, Line.VERTICAL, (), with_root=False, expected=30, day=day)


def test_sites_are_called_as_on_the_conferences_day(net: tuple[Unit, Unit, Unit]) -> None:
    centre, one, two = net
    day = date(2021, 7, 9)
    UnitName.objects.create(
        unit=one, name="Thừa Thiên Huế thử", short_name="TTH", valid=DateRange(None, date(2025, 1, 1))
    )
    found = planned(centre)
    called = {s.unit_id: s.name for s in below(found, centre, day)}
    assert called == {one.pk: "Thừa Thiên Huế thử", two.pk: two.name}
    today = below(found, centre, date(2026, 1, 5))
    assert one.name in {s.name for s in today}
    assert short_names_of_units([one.pk, two.pk], day) == {one.pk: "TTH", two.pk: two.short_name}


class TestBefore:
    def test_a_conference_has_title_place_and_chair(self, net: tuple[Unit, Unit, Unit]) -> None:
        with pytest.raises(Invalid) as caught:
            planned(net[0], title=" ", chair_post="")
        assert [place for place, _ in caught.value.problems] == ["title", "chair_post"]

    def test_agenda_is_replaced_whole(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _ = net
        found = planned(centre, agenda=[NewItem("Khai mạc", minutes=10)])
        items = [NewItem("Báo cáo", minutes=20), NewItem("Tham luận", minutes=7, unit_id=one.pk)]
        set_agenda(actor=actor_in(centre), conference=found, items=items, now=NOW)
        assert list(found.items.values_list("position", "title")) == [(1, "Báo cáo"), (2, "Tham luận")]
        assert conferences(actor_in(one)).get() == found

    def test_sites_are_added_once_and_asked(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found = planned(centre, form=ConferenceForm.ONLINE)
        assert add(found, [centre, one]) == 2
        assert add(found, [one, two]) == 1
        assert add(found, [one, two]) == 0
        asked = Ask.objects.filter(kind="attend", state="open")
        assert set(asked.values_list("unit_id", flat=True)) == {one.pk, two.pk}

    def test_papers_in_their_order(self, net: tuple[Unit, Unit, Unit], tmp_path: Any, settings: Any) -> None:
        settings.FILES_DIR = tmp_path
        centre, one, two = net
        found = planned(centre)
        secretary = actor_in(centre, Post.CLERK)
        papers = [
            ask_paper(actor=secretary, conference=found, unit=u, title=f"Tham luận {u}", now=NOW)
            for u in (one, two, one)
        ]
        assert Ask.objects.filter(kind="paper", state="open").count() == 3
        turned = [papers[2].pk, papers[0].pk, papers[1].pk]
        order_papers(actor=secretary, conference=found, paper_ids=turned)
        assert list(found.papers.values_list("pk", flat=True)) == turned
        for wrong in (turned[:2], [*turned, turned[0]], [turned[0]] * 3):
            with pytest.raises(Invalid):
                order_papers(actor=secretary, conference=found, paper_ids=wrong)
        hand_in_paper(actor=actor_in(one), paper=papers[0], title="Kinh nghiệm", upload=b"%PDF-1.4\n%%EOF",
                      name="tham luan.pdf", now=NOW)  # fmt: skip
        assert Ask.objects.filter(kind="paper", state="open").count() == 2
        with pytest.raises(Forbidden):
            hand_in_paper(actor=actor_in(two), paper=papers[2], title="x", now=NOW)


class TestAttendance:
    def test_counts_roll_up_and_close_the_ask(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found = planned(centre, form=ConferenceForm.ONLINE)
        add(found, [one, two])
        here = Site.objects.get(conference=found, unit=one)
        note_line_test(actor=actor_in(one), site=here, picture=True, sound=True, phone=True)
        report_attendance(actor=actor_in(one), site=here, officers=31, others=4, now=NOW)
        report_attendance(actor=actor_in(one), site=here, officers=31, others=4, now=NOW)
        assert attendance_of(found) == Attendance(2, 1, 1, 60, 31, 4, 1)
        assert set(Ask.objects.filter(state="open").values_list("unit_id", flat=True)) == {two.pk}
        report_attendance(actor=actor_in(centre), site=here, officers=32, others=0, now=NOW)
        assert attendance_of(found).present == 32

    @pytest.mark.parametrize(("officers", "others"), [(-1, 0), (0, -5), (100_001, 0)])
    def test_impossible_counts(self, net: tuple[Unit, Unit, Unit], officers: int, others: int) -> None:
        centre, one, _ = net
        found = planned(centre)
        add(found, [one])
        with pytest.raises(Invalid):
            report_attendance(
                actor=actor_in(one), site=Site.objects.get(), officers=officers, others=others, now=NOW
            )

    def test_neither_opened_nor_counted_before_its_day(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        found = planned(centre, form=ConferenceForm.ONLINE)
        add(found, [one])
        here, before = Site.objects.get(conference=found), NOW - timedelta(hours=8)  # midnight in Hà Nội
        assert (
            report_attendance(actor=actor_in(one), site=here, officers=1, others=0, now=NOW).connected_at
            == NOW
        )
        yesterday = before - timedelta(hours=2)
        with pytest.raises(Conflict):
            open_conference(actor=actor_in(centre), conference=found, now=yesterday)
        with pytest.raises(Conflict):
            report_attendance(actor=actor_in(one), site=here, officers=2, others=0, now=yesterday)
        note_line_test(actor=actor_in(one), site=here, picture=True, sound=True, phone=True)
        open_conference(actor=actor_in(centre), conference=found, now=before)

    def test_another_site_is_not_reported_for(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found = planned(centre)
        add(found, [one, two])
        theirs = Site.objects.get(unit=two)
        with pytest.raises(Forbidden):
            report_attendance(actor=actor_in(one), site=theirs, officers=1, others=0, now=NOW)
        with pytest.raises(NotFound):
            site(actor_in(one), found.pk, theirs.pk)
        assert site(actor_in(two), found.pk, theirs.pk) == theirs

    @given(
        st.lists(
            st.tuples(
                st.integers(0, 99),
                st.one_of(st.none(), st.integers(0, 99)),
                st.integers(0, 99),
                st.booleans(),
            )
        )
    )
    def test_rolling_up_is_adding(self, rows: list[tuple[int, int | None, int, bool]]) -> None:
        sites = [
            of_site(expected=e, officers=o, others=None if o is None else x, connected=c, tested=c)
            for e, o, x, c in rows
        ]
        total = rolled_up(sites)
        assert total.sites == len(rows)
        assert total.tested == sum(c for *_, c in rows)
        assert total.present == sum(o + x for _, o, x, _ in rows if o is not None)
        assert total.counted == sum(o is not None for _, o, _, _ in rows)
        assert rolled_up([rolled_up(sites[:3]), rolled_up(sites[3:])]) == total


class TestConsensus:
    @given(st.lists(st.sampled_from(list(StanceKind))))
    def test_one_objection_hinders(self, standing: list[StanceKind]) -> None:
        found = consensus(standing)
        assert (found is Consensus.NOT_AGREED) == (StanceKind.OBJECTION in standing)
        assert (found is Consensus.AGREED) == (not standing)

    def test_nothing_is_agreed_before_anybody_was_asked(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found, secretary = planned(centre), actor_in(centre)
        task = put(found, one)
        state = lambda: put_tasks(Conference.objects.get(pk=found.pk))[0].consensus  # noqa: E731
        assert state() is Consensus.NOT_ASKED
        page = signed_in(centre).get(reverse("conferences:conference", args=[found.pk])).content.decode()
        assert "Not put to the conference yet" in page
        assert "Agreed by consensus" not in page
        open_conference(actor=secretary, conference=found, now=NOW)
        asked = {
            "actor": secretary, "conference": found, "text": task.title, "agreed_task": task, "now": NOW,
            "mode": DecisionMode.CONSENSUS, "rule": None,
        }  # fmt: skip
        for end, after in (
            (withdraw_matter, Consensus.NOT_ASKED),
            (close_matter, Consensus.AGREED),
        ):
            matter = put_matter(**asked)
            assert state() is Consensus.BEING_ASKED
            end(actor=secretary, matter=matter, now=NOW)
            assert state() is after
        silent = put(found, two, "Chưa hỏi")
        write_conclusion(actor=secretary, conference=found, text="Kết luận")
        chair = signed_in(centre, Post.LEADER)
        question = chair.get(reverse("conferences:confirm", args=[found.pk])).content.decode()
        assert f"agreed with your confirmation: {silent.title}" in question
        confirm_conclusions(actor=actor_in(centre, Post.LEADER), conference=found, now=NOW)
        assert {t.consensus for t in put_tasks(Conference.objects.get(pk=found.pk))} == {Consensus.AGREED}

    def test_a_count_that_failed_is_not_agreed(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _two = net
        found, secretary = planned(centre), actor_in(centre)
        task = put(found, one)
        open_conference(actor=secretary, conference=found, now=NOW)
        write_conclusion(actor=secretary, conference=found, text="Kết luận")
        Matter.objects.create(
            conference=found, agreed_task=task, position=1, text=task.title, mode=DecisionMode.HANDS,
            opened_at=NOW, closed_at=NOW, outcome=MatterOutcome.REJECTED,
        )  # fmt: skip
        assert put_tasks(found)[0].consensus is Consensus.NOT_AGREED
        with pytest.raises(Invalid) as caught:
            confirm_conclusions(actor=actor_in(centre, Post.LEADER), conference=found, now=NOW)
        assert caught.value.problems == (
            (task.title, "The count did not adopt it. Put it again, or withdraw the task."),
        )

    def test_an_objection_stops_the_confirmation(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _ = net
        found, secretary = planned(centre), actor_in(centre)
        chair = actor_in(centre, Post.LEADER)
        open_conference(actor=secretary, conference=found, now=NOW)
        write_conclusion(actor=secretary, conference=found, text="Kết luận")
        task = put(found, one)
        kept = record_stance(
            actor=secretary,
            agreed_task=task,
            kind=StanceKind.OBJECTION,
            post="Chủ tịch Hội",
            text="Thiếu người",
            now=NOW,
        )
        record_stance(
            actor=secretary,
            agreed_task=task,
            kind=StanceKind.RESERVATION,
            post="Bí thư",
            text="Thời hạn",
            now=NOW,
        )
        with pytest.raises(Invalid) as caught:
            confirm_conclusions(actor=chair, conference=found, now=NOW)
        assert caught.value.problems[0][0] == task.title
        assert Conference.objects.get().state == "open"
        settle_stance(actor=secretary, stance=kept, now=NOW)
        confirm_conclusions(actor=chair, conference=found, now=NOW)
        assert put_tasks(found)[0].consensus is Consensus.WITH_RESERVATIONS

    def test_withdrawn_tasks_leave_no_gap(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _ = net
        found = planned(centre)
        tasks = [put(found, one, f"Việc {n}") for n in range(3)]
        withdraw_task(actor=actor_in(centre), agreed_task=tasks[1])
        assert list(found.agreed_tasks.values_list("position", "title")) == [(1, "Việc 0"), (2, "Việc 2")]
        with pytest.raises(Conflict):
            withdraw_task(actor=actor_in(centre), agreed_task=tasks[1])


class TestConfirming:
    def test_nine_tasks_are_given_once(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found = planned(centre)
        open_conference(actor=actor_in(centre), conference=found, now=NOW)
        write_conclusion(actor=actor_in(centre), conference=found, text="Kết luận")
        for n in range(9):
            put(found, (one, two)[n % 2], f"Nhiệm vụ {n}", coordinating_ids=((two, one)[n % 2].pk,))
        chair = actor_in(centre, Post.LEADER)
        for _ in range(2):
            confirm_conclusions(actor=chair, conference=found, now=NOW)
        made = Task.objects.order_by("position")
        assert [t.title for t in made] == [f"Nhiệm vụ {n}" for n in range(9)]
        assert all(t.is_key and t.assigned_by == centre and t.coordinating.count() == 1 for t in made)
        assert Ask.objects.filter(kind="task", state="open").count() == 9
        row = Conference.objects.get()
        assert (row.state, row.confirmed_at) == ("closed", NOW)
        assert all(a.task and a.task.origin_id == a.pk for a in AgreedTask.objects.select_related("task"))

    def test_only_the_leader_confirms_and_only_with_a_conclusion(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _ = net
        found, chair = planned(centre), actor_in(centre, Post.LEADER)
        add(found, [one])
        with pytest.raises(Forbidden):
            confirm_conclusions(actor=actor_in(centre), conference=found, now=NOW)
        with pytest.raises(Forbidden):
            confirm_conclusions(
                actor=actor_in(one, Post.LEADER), conference=conference(chair, found.pk), now=NOW
            )
        with pytest.raises(Invalid):
            confirm_conclusions(actor=chair, conference=found, now=NOW)
        write_conclusion(actor=actor_in(centre), conference=found, text="Kết luận")
        with pytest.raises(Conflict):
            confirm_conclusions(actor=chair, conference=found, now=NOW)

    def test_nothing_changes_afterwards(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _ = net
        found = concluded(centre, one)
        secretary = actor_in(centre)
        for change in (
            lambda: write_conclusion(actor=secretary, conference=found, text="Thêm"),
            lambda: put(found, one),
            lambda: add(found, [one]),
            lambda: set_agenda(actor=secretary, conference=found, items=[], now=NOW),
            lambda: withdraw_task(actor=secretary, agreed_task=AgreedTask.objects.get()),
            lambda: close_conference(actor=secretary, conference=found, now=NOW),
        ):
            with pytest.raises(Conflict):
                change()

    def test_the_next_one_opens_with_what_became(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, _ = net
        last = concluded(centre, one)
        follow_conclusion(
            actor=actor_in(centre),
            conclusion=last.conclusions.get(),
            outcome=Outcome.DONE,
            note="Đã có hướng dẫn",
        )
        with pytest.raises(Invalid):
            follow_conclusion(
                actor=actor_in(centre), conclusion=last.conclusions.get(), outcome=Outcome.DONE, note=""
            )
        coming = planned(centre, starts_at=NOW + timedelta(days=180))
        found = before(coming)
        assert found is not None
        assert found.conference == last
        assert [(c.outcome, c.outcome_note) for c in found.conclusions] == [("done", "Đã có hướng dẫn")]
        assert [t.row.task.state for t in found.tasks if t.row.task] == ["planned"]
        assert before(last) is None


class TestWho:
    def test_readers(self, net: tuple[Unit, Unit, Unit]) -> None:
        centre, one, two = net
        found = planned(centre)
        add(found, [one])
        row = Conference.objects.get(pk=found.pk)
        for reader, sees in ((centre, True), (one, True), (two, False), (unit("Ngoài"), False)):
            assert conferences(actor_in(reader)).exists() == sees
            assert policies.see.may(actor_in(reader), row) == sees
        assert not conferences(Actor.public()).exists()
        with pytest.raises(NotFound):
            open_conference(actor=actor_in(two), conference=row, now=NOW)
        with pytest.raises(Forbidden):
            open_conference(actor=actor_in(one), conference=row, now=NOW)
        with pytest.raises(Forbidden):
            open_conference(actor=actor_in(centre, Post.TREASURER), conference=row, now=NOW)
        with pytest.raises(Forbidden):
            plan_conference(
                actor=actor_in(centre, Post.AUDITOR), unit=centre, title="x", kind=ConferenceKind.WEEKLY,
                form=ConferenceForm.HALL, starts_at=NOW, place="x", chair_post="x", now=NOW,
            )  # fmt: skip
