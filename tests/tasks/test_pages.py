"""Pages of tasks: what they show, how many queries, who gets 404."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.actions.carry_out_task import accept_task, claim_task
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.actions.open_programme import open_programme
from giaoban.apps.tasks.domain.giving import NewTask
from giaoban.apps.tasks.models import Ask, Programme, Task
from tests.conferences.people import signed_in
from tests.tasks.network import actor_in, network, unit

MOST_QUERIES = 15


@pytest.fixture
def pair(db: None) -> tuple[Unit, Unit]:
    centre = unit("Trung ương")
    return centre, unit("Lâm Đồng", superior=centre)


def given(giver: Unit, lead: Unit, title: str = "Rà soát mô hình", **more: Any) -> Task:
    task = NewTask(
        title, lead.pk, giver.pk, timezone.localdate() + timedelta(days=9), "Nhân rộng", "Số mô hình", **more
    )
    return give_task(actor=actor_in(giver), unit=giver, task=task, now=timezone.now())


def test_list_filters_and_searches(pair: tuple[Unit, Unit], django_assert_max_num_queries: Any) -> None:
    centre, province = pair
    for n in range(30):
        given(centre, province, f"Việc số {n}", is_key=n == 3)
    late = given(centre, province, "Giám sát Đà Lạt")
    Task.objects.filter(pk=late.pk).update(deadline=timezone.localdate() - timedelta(days=1))
    client = signed_in(province)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(reverse("tasks:list"))
    assert page.status_code == 200
    assert "Việc số 3" in page.content.decode()
    for query, count in (
        ("q=da+lat", 1),
        ("late=on", 1),
        ("key=on", 1),
        ("mine=on&rows=100", 31),
        ("q=khong+co", 0),
    ):
        found = client.get(reverse("tasks:list") + "?" + query).context["table"]
        assert found.paginator.count == count, query
    empty = signed_in(unit("Khác")).get(reverse("tasks:list"))
    assert empty.context["table"].paginator.count == 0


def test_each_tile_leads_to_what_it_counts(pair: tuple[Unit, Unit]) -> None:
    centre, province = pair
    day = timezone.localdate()
    tasks = [given(centre, province, f"Việc số {n}") for n in range(5)] + [
        given(province, province, "Tự giao")
    ]
    for task in (tasks[3], tasks[4], tasks[5]):
        accept_task(actor=actor_in(province), task=task, now=timezone.now())
        claim_task(actor=actor_in(province), task=task, result="Xong", now=timezone.now())
    Task.objects.filter(pk=tasks[0].pk).update(deadline=day - timedelta(days=1))
    Task.objects.filter(pk=tasks[1].pk).update(wish="drop", wished_on=day)
    for unit_, counts in ((province, [3, 1, 1, 1]), (centre, [0, 0, 0, 2])):
        client = signed_in(unit_)
        tiles = client.get(reverse("tasks:list")).context["tiles"]
        assert [tile.value for tile in tiles] == counts
        assert [client.get(tile.url).context["table"].paginator.count for tile in tiles] == counts
    asked = Ask.objects.filter(subject_id__in=[t.pk for t in tasks], kind="confirm_task")
    assert set(asked.values_list("unit", "post")) == {(centre.pk, ""), (province.pk, "leader")}


def test_chasing_is_noted(pair: tuple[Unit, Unit]) -> None:
    centre, province = pair
    task = given(centre, province)
    giver, to = signed_in(centre), reverse("tasks:step", args=[task.pk, "chased"])
    assert giver.post(to).status_code == 409
    Task.objects.filter(pk=task.pk).update(deadline=timezone.localdate() - timedelta(days=1))
    page = giver.get(reverse("tasks:task", args=[task.pk])).content.decode()
    assert to in page
    assert "Rà soát mô hình” was due on" in page
    assert giver.post(to).status_code == 302
    assert signed_in(province).post(to).status_code == 403
    assert task.steps.filter(step="chased", unit=centre).count() == 1
    seen = signed_in(province).get(reverse("tasks:task", args=[task.pk])).content.decode()
    assert "Chased" in seen
    assert "was due on" not in seen


def test_page_shows_six_questions_and_steps(
    pair: tuple[Unit, Unit], django_assert_max_num_queries: Any
) -> None:
    centre, province = pair
    task = given(centre, province, coordinating_ids=tuple(u.pk for u in network(2)))
    part = given(province, province, "Phần việc", parent_id=task.pk)
    client = signed_in(province)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(reverse("tasks:task", args=[task.pk])).content.decode()
    for shown in ("Nhân rộng", "Ủy ban Lâm Đồng", "Số mô hình", "Phần việc"):
        assert shown in page
    assert reverse("tasks:step", args=[task.pk, "accepted"]) in page
    assert reverse("tasks:step", args=[task.pk, "confirmed"]) not in page
    assert reverse("tasks:task", args=[part.pk]) in page


def test_steps_by_forms(pair: tuple[Unit, Unit]) -> None:
    centre, province = pair
    task = given(centre, province)
    lead, giver = signed_in(province), signed_in(centre)
    at = lambda step: reverse("tasks:step", args=[task.pk, step])  # noqa: E731
    assert lead.post(at("accepted")).status_code == 302
    assert lead.get(at("claimed")).status_code == 200
    refused = lead.post(at("claimed"), {"words": " "})
    assert refused.status_code == 422
    assert lead.post(at("claimed"), {"words": "12 mô hình"}).status_code == 302
    assert lead.post(at("confirmed")).status_code == 403
    assert giver.post(at("sent_back"), {"words": "Thiếu danh sách"}).status_code == 302
    assert lead.post(at("claimed"), {"words": "12 mô hình"}).status_code == 302
    assert giver.post(at("confirmed")).status_code == 302
    assert giver.post(at("confirmed")).status_code == 409
    assert Task.objects.get().state == "confirmed"
    assert lead.get(at("exploded")).status_code == 404
    history = giver.get(reverse("tasks:task", args=[task.pk])).content.decode()
    assert "Thiếu danh sách" in history


def test_a_finished_task_offers_no_step_that_is_refused(pair: tuple[Unit, Unit]) -> None:
    centre, province = pair
    task = given(centre, province, checklist=("Một", "Hai"))
    lead, giver = signed_in(province), signed_in(centre)
    at = lambda step: reverse("tasks:step", args=[task.pk, step])  # noqa: E731
    tick, page = reverse("tasks:tick_item", args=[task.pk, 0]), reverse("tasks:task", args=[task.pk])
    assert tick in lead.get(page).content.decode()
    days = {"rests_until": "01/01/2099", "deadline": "02/01/2099", "words": "Dịch"}
    assert giver.post(at("postponed"), days).status_code == 302
    assert tick not in lead.get(page).content.decode(), "put off: its items are not ticked"
    assert lead.post(at("begun")).status_code == 302
    assert lead.post(at("claimed"), {"words": "12 mô hình"}).status_code == 302
    assert giver.post(at("confirmed")).status_code == 302
    for client, steps in (
        (lead, ("claimed", "asked")),
        (giver, ("extended", "postponed", "dropped", "sent_back")),
    ):
        shown = client.get(page).content.decode()
        for step in steps:
            assert at(step) not in shown
            answer = client.get(at(step), follow=True)
            assert answer.redirect_chain == [(page, 302)]
            assert "nothing for you to do in that step" in answer.content.decode()
    assert lead.get(reverse("tasks:add_evidence", args=[task.pk])).status_code == 302


def test_a_deadline_in_the_past_is_said_when_one_looks(pair: tuple[Unit, Unit]) -> None:
    centre, province = pair
    typed = {"title": "Việc", "deadline": "01/01/2021"}
    looked = signed_in(centre).post(reverse("tasks:give"), {**typed, "lead": province.pk, "look": "1"})
    many = signed_in(centre).post(reverse("tasks:give_many"), typed)
    for answer in (looked, many):
        assert answer.status_code == 422
        assert "deadline" in answer.context["form"].errors
        assert "adds" not in answer.context
    assert not Task.objects.exists()


def test_giving_and_programmes(pair: tuple[Unit, Unit], django_assert_max_num_queries: Any) -> None:
    centre, province = pair
    client = signed_in(centre)
    made = client.post(reverse("tasks:new_programme"), {"title": "Chương trình 2021", "year": "2021"})
    programme = Programme.objects.get()
    assert made.url == reverse("tasks:programme", args=[programme.pk])
    form = {"title": "Việc mới", "lead": province.pk, "deadline": "01/01/2099", "programme": programme.pk}
    assert client.post(reverse("tasks:give"), form).status_code == 302
    assert Task.objects.get().programme == programme
    again = client.post(reverse("tasks:give"), form, follow=True)
    assert "given already" in again.content.decode()
    assert Task.objects.count() == 1
    assert client.post(reverse("tasks:give"), {**form, "deadline": "31/02/2099"}).status_code == 422
    assert client.post(reverse("tasks:give"), {**form, "lead": unit("Khác").pk}).status_code == 422
    for name, args in (("programmes", []), ("programme", [programme.pk]), ("give", [])):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(reverse(f"tasks:{name}", args=args)).status_code == 200


@pytest.mark.parametrize("post", list(Post))
def test_an_outsider_meets_404(pair: tuple[Unit, Unit], post: Post) -> None:
    centre, province = pair
    programme = open_programme(
        actor=actor_in(centre), unit=centre, title="Chương trình", year=2021, now=timezone.now(),
        tasks=[NewTask("Việc", province.pk, centre.pk, timezone.localdate())],
    )  # fmt: skip
    task = programme.tasks.get()
    client = signed_in(unit("Ngoài"), post)
    for url in (
        reverse("tasks:task", args=[task.pk]),
        reverse("tasks:step", args=[task.pk, "accepted"]),
        reverse("tasks:programme", args=[programme.pk]),
    ):
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404


@pytest.mark.django_db
def test_signing_in_is_asked(client: Any) -> None:
    for name in ("tasks:list", "tasks:give", "proposals:list", "conferences:list"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302
        assert reverse("account_login") in answer.url
