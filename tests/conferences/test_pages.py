"""Pages of conferences: planning to confirming by forms, files of the notice, queries, who gets 404."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from giaoban.apps.accounts.enums import Post
from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.report_site import report_attendance
from giaoban.apps.conferences.actions.write_conclusion import follow_conclusion
from giaoban.apps.conferences.domain.plan import NewItem, NewSite
from giaoban.apps.conferences.enums import Outcome
from giaoban.apps.conferences.models import AgreedTask, Conference, Site, Stance
from giaoban.apps.org.models import Unit
from giaoban.apps.proposals.actions.raise_proposal import raise_proposal
from giaoban.apps.proposals.domain.raising import NewProposal
from giaoban.apps.tasks.models import Task
from giaoban.kit.access import Actor
from tests.conferences.people import signed_in
from tests.conferences.test_conferences import NOW, concluded, planned, put
from tests.seen_first import confirmed
from tests.tasks.network import actor_in, network, unit

MOST_QUERIES = 15


def at(found: Conference, name: str = "conference", *more: Any) -> str:
    return reverse(f"conferences:{name}", args=[found.pk, *more])


@pytest.fixture
def net(db: None) -> tuple[Unit, Unit, Unit]:
    centre = unit("Trung ương")
    return centre, *network(2, superior=centre)


def test_from_plan_to_tasks_by_forms(net: tuple[Unit, Unit, Unit]) -> None:
    centre, one, two = net
    secretary, chair = signed_in(centre, Post.CLERK), signed_in(centre, Post.LEADER)
    typed = {"title": "Hội nghị sơ kết", "kind": "half_year", "form": "online", "day": "06/07/2021", "hour": "8h30",
             "place": "Hà Nội", "chair_post": "Trưởng Ban", "after_the_fact": "on"}  # fmt: skip
    assert secretary.post(reverse("conferences:plan"), typed).status_code == 302
    found = Conference.objects.get()
    assert found.starts_at.isoformat() == "2021-07-06T01:30:00+00:00"
    lines = {"lines": "10 Khai mạc\n20 Báo cáo tóm tắt\n\nKết luận"}
    assert secretary.post(at(found, "agenda"), lines).status_code == 302
    assert list(found.items.values_list("minutes", "title")) == [
        (10, "Khai mạc"), (20, "Báo cáo tóm tắt"), (0, "Kết luận"),
    ]  # fmt: skip
    assert secretary.post(at(found, "agenda"), {"lines": "9999 Dài quá"}).status_code == 422
    sites = {"root": centre.code, "line": "vertical", "expected": "30"}
    shown_first = secretary.post(at(found, "add_sites"), sites)
    assert shown_first.status_code == 200
    assert one.name in shown_first.content.decode()
    assert not Site.objects.exists()
    assert confirmed(secretary, at(found, "add_sites"), sites).status_code == 302
    here = Site.objects.get(unit=one)
    officer = signed_in(one)
    counts = {"officers": "31", "others": "4"}
    assert officer.post(at(found, "site", here.pk), counts).status_code == 302
    assert officer.post(at(found, "site", here.pk), {"officers": "-3", "others": "x"}).status_code == 422
    assert officer.post(at(found, "line_test", here.pk), {"picture": "on", "sound": "on"}).status_code == 302
    assert signed_in(two).get(at(found, "site", here.pk)).status_code == 404
    asked = {"unit": one.pk, "title": "Kinh nghiệm", "minutes": "7"}
    assert secretary.post(at(found, "ask_paper"), asked).status_code == 302
    assert (
        officer.post(at(found, "paper", found.papers.get().pk), {"title": "Kinh nghiệm hay"}).status_code
        == 302
    )
    assert secretary.post(at(found, "open")).status_code == 302
    assert secretary.post(at(found, "conclusion"), {"text": "Tiếp tục đổi mới"}).status_code == 302
    task = {"title": "Rà soát", "lead": one.pk, "coordinating": [two.pk], "deadline": "31/12/2021"}
    assert secretary.post(at(found, "put_task"), task).status_code == 302
    assert secretary.post(at(found, "put_task"), {**task, "deadline": "01/01/2021"}).status_code == 422
    against = {"kind": "objection", "post": "Chủ tịch Hội", "text": "Thiếu người"}
    put_one = AgreedTask.objects.get()
    assert secretary.post(at(found, "stance", put_one.pk), against).status_code == 302
    assert chair.post(at(found, "confirm")).status_code == 422
    assert secretary.post(at(found, "settle", Stance.objects.get().pk)).status_code == 302
    assert secretary.post(at(found, "confirm")).status_code == 403
    assert chair.get(at(found, "confirm")).status_code == 200
    assert chair.post(at(found, "confirm")).status_code == 302
    assert Task.objects.get().lead == one
    page = officer.get(at(found)).content.decode()
    for shown in ("Tiếp tục đổi mới", "Rà soát", "Chủ tịch Hội", "Kinh nghiệm hay", "1/2"):
        assert shown in page


def test_queries(net: tuple[Unit, Unit, Unit], django_assert_max_num_queries: Any) -> None:
    centre, one, _two = net
    concluded(centre, one)
    items = [NewItem(f"Mục {n}", minutes=5, unit_id=one.pk) for n in range(12)]
    found = planned(centre, starts_at=NOW + timedelta(days=90), agenda=items)
    units = network(40, superior=centre)
    sites = [NewSite(u.name, u.pk, u.area_id, 30) for u in units]
    add_sites(actor=actor_in(centre), conference=found, sites=sites, now=NOW)
    for n in range(9):
        put(found, units[n], f"Việc {n}", coordinating_ids=(one.pk,))
    client = signed_in(centre, Post.LEADER)
    urls = [
        at(found, n)
        for n in (
            "conference",
            "sites",
            "map_dots",
            "agenda",
            "put_task",
            "ask_paper",
            "confirm",
            "proposals",
        )
    ]
    for url in (reverse("conferences:list"), at(found, "site", Site.objects.all()[0].pk), *urls):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(url).status_code == 200, url
    assert "Tiếp tục đổi mới" in client.get(at(found)).content.decode()


def test_only_a_conclusion_that_asks_or_was_followed_has_a_state(net: tuple[Unit, Unit, Unit]) -> None:
    """“The main shortcoming was …” is carried out by nobody."""
    centre, one, _two = net
    last = concluded(centre, one)
    said = last.conclusions.get()
    page = at(planned(centre, starts_at=NOW + timedelta(days=90)))

    def states() -> list[str | None]:
        return [outcome for _c, outcome in signed_in(centre, Post.LEADER).get(page).context["outcomes"]]

    assert states() == [None]
    AgreedTask.objects.update(conclusion=said)
    assert states() == ["open"]
    AgreedTask.objects.update(conclusion=None)
    follow_conclusion(actor=actor_in(centre), conclusion=said, outcome=Outcome.OPEN, note="Đang soạn")
    assert states() == ["open"]
    follow_conclusion(actor=actor_in(centre), conclusion=said, outcome=Outcome.DONE, note="Đã xong")
    assert states() == ["done"]


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_notice_as_a_file(net: tuple[Unit, Unit, Unit], kind: str) -> None:
    centre, one, _two = net
    found = concluded(centre, one)
    answer = signed_in(one).get(at(found, "notice", kind))
    assert answer.status_code == 200
    assert answer.content[:4] == {"docx": b"PK\x03\x04", "pdf": b"%PDF"}[kind]
    assert signed_in(one).get(at(found, "notice", "exe")).status_code == 404


@pytest.mark.parametrize("post", list(Post))
def test_an_outsider_meets_404(net: tuple[Unit, Unit, Unit], post: Post) -> None:
    centre, one, two = net
    found = concluded(centre, one)
    client = signed_in(two, post)
    task, end = AgreedTask.objects.get().pk, found.conclusions.get().pk
    urls = [at(found, n) for n in ("conference", "sites", "map_dots", "agenda", "add_sites", "ask_paper", "confirm",
                                   "conclusion", "put_task", "open", "close")]  # fmt: skip
    urls += [
        at(found, "notice", "pdf"),
        at(found, "stance", task),
        at(found, "withdraw", task),
        at(found, "follow", end),
    ]
    for url in urls:
        assert client.post(url, {"text": "x"}).status_code == 404, url


@pytest.mark.parametrize(("post", "runs"), [(p, p in ("officer", "leader", "clerk")) for p in Post])
def test_which_posts_run_it(net: tuple[Unit, Unit, Unit], post: Post, runs: bool) -> None:
    found = planned(net[0])
    client = signed_in(net[0], post)
    page = client.get(at(found)).content.decode()
    for name in ("agenda", "put_task", "conclusion", "ask_paper", "add_sites"):
        assert (client.get(at(found, name)).status_code == 200) == runs
    assert (at(found, "put_task") in page) == runs
    assert (client.get(at(found, "confirm")).status_code == 200) == (post == Post.LEADER)


def test_attendance_is_offered_until_the_conclusions_are_confirmed(net: tuple[Unit, Unit, Unit]) -> None:
    centre, one, _two = net
    found = planned(centre)
    add_sites(
        actor=actor_in(centre), conference=found, sites=[NewSite(one.name, one.pk, one.area_id, 30)], now=NOW
    )
    here, officer = Site.objects.get(), signed_in(one)
    assert 'name="officers"' in officer.get(at(found, "site", here.pk)).content.decode()
    assert at(found, "site", here.pk) in officer.get(at(found, "sites")).content.decode()
    report_attendance(actor=actor_in(one), site=here, officers=31, others=4, now=NOW)
    found.refresh_from_db()
    found.confirmed_at, found.state = NOW, "closed"
    found.opened_at = found.closed_at = NOW
    found.save()
    page = officer.get(at(found, "site", here.pk)).content.decode()
    assert 'name="officers"' not in page
    assert 'name="picture"' not in page
    assert "attendance is closed" in page
    assert ">31<" in page
    assert "Attendance is closed." in officer.get(at(found)).content.decode()
    assert at(found, "site", here.pk) not in officer.get(at(found, "sites")).content.decode()
    counts = {"officers": "32", "others": "4"}
    assert officer.post(at(found, "site", here.pk), counts).status_code == 409
    assert officer.post(at(found, "line_test", here.pk), {"picture": "on", "sound": "on"}).status_code == 409


def test_counts_are_grouped_alike(net: tuple[Unit, Unit, Unit]) -> None:
    centre, one, _two = net
    found = planned(centre)
    add_sites(
        actor=actor_in(centre),
        conference=found,
        sites=[NewSite(one.name, one.pk, one.area_id, 1920)],
        now=NOW,
    )
    report_attendance(actor=actor_in(one), site=Site.objects.get(), officers=1862, others=0, now=NOW)
    page = signed_in(centre).get(at(found)).content.decode()
    assert "1,862" in page
    assert "of 1,920 expected" in page
    assert "1920" not in page


def test_the_same_proposal_of_two_lines_is_listed_once(net: tuple[Unit, Unit, Unit]) -> None:
    centre, one, two = net
    for source, by in enumerate((one, two), 1):
        new = NewProposal(
            "proposal", by.pk, centre.pk, "", "Kinh phí cho cấp xã", "reporting.Report", source, "x", ""
        )
        first = raise_proposal(actor=Actor.system("test"), unit=by, proposal=new, now=NOW)
    found = planned(centre, starts_at=NOW + timedelta(days=1))
    browser, part = signed_in(centre), at(found, "proposals")
    assert f'hx-get="{part}"' in browser.get(at(found)).content.decode()
    assert "<html" not in browser.get(part, headers={"HX-Request": "true"}).content.decode()
    page = browser.get(part).content.decode()
    assert page.count("Kinh phí cho cấp xã") == 1
    assert "raised by 2 units" in page
    assert reverse("proposals:proposal", args=[first.pk]) in page


def test_the_console_runs_a_conference_by_forms(net: tuple[Unit, Unit, Unit]) -> None:
    centre, one, _two = net
    found = planned(centre, starts_at=timezone.now(), now=timezone.now() - timedelta(days=1))
    chair, other = signed_in(centre, Post.LEADER), signed_in(one)
    assert other.get(at(found, "console")).status_code == 404
    chair.post(at(found, "agenda"), {"lines": "10 Khai mạc\n20 Thảo luận"})
    assert chair.post(at(found, "open")).headers["Location"] == at(found, "console")
    item = found.items.get(position=2)
    assert chair.post(at(found, "begin_item", item.pk)).status_code == 302
    assert chair.post(at(found, "add_turn"), {"who": "", "minutes": "5"}).status_code == 422
    assert chair.post(at(found, "add_turn"), {"who": "Đại biểu <b>A</b>", "minutes": "5"}).status_code == 302
    turn = found.turns.get()
    assert chair.post(at(found, "give_floor", turn.pk)).status_code == 302
    page = chair.get(at(found, "console")).content.decode()
    assert "Đại biểu &lt;b&gt;A&lt;/b&gt;" in page
    assert "<b>A</b>" not in page
    assert chair.post(at(found, "end_turn", turn.pk)).status_code == 302
    asked = {"text": "Thông qua nghị quyết", "mode": "hands", "rule": ""}
    assert chair.post(at(found, "put_matter"), asked).status_code == 422
    assert chair.post(at(found, "put_matter"), {**asked, "mode": "consensus"}).status_code == 302
    assert chair.post(at(found, "close_matter", found.matters.get().pk)).status_code == 302
    assert (
        chair.post(at(found, "note_turn", turn.pk), {"note": "Nêu ba việc", "minutes": "5"}).status_code
        == 302
    )
    page = chair.get(at(found, "secretary")).content.decode()
    assert "Nêu ba việc" in page
    mine, theirs = {"note": "A", "seen": ""}, {"note": "B", "seen": ""}
    assert chair.post(at(found, "note_item", item.pk), mine).status_code == 302
    kept = chair.post(at(found, "note_item", item.pk), theirs)
    assert kept.status_code == 422
    assert "A\n\nB" in kept.content.decode()
