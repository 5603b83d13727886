"""Delegates: many at once, protocol order, answers of their units, links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.invite_delegates import (
    add_delegates,
    answer_delegate,
    move_delegate,
    remove_delegate,
    renew_delegate_link,
    renew_site_link,
)
from giaoban.apps.conferences.domain.links import link_of
from giaoban.apps.conferences.domain.plan import NewSite
from giaoban.apps.conferences.domain.protocol import NewDelegate, moved, typed_lines
from giaoban.apps.conferences.enums import ConferenceForm, DelegateState
from giaoban.apps.conferences.formats.places import link_of_delegate, link_of_site, place_address
from giaoban.apps.conferences.models import Conference, Delegate
from giaoban.apps.conferences.queries.delegates import typed_delegates
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.models import Ask
from giaoban.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tests.conferences.people import signed_in
from tests.conferences.test_conferences import NOW, planned
from tests.conferences.test_pages import at
from tests.tasks.network import actor_in, network, unit

Net = tuple[Unit, Unit, Unit]


@pytest.fixture
def net(db: None) -> Net:
    centre = unit("Trung ương")
    return centre, *network(2, superior=centre)


@pytest.fixture
def found(net: Net) -> Conference:
    row = planned(net[0], form=ConferenceForm.ONLINE)
    add_sites(actor=actor_in(net[0]), conference=row, sites=[NewSite("Điểm cầu Một", net[1].pk)], now=NOW)
    row.refresh_from_db()
    return row


def invited(found: Conference, *posts: tuple[str, Unit | None]) -> list[Delegate]:
    new = [NewDelegate(post, u.pk if u else None) for post, u in posts]
    add_delegates(actor=actor_in(found.unit), conference=found, delegates=new, now=NOW)
    found.refresh_from_db()
    return list(found.delegates.all())


def test_a_pasted_list_in_protocol_order(net: Net, found: Conference) -> None:
    _centre, one, two = net
    text = f"Trưởng Ban\n\nChủ tịch; {one.name.lower()}\nPhó Chủ tịch\t{two.code}\tđiểm cầu MỘT\nTrưởng Ban"
    typed = typed_delegates(found, text)
    assert typed.problems == []
    assert (
        add_delegates(actor=actor_in(found.unit), conference=found, delegates=typed.delegates, now=NOW) == 3
    )
    site = found.sites.get()
    assert list(found.delegates.values_list("position", "post", "unit_id", "site_id")) == [
        (1, "Trưởng Ban", None, None), (2, "Chủ tịch", one.pk, site.pk), (3, "Phó Chủ tịch", two.pk, site.pk),
    ]  # fmt: skip
    found.refresh_from_db()
    assert two.pk in found.seen_by
    assert (
        add_delegates(actor=actor_in(found.unit), conference=found, delegates=typed.delegates, now=NOW) == 0
    )


def test_what_is_wrong_is_told_by_its_line(net: Net, found: Conference) -> None:
    browser = signed_in(found.unit)
    answer = browser.post(at(found, "add_delegates"), {"lines": "A; khong-co\n\n; \nB; ; Điểm cầu Chín"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for told in (
        "Line 1: “khong-co” is not known here.",
        "Line 3: The post is missing.",
        "Line 4: “Điểm cầu Chín”",
    ):
        assert told in page
    assert not found.delegates.exists()


def test_its_own_unit_answers_and_no_other(net: Net, found: Conference) -> None:
    _centre, one, two = net
    mine, other = invited(found, ("Chủ tịch", two), ("Bí thư", one))
    assert Ask.objects.filter(kind="attend", state="open", unit_id=two.pk).exists()
    own = actor_in(two)
    with pytest.raises(Invalid):
        answer_delegate(actor=own, delegate=mine, state=DelegateState.REPLACED, now=NOW)
    with pytest.raises(Invalid):
        answer_delegate(actor=own, delegate=mine, state=DelegateState.EXCUSED, now=NOW)
    answer_delegate(
        actor=own, delegate=mine, state=DelegateState.REPLACED, replaced_by="Phó", reason="Họp", now=NOW
    )
    mine.refresh_from_db()
    assert str(mine) == "Phó"
    assert not Ask.objects.filter(kind="attend", state="open", unit_id=two.pk).exists()
    with pytest.raises(Forbidden):
        answer_delegate(actor=own, delegate=other, state=DelegateState.CONFIRMED, now=NOW)
    with pytest.raises(NotFound):
        answer_delegate(actor=actor_in(unit("Ngoài")), delegate=other, state=DelegateState.CONFIRMED, now=NOW)
    answer_delegate(actor=actor_in(one), delegate=other, state=DelegateState.CONFIRMED, now=NOW)
    assert Ask.objects.filter(kind="attend", state="open", unit_id=one.pk).exists()  # its site is still asked


def test_moving_and_taking_out_close_up(found: Conference) -> None:
    rows = invited(found, *((f"Đồng chí {n}", None) for n in range(1, 5)))
    secretary = actor_in(found.unit)
    move_delegate(actor=secretary, delegate=rows[3], place=2)
    move_delegate(actor=secretary, delegate=rows[0], place=99)
    assert list(found.delegates.values_list("post", flat=True)) == [f"Đồng chí {n}" for n in (4, 2, 3, 1)]
    remove_delegate(actor=secretary, delegate=rows[1], now=NOW)
    assert list(found.delegates.values_list("position", flat=True)) == [1, 2, 3]
    with pytest.raises(Conflict):
        remove_delegate(actor=secretary, delegate=rows[1], now=NOW)
    Delegate.objects.filter(pk=rows[2].pk).update(present_at=NOW)
    with pytest.raises(Conflict):
        remove_delegate(actor=secretary, delegate=rows[2], now=NOW)


def test_a_new_link_makes_the_old_one_worthless(net: Net, found: Conference) -> None:
    row, site, secretary = invited(found, ("Chủ tịch", net[2]))[0], found.sites.get(), actor_in(found.unit)
    old = [link_of(link_of_delegate(row).token), link_of(link_of_site(site).token)]
    assert [link.key for link in old if link] == [row.key, site.key]
    renew_delegate_link(actor=secretary, delegate=row)
    renew_site_link(actor=secretary, site=site)
    row.refresh_from_db()
    site.refresh_from_db()
    assert [link.key for link in old if link] != [row.key, site.key]
    assert place_address(link_of_site(site), "http://10.0.0.7:8000/").startswith("http://10.0.0.7:8000/")


def test_only_whoever_runs_it_sees_the_link_of_a_delegate(net: Net, found: Conference) -> None:
    row = invited(found, ("Chủ tịch", net[2]))[0]
    token = link_of_delegate(row).token
    assert token in signed_in(found.unit).get(at(found, "delegate", row.pk)).content.decode()
    page = signed_in(net[2]).get(at(found, "delegate", row.pk)).content.decode()
    assert token not in page
    assert 'name="replaced_by"' in page
    assert signed_in(unit("Ngoài")).get(at(found, "delegate", row.pk)).status_code == 404


@given(st.integers(1, 30).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n), st.integers(-3, 40))))
def test_moving_keeps_everybody_and_the_order_of_the_others(drawn: tuple[int, int, int]) -> None:
    size, who, place = drawn
    order = moved(range(1, size + 1), who, place)
    assert sorted(order) == list(range(1, size + 1))
    assert [o for o in order if o != who] == [o for o in range(1, size + 1) if o != who]
    assert order.index(who) == max(0, min(place - 1, size - 1))


def test_cells_by_tab_or_semicolon() -> None:
    assert [(line.number, line.cells) for line in typed_lines("a ; b\n \nc; d\te")] == [
        (1, ("a", "b")), (3, ("c; d", "e")),
    ]  # fmt: skip
