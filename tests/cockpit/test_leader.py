"""The leader's page: six blocks, honest about what has no source yet, within sixteen queries."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from giaoban.apps.accounts.enums import Post
from giaoban.apps.cockpit.queries import leading
from giaoban.apps.cockpit.queries.leading import leader_page, plan_lines
from giaoban.apps.indicators.models import YearPlan
from giaoban.apps.reporting.actions.pass_inside import put_to_leader
from giaoban.apps.reporting.models import Expectation
from giaoban.apps.reporting.queries import progress
from giaoban.apps.tasks.models import Ask
from tests.network import build_network
from tests.reporting.conftest import NOW, Round, open_month

from .test_home import ask


@pytest.fixture
def month(db: None, settings: object, tmp_path: Path) -> Round:
    settings.FILES_DIR = tmp_path  # type: ignore[attr-defined]
    network = build_network()
    return Round(network, open_month(network))


def plan(month: Round, unit: str, *values: int | None) -> None:
    version = month.collection.form_version
    YearPlan.objects.create(
        cell_set=version.cell_set, year=2021, unit=month.net.units[unit],
        values=[None if v is None else Decimal(v) for v in values],
    )  # fmt: skip


def test_it_names_who_has_not_reported_and_gives_the_words(month: Round) -> None:
    month.all_the_way("front-d1")
    actor = month.net.actor("front-p1", Post.LEADER)
    found = leader_page(actor, {month.net.units["front-p1"].pk}, NOW + timedelta(days=5))
    (late,) = found.unreported
    direct, whole = late.direct, late.progress
    assert (direct.expected, direct.handed_in) == (2, 1)
    assert (whole.expected, whole.handed_in) == (6, 1)
    assert late.missing[0].unit.code == "front-d2"  # the highest first
    assert len(late.missing) == 5
    assert late.overdue


def test_an_older_collection_does_not_hide_behind_the_newest(month: Round) -> None:
    """Late units of February are still named when March has been opened; the plan is that of the form that has one."""
    plan(month, "front-p1", 24, 1, 1, 1, 1)
    month.all_the_way("front-d1")
    open_month(month.net, "2021-M03")
    found = leader_page(
        month.net.actor("front-p1", Post.LEADER), {month.net.units["front-p1"].pk}, NOW + timedelta(days=5)
    )
    assert {late.collection.period.code for late in found.unreported} == {"2021-M02", "2021-M03"}
    assert found.planned > 0


def test_a_late_task_is_named_once(month: Round) -> None:
    ask(month.net, "front-p1", NOW - timedelta(days=1), 1, "task")
    ask(month.net, "front-p1", NOW - timedelta(days=1), 2, "instruct")
    found = leader_page(
        month.net.actor("front-p1", Post.LEADER), {month.net.units["front-p1"].pk}, timezone.now()
    )
    assert [row.kind for row in found.overdue_asks] == ["instruct", "report"]


def test_what_waits_for_the_leaders_own_hand_stands_first(client: Client, month: Round) -> None:
    now = timezone.now()
    for number in range(8):
        ask(month.net, "front-p1", now + timedelta(days=9 - number), number, "instruct", post=Post.LEADER)
    ask(month.net, "front-p1", now - timedelta(days=1), 50, "outgoing_document", post=Post.LEADER)
    ask(month.net, "front-p1", now - timedelta(days=1), 51, "acknowledge")
    ask(month.net, "front-p1", None, 52, "agree_report", post=Post.LEADER)
    client.force_login(month.net.user("front-p1", Post.LEADER))
    answer = client.get("/lanh-dao/")
    page, text = answer.context["page"], answer.content.decode()
    assert [row.title for row in page.for_leader[:2]] == ["outgoing_document 50", "instruct 7"]
    assert len(page.for_leader) == leading.SHOWN + 1
    assert [row.kind for row in page.overdue_asks] == ["report", "acknowledge"]
    assert "instruct 3" in text
    assert "instruct 2" not in text  # the seventh
    assert "and more" in text
    assert text.index("outgoing_document 50") < text.index("Overdue</span>") < text.index("instruct 7")


def test_a_report_put_to_the_leader_waits_for_the_leader(client: Client, month: Round) -> None:
    month.fill("front-p1")
    put_to_leader(actor=month.net.actor("front-p1"), report=month.report("front-p1"), now=NOW)
    client.force_login(month.net.user("front-p1", Post.LEADER))
    answer = client.get("/lanh-dao/")
    (row,) = answer.context["page"].for_leader
    assert (row.kind, row.subject_id) == ("report", month.report("front-p1").pk)
    assert "Put to the leader" in answer.content.decode()


def test_the_chase_text_is_ready_to_be_pasted(client: Client, month: Round) -> None:
    client.force_login(month.net.user("front-p1", Post.LEADER))
    ((_late, text),) = client.get("/lanh-dao/").context["chased"]
    assert "1. Mặt trận Huyện Ấm\n2. Mặt trận Huyện Ẩn" in text
    assert "18/02/2021" in text
    assert f"/bao-cao/dot/{month.collection.pk}/" in text


def test_a_long_list_is_cut_but_counted_whole(
    client: Client, month: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "CHASED", 2)
    client.force_login(month.net.user("front-p1", Post.LEADER))
    ((late, text),) = client.get("/lanh-dao/").context["chased"]
    assert late.progress.missing == 6
    assert "6 units have not handed in" in text
    assert "2. Mặt trận Huyện Ẩn\nand 4 other units\n" in text


def test_the_reminder_names_thirty_of_eight_hundred(month: Round) -> None:
    class Late:
        unit = month.net.units["front-d1"]

    words = "%(title)s %(deadline)s %(count)s\n%(units)s\n%(link)s"
    text = progress.chase_text([Late] * 200, month.collection, "17:00", "x", words, count=801)
    assert text.count("Mặt trận") == 30
    assert "\nand 771 other units\nx" in text


def test_those_directly_below_are_named_before_higher_ones_further_away(month: Round) -> None:
    rows = Expectation.objects.filter(collection=month.collection)
    own = month.net.units["front-p1"].pk
    rows.filter(unit=month.net.units["front-c1"]).update(receiver_id=own)
    found = leader_page(month.net.actor("front-p1", Post.LEADER), {own}, NOW)
    (late,) = found.unreported
    assert {row.unit.code for row in late.missing[:3]} == {"front-d1", "front-d2", "front-c1"}


def test_many_reports_to_receive_lead_to_their_inbox(client: Client, month: Round) -> None:
    report = month.report("front-p1").pk
    for number in range(8):
        row = ask(month.net, "front-tw", None, number, "receive_report")
        Ask.objects.filter(pk=row.pk).update(subject_id=report + number)
    client.force_login(month.net.user("front-tw"))
    assert f'href="/bao-cao/dot/{month.collection.pk}/tiep-nhan/"' in client.get("/").content.decode()


def test_per_cent_of_the_plan_since_january(month: Round) -> None:
    plan(month, "front-d1", 24, None, 1, 100, 0)
    month.all_the_way("front-d1", households_helped="12", people_meetings="4", opinions_received="20")
    lines = plan_lines(month.collection, {month.net.units["front-d1"].pk})
    assert [(line.cell.code, line.percent) for line in lines] == [
        ("people_meetings", Decimal(400)), ("households_helped", Decimal(50)), ("opinions_received", Decimal(20)),
    ]  # fmt: skip


def test_without_its_own_plan_a_unit_adds_up_those_below(month: Round) -> None:
    plan(month, "front-d1", 30, None, None, None, None)
    plan(month, "front-d2", 10, None, None, None, None)
    month.all_the_way("front-d1", households_helped="12")
    (line,) = plan_lines(month.collection, {month.net.units["front-p1"].pk})
    assert (line.plan, line.percent) == (Decimal(40), Decimal(30))
    assert plan_lines(month.collection, {month.net.units["front-p2"].pk}) == []


def test_six_blocks_in_sixteen_queries(
    client: Client, month: Round, django_assert_max_num_queries: object
) -> None:
    plan(month, "front-p1", 24, 1, 1, 1, 1)
    month.all_the_way("front-d1")
    for number in range(3):
        ask(month.net, "front-p1", timezone.now() - timedelta(days=1), number, title=f"<i>late</i> {number}")
        ask(
            month.net,
            "front-p1",
            timezone.now() + timedelta(days=2),
            number + 10,
            "instruct",
            post=Post.LEADER,
        )
    client.force_login(month.net.user("front-p1", Post.LEADER))
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        answer = client.get("/lanh-dao/")
    text = answer.content.decode()
    assert text.count('<section class="gb-card"') == 6
    assert "<i>late" not in text


def test_a_unit_without_anybody_below(client: Client, month: Round) -> None:
    client.force_login(month.net.user("front-c1", Post.LEADER))
    answer = client.get("/lanh-dao/")
    assert answer.status_code == 200
    assert answer.context["page"].unreported == ()


@pytest.mark.usefixtures("db")
def test_before_anything_was_asked(client: Client) -> None:
    client.force_login(build_network().user("front-p1", Post.LEADER))
    answer = client.get("/lanh-dao/")
    assert answer.status_code == 200
    assert answer.context["chased"] == []


def test_it_is_for_leaders_and_officers(client: Client, month: Round) -> None:
    client.force_login(month.net.user("front-p1", Post.CLERK))
    assert client.get("/lanh-dao/").status_code == 403
    client.force_login(month.net.user("front-p1", Post.OFFICER))
    assert client.get("/lanh-dao/").status_code == 200
