"""Tasks given to many: nobody missed, nobody twice; how far they are, by branch and organisation."""

from __future__ import annotations

import io
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse
from django.utils.translation import override

from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.domain.addressing import Addressing
from giaoban.apps.indicators.models import Indicator
from giaoban.apps.indicators.queries import figures_of, reached, reported_against
from giaoban.apps.org.models import Unit
from giaoban.apps.org.queries.areas import places_of
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.actions.open_programme import open_programme
from giaoban.apps.tasks.actions.order_tasks import ORIGIN, fan_out_order, leads_of, order_tasks
from giaoban.apps.tasks.actions.tick_item import tick_item
from giaoban.apps.tasks.domain.giving import NewOrder, NewTask
from giaoban.apps.tasks.domain.progress import Progress, leaf_progress
from giaoban.apps.tasks.enums import ENDED, TaskState
from giaoban.apps.tasks.models import Ask, Task, TaskOrder
from giaoban.apps.tasks.queries import order_card, programme_card, programmes
from giaoban.apps.tasks.queries.orders import far
from giaoban.kit.errors import Forbidden, Invalid, NotFound
from tests.conferences.people import signed_in
from tests.network import SmallNetwork, build_network
from tests.reporting.conftest import Round, open_month
from tests.seen_first import NOTICE, confirmed, seen

NOW = datetime(2021, 7, 6, 8, tzinfo=UTC)
TODAY = date(2021, 7, 6)
DUE = TODAY + timedelta(days=10)
EVERYBODY = Addressing(levels=(0, 1, 2, 3, 4))


@pytest.fixture
def net(db: None) -> SmallNetwork:
    return build_network()


def ordered(net: SmallNetwork, by: str = "front-tw", to: Addressing = EVERYBODY, **more: object) -> TaskOrder:
    order = NewOrder("Rà soát hộ nghèo", DUE, to, measure="Số hộ", **more)  # type: ignore[arg-type]
    return order_tasks(actor=net.actor(by), unit=net.units[by], order=order, now=NOW)


class TestGiving:
    def test_each_unit_below_once_with_its_ask(self, net: SmallNetwork) -> None:
        order = ordered(net)
        codes = sorted(Task.objects.filter(origin_id=order.pk).values_list("lead__code", flat=True))
        below = sorted(code for code in net.units if code.startswith("front-") and code != "front-tw")
        assert [c for c in codes if c.startswith("front-")] == below
        assert len(codes) == len(set(codes)) == order.given
        asks = Ask.objects.filter(kind="task", state="open")
        assert sorted(asks.values_list("unit__code", flat=True)) == codes
        assert {a.url for a in asks} == {reverse("tasks:task", args=[a.subject_id]) for a in asks}
        assert {a.due for a in asks} == {datetime(2021, 7, 16, 16, 59, tzinfo=UTC)}

    def test_a_second_time_gives_nobody_another(self, net: SmallNetwork) -> None:
        order = ordered(net)
        leads = leads_of(net.units["front-tw"], EVERYBODY, TODAY)
        assert fan_out_order(order=order, leads=leads, now=NOW) == 0
        assert Task.objects.filter(origin_type=ORIGIN, origin_id=order.pk).count() == order.given

    def test_leads_said_twice_get_one(self, net: SmallNetwork) -> None:
        """Whatever list of ids comes in: each unit of it once."""
        dice, units = random.Random(3), list(net.units.values())
        for n in range(6):
            listed = [dice.choice(units).pk for _pick in range(dice.randint(1, 30))]
            order = TaskOrder.objects.create(
                unit=net.units["front-tw"], title=f"Việc {n}", deadline=DUE, created_at=NOW
            )
            statement = "SELECT unnest(%s::bigint[])", [listed]
            given = fan_out_order(order=order, leads=statement, now=NOW)
            leads = Task.objects.filter(origin_type=ORIGIN, origin_id=order.pk).values_list(
                "lead_id", flat=True
            )
            assert sorted(leads) == sorted(set(listed))
            assert given == len(set(listed))

    def test_readers_are_those_above_the_lead(self, net: SmallNetwork) -> None:
        ordered(net, "front-p1", Addressing(by_hand=("front-c1",)))
        task = Task.objects.get()
        codes = {code for code, u in net.units.items() if u.pk in task.seen_by}
        assert {"front-c1", "front-d1", "front-p1", "front-tw"} <= codes
        assert "front-p2" not in codes

    def test_refusals(self, net: SmallNetwork) -> None:
        with pytest.raises(Invalid, match="Nobody"):
            ordered(net, "front-c1", Addressing(levels=(1,)))
        with pytest.raises(Invalid, match="no unit"):
            ordered(net, to=Addressing(by_hand=("không có",)))
        with pytest.raises(Forbidden):
            order_tasks(
                actor=net.actor("front-tw", Post.CLERK), unit=net.units["front-tw"], now=NOW,
                order=NewOrder("Việc", DUE, EVERYBODY),
            )  # fmt: skip
        assert not Task.objects.exists()
        assert not TaskOrder.objects.exists()


class TestProgress:
    def test_branches_and_organisations_add_up_to_the_whole(self, net: SmallNetwork) -> None:
        order, dice = ordered(net), random.Random(11)
        rows = list(Task.objects.filter(origin_id=order.pk))
        for task in rows:
            task.state = dice.choice([s for s in TaskState if s != TaskState.POSTPONED])
            task.result, task.ended_at = "x", NOW if task.state in ENDED else None
            task.deadline = TODAY + timedelta(days=dice.randint(-3, 3))
            task.save()
        whole = sum((leaf_progress(t.state, t.deadline, TODAY) for t in rows), Progress())
        for look in (order_card(net.actor("front-tw"), order.pk, TODAY),):
            assert look.whole == whole
            assert sum((b.progress for b in look.organisations), Progress()) == whole
            names = {b.of.code for b in look.branches}
            assert names <= set(net.units)
        below = order_card(net.actor("front-tw"), order.pk, TODAY, under="front-p1")
        mine = [
            t for t in rows if t.lead.code in ("front-p1", "front-d1", "front-d2") or "front-c" in t.lead.code
        ]
        expected = sum((leaf_progress(t.state, t.deadline, TODAY) for t in mine), Progress())
        assert below.whole == expected
        assert {b.of.code for b in below.branches} <= {"front-p1", "front-d1", "front-d2"}

    def test_a_stranger_meets_nothing(self, net: SmallNetwork) -> None:
        order = ordered(net)
        for code in ("front-p1", "front-p2"):
            with pytest.raises(NotFound):
                order_card(net.actor(code), order.pk, TODAY)
        with pytest.raises(NotFound):
            order_card(net.actor("front-tw"), order.pk, TODAY, under="nowhere")

    def test_one_statement_whatever_the_number(
        self, net: SmallNetwork, django_assert_num_queries: object
    ) -> None:
        order = ordered(net)
        with django_assert_num_queries(3):  # type: ignore[operator]
            far([order.pk], net.units["front-tw"], net.units["front-tw"], TODAY)


def test_a_programme_counts_what_was_given_to_many(
    net: SmallNetwork, django_assert_max_num_queries: Any
) -> None:
    own = net.units["front-tw"]
    programme = open_programme(
        actor=net.actor("front-tw"), unit=own, title="Chương trình", year=2021, now=NOW
    )
    order = ordered(net, programme_id=programme.pk)
    one = NewTask("Việc riêng", own.pk, own.pk, DUE, programme_id=programme.pk)
    give_task(actor=net.actor("front-tw"), unit=own, task=one, now=NOW)
    actor = net.actor("front-tw")
    with django_assert_max_num_queries(5):
        card = programme_card(actor, programme.pk, TODAY)
    assert [task.title for task in card.tasks] == ["Việc riêng"]
    assert [(row.pk, far.total) for row, far in card.orders] == [(order.pk, order.given)]
    listed = programmes(net.actor("front-tw"), TODAY).get()
    assert card.whole.total == listed.total == order.given + 1  # type: ignore[attr-defined]
    part = Task.objects.get(lead=net.units["front-c1"])
    page = signed_in(net.units["front-c1"]).get(reverse("tasks:task", args=[part.pk])).content.decode()
    assert "Chương trình" in page
    assert reverse("tasks:programme", args=[programme.pk]) not in page


def test_the_reported_figure_says_how_far(db: None) -> None:
    """For many units at once as for each alone; `reached` counts again what each figure says."""
    network = build_network()
    month = Round(network, open_month(network))
    for code in ("front-c1", "front-c2", "front-c3"):
        month.fill(code)
        month.hand_in(code)
        month.receive(code)
    until, net = date(2021, 12, 31), month.net
    ids = [u.pk for u in net.units.values()]
    seen = 0
    for indicator in Indicator.objects.all():
        found = figures_of(indicator, ids, until)
        for target in (Decimal(1), Decimal(5), Decimal(1000)):
            alone = {u.pk: reported_against(indicator, u, target, until) for u in net.units.values()}
            each = {pk: one for pk, one in alone.items() if one is not None}
            assert {pk: (p.pk, v) for pk, (p, v) in found.items()} == {
                pk: (one.period.pk, one.value) for pk, one in each.items()
            }
            assert reached(indicator, ids, target, until) == (
                sum(one.value >= target for one in each.values()), len(each),
            )  # fmt: skip
        seen += len(found)
    assert seen > 3


def test_by_forms(net: SmallNetwork) -> None:
    client = signed_in(net.units["front-p1"])
    url = reverse("tasks:give_many")
    assert client.get(url).status_code == 200
    typed = {"title": "Rà soát hộ nghèo", "deadline": "01/01/2099", "levels": ["3"]}
    look = client.post(url, typed)
    assert look.status_code == 200
    assert look.context["adds"].units == 4
    assert not Task.objects.exists()
    wrong = client.post(url, {**typed, "units": "Không có", "confirm": "1"})
    assert wrong.status_code == 422
    assert "units" in wrong.context["form"].errors
    others = client.post(url, {**typed, "units": "front-c1\nfront-p2\nfront-p1"})
    assert (others.status_code, Task.objects.exists()) == (422, False)
    for code in ("front-p2", "front-p1"):
        assert net.units[code].name in others.content.decode(), "nobody is left out without a word"
    half = client.post(url, {**typed, "target": "5", "confirm": "1"})
    assert "indicator" in half.context["form"].errors
    with override("en"):
        mark = seen(client, url, typed)
        changes: list[dict[str, Any]] = [{"levels": ["2"]}, {"levels": []}, {"previewed": ""}]
        for other in changes:  # not what was seen: shown again
            changed = client.post(url, {**mark, **other})
            assert changed.status_code == 200
            assert NOTICE in changed.content.decode()
            assert not Task.objects.exists()
    given = confirmed(client, url, typed)
    assert given.status_code == 302
    page = client.get(given.headers["Location"]).content.decode()
    assert "Rà soát hộ nghèo" in page
    assert "?duoi=front-d1" in page
    assert "Rà soát hộ nghèo" in client.get(reverse("tasks:orders")).content.decode()


def test_those_meant_are_named_before_it_is_given(net: SmallNetwork) -> None:
    client, url = signed_in(net.units["front-tw"]), reverse("tasks:give_many")
    typed = {"title": "Rà soát", "deadline": "01/01/2099", "levels": ["3"], "organisations": ["MTTQ"]}
    look = client.post(url, typed)
    page, said = look.content.decode(), {u.name for u in look.context["meant"]}
    communes = Unit.objects.filter(level=3, organisation__code="MTTQ")
    assert said == set(communes.values_list("name", flat=True))
    assert net.areas["d1"].name in page
    assert net.areas["p1"].name in page
    book = client.post(url, {**typed, "list": "1"})
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    cells = {str(row[0]) for row in sheet.iter_rows(values_only=True) if row[0]}
    assert said <= cells
    assert not Task.objects.exists()


def test_of_many_the_first_are_named_and_the_rest_counted(net: SmallNetwork, monkeypatch: Any) -> None:
    monkeypatch.setattr("giaoban.apps.tasks.web.views.orders._FIRST", 2)
    client, url = signed_in(net.units["front-tw"]), reverse("tasks:give_many")
    look = client.post(url, {"title": "Rà soát", "deadline": "01/01/2099"})
    count = look.context["adds"].units
    assert len(look.context["meant"]) == 2
    assert len(look.context["more"]) == count - 2 == look.context["unnamed"]
    assert f"and {count - 2} more" in look.content.decode()


def test_of_several_with_one_name_each_says_where_it_lies(net: SmallNetwork) -> None:
    for code in ("front-c1", "front-c3"):
        net.units[code].rename("Mặt trận xã Tân Lập", "Tân Lập")
        net.units[code].save()
    client, url = signed_in(net.units["front-tw"]), reverse("tasks:give_many")
    typed = {"title": "Rà soát", "deadline": "01/01/2099", "units": "Tân Lập"}
    page = client.post(url, typed).content.decode()
    for code in ("front-c1", "front-c3"):
        place = places_of([net.units[code].area_id], TODAY)[net.units[code].area_id]
        assert place.count(",") == 1, "its district and its province"
        assert f"Mặt trận xã Tân Lập, {place} ({code})" in page
    assert client.post(url, {**typed, "units": "FRONT-C1"}).status_code == 200


def test_a_second_press_of_what_was_prepared_gives_nothing_more(net: SmallNetwork) -> None:
    client, url = signed_in(net.units["front-p1"]), reverse("tasks:give_many")

    def prepared() -> dict[str, Any]:
        key = client.get(url).context["form"]["key"].value()
        typed = {"title": "Rà soát hộ nghèo", "deadline": "01/01/2099", "levels": ["3"], "key": key}
        return seen(client, url, typed)

    first = prepared()
    given = client.post(url, first).headers["Location"]
    for _again in range(2):
        again = client.post(url, first, follow=True)
        assert again.redirect_chain[-1][0] == given
        assert "given already" in again.content.decode()
    assert client.post(url, seen(client, url, {k: first[k] for k in first if k != "confirm"})).url == given
    assert (TaskOrder.objects.count(), Task.objects.count()) == (1, TaskOrder.objects.get().given)
    assert client.post(url, {**first, "title": "Rà soát hộ cận nghèo"}).url != given
    assert client.post(url, prepared()).headers["Location"] != given, "meant anew, it is given anew"
    assert TaskOrder.objects.count() == 3


@pytest.mark.concurrency
def test_two_presses_at_once_give_one_order(fresh_db: Any) -> None:
    net = build_network()
    order = NewOrder("Rà soát", DUE, EVERYBODY, key="k")
    actor, unit, gate = net.actor("front-tw"), net.units["front-tw"], threading.Barrier(2)

    def press(_n: int) -> int:
        try:
            gate.wait()
            return order_tasks(actor=actor, unit=unit, order=order, now=NOW).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(press, range(2)))) == 1
    row = TaskOrder.objects.get()
    assert Task.objects.filter(origin_id=row.pk).count() == row.given


def test_the_checklist_by_branch_says_how_many_units_did_each_point(net: SmallNetwork) -> None:
    points = ("Lập danh sách", "Đối chiếu", "Trao quà")
    order = ordered(net, checklist=points)
    rows = {t.lead.code: t for t in Task.objects.filter(origin_id=order.pk).select_related("lead")}
    for code in ("front-c1", "front-c2"):
        tick_item(actor=net.actor(code), task=rows[code], item=0, done=True, now=NOW)
    tick_item(actor=net.actor("front-c1"), task=rows["front-c1"], item=2, done=True, now=NOW)
    Task.objects.filter(pk=rows["front-c2"].pk).update(checklist=["Việc khác"])  # its giver changed its list
    card = order_card(net.actor("front-tw"), order.pk, TODAY)
    assert card.ticked_in_all == (1, 0, 1)
    above = next(row for row in card.ticked if any(row.points))
    assert above.branch.deeper
    assert above.points == (1, 0, 1)
    assert [row.branch for row in card.ticked] == card.branches
    under = order_card(net.actor("front-tw"), order.pk, TODAY, above.branch.of.code)
    assert under.ticked_in_all == (1, 0, 1)
    page = signed_in(net.units["front-tw"], Post.LEADER).get(reverse("tasks:order", args=[order.pk])).text
    assert all(point in page for point in points)
    assert f"?duoi={above.branch.of.code}#danh-muc" in page


def test_an_order_without_a_checklist_asks_nothing_more(
    net: SmallNetwork, django_assert_max_num_queries: Any
) -> None:
    order = ordered(net)
    with django_assert_max_num_queries(6):
        card = order_card(net.actor("front-tw"), order.pk, TODAY)
    assert card.ticked == ()
