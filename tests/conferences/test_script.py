"""The script by which a conference is led: its steps, their words, who is called when."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.order_papers import ask_paper, order_papers
from giaoban.apps.conferences.domain.attendance import Attendance
from giaoban.apps.conferences.domain.plan import NewItem, NewSite
from giaoban.apps.conferences.domain.script import CALLED, Led, Point, ScriptWords, Speaker, kind_of, script
from giaoban.apps.conferences.domain.words import WordsError, words_from
from giaoban.apps.conferences.enums import (
    ConferenceForm,
    DelegateState,
    ItemKind,
    StepKind,
    TurnKind,
    TurnState,
)
from giaoban.apps.conferences.models import Conference, Delegate, Paper, Site, Turn
from giaoban.apps.conferences.queries.script import script_of, script_words
from giaoban.apps.org.models import Unit
from tests.conferences.test_conferences import NOW, planned, put
from tests.tasks.network import actor_in, network, unit

LED = Led("hội nghị", "ngày 06 tháng 7 năm 2021", "Hà Nội", "Ban", "Trưởng Ban", "", "", False, Attendance())


def floor(found: Conference, one: Unit, two: Unit) -> list[Paper]:
    """Two papers in the other order, a hand that waits and one that was taken back, three delegates."""
    secretary = actor_in(found.unit)
    papers = [
        ask_paper(actor=secretary, conference=found, unit=u, title=f"Việc {n}", minutes=n + 5, now=NOW)
        for n, u in enumerate((one, two), 1)
    ]
    order_papers(actor=secretary, conference=found, paper_ids=[papers[1].pk, papers[0].pk])
    put(found, one, "Rà soát mô hình")
    site = Site.objects.get(conference=found, unit=one)
    Turn.objects.create(
        conference=found,
        kind=TurnKind.HAND,
        site=site,
        who="điểm cầu Một",
        about="vốn",
        position=1,
        asked_at=NOW,
    )
    Turn.objects.create(
        conference=found, kind=TurnKind.HAND, site=Site.objects.get(conference=found, unit=two), who="điểm cầu Hai",
        position=2, asked_at=NOW, state=TurnState.WITHDRAWN,
    )  # fmt: skip
    Delegate.objects.create(conference=found, position=1, post="Phó Trưởng Ban", key="k")
    Delegate.objects.create(
        conference=found,
        position=2,
        post="Chủ tịch",
        state=DelegateState.REPLACED,
        replaced_by="Phó Chủ tịch",
        key="l",
    )
    Delegate.objects.create(conference=found, position=3, post="Vắng", state=DelegateState.EXCUSED, key="m")
    return papers


@pytest.mark.django_db
def test_steps_in_their_order_with_who_prepares() -> None:
    centre = unit("Trung ương")
    one, two = network(2, superior=centre)
    agenda = [
        NewItem("Khai mạc", ItemKind.OPENING, 10),
        NewItem("Báo cáo sơ kết", ItemKind.REPORT, 20, centre.pk),
        NewItem("Tham luận", ItemKind.DISCUSSION, 60),
        NewItem("Kết luận", ItemKind.CONCLUSION, 20),
    ]
    found = planned(centre, form=ConferenceForm.ONLINE, agenda=agenda)
    found.questions = "Vì sao chậm?\n\nLàm gì trước?"
    found.save()
    secretary = actor_in(centre)
    sites = [NewSite(u.name, u.pk, u.area_id, 30) for u in (one, two)]
    add_sites(actor=secretary, conference=found, sites=sites, now=NOW)
    papers = floor(found, one, two)
    Delegate.objects.create(conference=found, position=4, post="Bí thư", unit=one, key="n")
    steps = script_of(found)
    assert [s.kind for s in steps] == [
        StepKind.INTRODUCTION, StepKind.ATTENDANCE, StepKind.ITEM, StepKind.ITEM, StepKind.PAPER, StepKind.PAPER,
        StepKind.HAND, StepKind.DECISION, StepKind.ITEM, StepKind.CLOSING,
    ]  # fmt: skip
    first = "\n".join(steps[0].said)
    assert "Trưởng Ban Dân vận Trung ương" in first
    assert first.index("Phó Trưởng Ban") < first.index("Phó Chủ tịch (dự thay đồng chí Chủ tịch)")
    assert "Vắng" not in first
    assert f"Bí thư, {one.name}" in first
    introduced = [line for line in steps[0].said if line.startswith("- ")]
    assert [line[-1] for line in introduced] == [";", ";", "."]
    assert "……/2 điểm cầu" in steps[1].said[0]
    discussion = "\n".join(steps[3].said)
    assert "1. Vì sao chậm?\n2. Làm gì trước?" in discussion
    assert steps[4].paper_id == papers[1].pk
    assert steps[4].minutes == 7
    assert f"mời điểm cầu {two.name} trình bày tham luận “Việc 2” (trong 7 phút)" in steps[4].said[0]
    assert f"đề nghị điểm cầu {one.name} chuẩn bị" in steps[4].said[0]
    assert steps[4].next_who == f"điểm cầu {one.name}"
    assert steps[5].said[0] == f"Xin cảm ơn điểm cầu {two.name}."
    assert steps[6].said[1] == "Xin mời điểm cầu Một phát biểu về: vốn (trong 5 phút)."
    assert "1. Rà soát mô hình" in steps[7].said
    assert steps[8].who == found.chair_post


@pytest.mark.django_db
def test_what_the_secretary_wrote_takes_the_place_of_the_packs_words() -> None:
    centre = unit("Trung ương")
    found = planned(centre, agenda=[NewItem("Báo cáo", ItemKind.REPORT, 20)])
    found.items.update(script="Một câu riêng.\nHai.")
    step = next(s for s in script_of(found) if s.kind is StepKind.ITEM)
    assert step.said == ("Một câu riêng.", "Hai.")


@pytest.mark.django_db
def test_how_many_queries(django_assert_max_num_queries: pytest.FixtureRequest) -> None:
    centre = unit("Trung ương")
    found = planned(centre, form=ConferenceForm.ONLINE)
    units = network(8, superior=centre)
    secretary = actor_in(centre)
    add_sites(actor=secretary, conference=found, sites=[NewSite(u.name, u.pk) for u in units], now=NOW)
    for u in units:
        ask_paper(actor=secretary, conference=found, unit=u, title="Bài", now=NOW + timedelta(minutes=1))
    with django_assert_max_num_queries(13):  # type: ignore[operator]
        script_of(found)


def words() -> ScriptWords:
    return script_words()


@given(
    st.lists(st.sampled_from(list(ItemKind)), max_size=6),
    st.lists(st.tuples(st.booleans(), st.integers(0, 8)), max_size=6),
)
def test_everybody_is_called_once_whatever_the_agenda(
    kinds: list[ItemKind], asked: list[tuple[bool, int]]
) -> None:
    points = [Point(n, kind, f"Mục {n}", 5) for n, kind in enumerate(kinds, 1)]
    known = {p.pk for p in points}
    speakers = [
        Speaker(
            f"điểm cầu {n}",
            f"bài {n}",
            5,
            n if paper else None,
            None if paper else n,
            item if item in known else None,
        )
        for n, (paper, item) in enumerate(asked, 1)
    ]
    steps = script(replace(LED, points=points, speakers=speakers), words())
    said = [s for s in steps if s.kind in CALLED]
    assert sorted(s.who for s in said) == sorted(s.who for s in speakers)
    assert [s.item_id for s in steps if s.kind is StepKind.ITEM or s.kind is StepKind.INTRODUCTION].count(
        None
    ) <= 1
    assert {s.item_id for s in steps} >= known
    assert all(s.said for s in steps)
    assert steps[0].kind is StepKind.INTRODUCTION
    assert steps[-1].kind is StepKind.CLOSING


def test_a_paper_with_a_point_of_its_own_is_said_there_only() -> None:
    points = [
        Point(1, ItemKind.PAPER, "Tham luận A", 7, paper_id=9),
        Point(2, ItemKind.DISCUSSION, "Thảo luận"),
    ]
    speakers = [Speaker("điểm cầu A", "bài A", 7, 9), Speaker("điểm cầu B", "bài B", 7, 10)]
    steps = script(replace(LED, points=points, speakers=speakers), words())
    called = [(s.item_id, s.paper_id) for s in steps if s.kind is StepKind.PAPER]
    assert called == [(1, 9), (2, 10)]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Tuyên bố lý do, giới thiệu đại biểu", ItemKind.OPENING),
        ("Tham luận của các điểm cầu", ItemKind.PAPER),
        ("Thảo luận, góp ý vào dự thảo", ItemKind.DISCUSSION),
        ("Phát biểu chỉ đạo", ItemKind.ADDRESS),
        ("Kết luận, bế mạc", ItemKind.CONCLUSION),
        ("Nghỉ giải lao", ItemKind.PAUSE),
        ("Dự thảo sơ kết", ItemKind.REPORT),
    ],
)
def test_what_kind_a_line_of_the_agenda_is(title: str, kind: ItemKind) -> None:
    assert kind_of(title, words()) is kind


def test_words_of_the_pack_are_checked() -> None:
    data = asdict(words())
    assert words_from(ScriptWords, data) == words()
    with pytest.raises(WordsError, match="missing key 'closing'"):
        words_from(ScriptWords, {k: v for k, v in data.items() if k != "closing"})
    with pytest.raises(WordsError, match="unknown key 'x'"):
        words_from(ScriptWords, {**data, "x": ""})
    assert set(words().items) == set(ItemKind.values)
    assert set(words().forms) == set(ConferenceForm.values)
