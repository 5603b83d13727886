"""Coordination: parties, commitments, meetings a year, reviews that come due by themselves; what was not kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.accounts.enums import Post
from giaoban.apps.tasks.actions.write_coordination import (
    end_coordination,
    note_joint_meeting,
    review_coordination,
    write_coordination,
)
from giaoban.apps.tasks.domain.coordination import (
    NewCommitment,
    NewCoordination,
    NewParty,
    Verdict,
    meetings_missing,
    months_after,
    next_review,
    promises_in,
)
from giaoban.apps.tasks.models import Ask, Commitment, Coordination, Judgement
from giaoban.apps.tasks.queries import coordination_card, coordinations
from giaoban.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tests.conferences.people import signed_in
from tests.network import SmallNetwork, build_network

NOW = datetime(2021, 7, 6, 8, tzinfo=UTC)
TODAY = date(2021, 7, 6)


@pytest.fixture
def net(db: None) -> SmallNetwork:
    return build_network()


def new(**changes: Any) -> NewCoordination:
    parties = (
        NewParty(
            "front-p1",
            (NewCommitment("Vận động hội viên"), NewCommitment("Gửi danh sách", date(2021, 5, 31))),
        ),
        NewParty("Ủy ban nhân dân tỉnh", (NewCommitment("Bố trí kinh phí"),)),
        NewParty("FRONT-D1"),
    )
    return NewCoordination(
        **{"kind": "regulation", "title": "Quy chế phối hợp", "signed_on": date(2021, 1, 10), "meetings": 2,
           "review_on": date(2021, 6, 30), "review_months": 6, "parties": parties, **changes}
    )  # fmt: skip


@pytest.fixture
def kept(net: SmallNetwork) -> Coordination:
    return write_coordination(
        actor=net.actor("front-p1"), unit=net.units["front-p1"], coordination=new(), now=NOW
    )


def verdicts(row: Coordination, broken: str = "") -> list[Verdict]:
    promises = Commitment.objects.filter(party__coordination=row)
    return [
        Verdict(p.pk, p.text != broken, True, "Chậm hai tháng" if p.text == broken else "") for p in promises
    ]


def reviewed(net: SmallNetwork, row: Coordination, **changes: Any) -> None:
    said = {
        "held_on": TODAY,
        "words": "Sơ kết 6 tháng",
        "verdicts": verdicts(row, "Gửi danh sách"),
        **changes,
    }
    review_coordination(actor=net.actor("front-p1"), coordination=row, now=NOW, **said)


def test_parties_inside_and_outside_and_who_reads(net: SmallNetwork, kept: Coordination) -> None:
    parties = list(kept.parties.values_list("name", "unit__code"))
    assert parties == [
        (net.units["front-p1"].name, "front-p1"), ("Ủy ban nhân dân tỉnh", None),
        (net.units["front-d1"].name, "front-d1"),
    ]  # fmt: skip
    for code, sees in (("front-p1", True), ("front-d1", True), ("front-c1", False), ("front-tw", False)):
        assert coordinations(net.actor(code), TODAY).exists() == sees, code
    with pytest.raises(NotFound):
        coordination_card(net.actor("front-p2"), kept.pk, TODAY)


def test_a_party_by_its_short_name_is_the_unit_and_two_of_one_name_are_asked_about(net: SmallNetwork) -> None:
    short = net.units["front-d1"].short_name
    row = write_coordination(
        actor=net.actor("front-tw", Post.LEADER), unit=net.units["front-tw"], now=NOW,
        coordination=new(parties=(NewParty(short, (NewCommitment("Góp sức"),)), NewParty("Sở Y tế"))),
    )  # fmt: skip
    assert list(row.parties.values_list("unit__code", flat=True)) == ["front-d1", None]
    for code in ("front-c1", "front-c3"):
        net.units[code].rename("Mặt trận xã Tân Lập", "Tân Lập")
        net.units[code].save()
    with pytest.raises(Invalid, match=r"front-c3.*front-c1"):
        write_coordination(
            actor=net.actor("front-tw", Post.LEADER), unit=net.units["front-tw"], now=NOW,
            coordination=new(parties=(NewParty("Tân Lập", (NewCommitment("Góp sức"),)),)),
        )  # fmt: skip


def test_the_review_is_asked_for_and_comes_again(net: SmallNetwork, kept: Coordination) -> None:
    ask = Ask.objects.get(kind="review", state="open")
    assert (ask.unit.code, ask.due) == ("front-p1", datetime(2021, 6, 30, 16, 59, tzinfo=UTC))
    card = coordination_card(net.actor("front-p1"), kept.pk, TODAY)
    assert (card.overdue, card.not_kept, card.missing) == (
        True,
        1,
        1,
    )  # a day has passed; one meeting by 30 June
    reviewed(net, kept)
    ask = Ask.objects.get(kind="review", state="open")
    assert ask.due == datetime(2021, 12, 30, 16, 59, tzinfo=UTC)
    card = coordination_card(net.actor("front-p1"), kept.pk, TODAY)
    assert (card.overdue, card.not_kept) == (False, 1)
    assert card.reviews[0].is_late
    row = coordinations(net.actor("front-d1"), TODAY).get()
    assert (row.bodies, row.promises, row.broken) == (3, 3, 1)  # type: ignore[attr-defined]


def test_only_the_latest_review_counts(net: SmallNetwork, kept: Coordination) -> None:
    reviewed(net, kept)
    reviewed(net, kept, verdicts=verdicts(kept))
    assert Judgement.objects.count() == 6
    assert coordination_card(net.actor("front-p1"), kept.pk, TODAY).not_kept == 0
    assert not coordinations(net.actor("front-p1"), TODAY).get().broken  # type: ignore[attr-defined]


@pytest.mark.parametrize("wrong", ["missing", "twice", "silent", "words", "tomorrow", "before"])
def test_half_a_review_is_refused(net: SmallNetwork, kept: Coordination, wrong: str) -> None:
    whole = verdicts(kept)
    changes: dict[str, Any] = {
        "missing": {"verdicts": whole[1:]},
        "twice": {"verdicts": [*whole[1:], whole[1]]},
        "silent": {"verdicts": [Verdict(whole[0].commitment_id, False, False), *whole[1:]]},
        "words": {"words": " "},
        "tomorrow": {"held_on": TODAY + timedelta(days=1)},
        "before": {"held_on": date(2020, 12, 31)},
    }[wrong]
    with pytest.raises(Invalid), transaction.atomic():
        reviewed(net, kept, **changes)
    assert not Judgement.objects.exists()
    kept.refresh_from_db()
    assert kept.review_on == date(2021, 6, 30)


def test_meetings(net: SmallNetwork, kept: Coordination) -> None:
    actor = net.actor("front-p1")
    note_joint_meeting(actor=actor, coordination=kept, held_on=date(2021, 3, 1), words="Thống nhất", now=NOW)
    assert coordination_card(actor, kept.pk, TODAY).missing == 0
    with pytest.raises(Conflict):
        note_joint_meeting(actor=actor, coordination=kept, held_on=date(2021, 3, 1), words="", now=NOW)
    with pytest.raises(Invalid):
        note_joint_meeting(
            actor=actor, coordination=kept, held_on=TODAY + timedelta(days=1), words="", now=NOW
        )


def test_who_keeps_and_who_ends(net: SmallNetwork, kept: Coordination) -> None:
    with pytest.raises(Forbidden):
        note_joint_meeting(actor=net.actor("front-d1"), coordination=kept, held_on=TODAY, words="", now=NOW)
    with pytest.raises(Forbidden):
        end_coordination(actor=net.actor("front-p1"), coordination=kept, now=NOW)
    for _again in range(2):
        end_coordination(actor=net.actor("front-p1", Post.LEADER), coordination=kept, now=NOW)
    assert Ask.objects.get(kind="review").state == "cancelled"
    with pytest.raises(Conflict):
        reviewed(net, kept)
    card = coordination_card(net.actor("front-p1", Post.LEADER), kept.pk, TODAY)
    assert (card.may_keep, card.may_end, card.overdue, card.missing) == (False, False, False, 0)


@pytest.mark.parametrize(
    "wrong",
    [{"title": " "}, {"parties": ()}, {"parties": (NewParty("A"),)}, {"review_on": date(2021, 1, 10)}],
)
def test_what_is_missing(net: SmallNetwork, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid), transaction.atomic():
        write_coordination(
            actor=net.actor("front-p1"), unit=net.units["front-p1"], coordination=new(**wrong), now=NOW
        )
    assert not Coordination.objects.exists()


def test_the_database_wants_a_reason(net: SmallNetwork, kept: Coordination) -> None:
    reviewed(net, kept)
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.filter(in_time=False).update(words="")


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 60), st.integers(0, 2000))
def test_the_next_review_lies_ahead(due: date, months: int, late: int) -> None:
    held = due + timedelta(days=late)
    found = next_review(due, months, held)
    assert held < found <= months_after(held, months + 1)
    assert found.day == due.day or found < months_after(found.replace(day=1), 1)


@given(
    st.lists(st.dates(date(2021, 1, 1), date(2021, 12, 31)), max_size=6), st.integers(0, 12),
    st.dates(date(2021, 1, 1), date(2021, 12, 31)),
)  # fmt: skip
def test_meetings_owed_grow_and_are_paid(held: list[date], a_year: int, today: date) -> None:
    signed = date(2019, 1, 1)
    missing = meetings_missing(held, a_year, signed, today)
    assert 0 <= missing <= a_year
    assert meetings_missing([*held, today], a_year, signed, today) == max(0, missing - 1) or missing == 0
    assert meetings_missing([], a_year, signed, date(2021, 12, 31)) == a_year


def test_lines_as_typed() -> None:
    found = promises_in("Gửi danh sách – 30/06/2021\n\n Bố trí kinh phí \nHọp ngày 31/02/2021")
    assert found == [
        NewCommitment("Gửi danh sách", date(2021, 6, 30)), NewCommitment("Bố trí kinh phí"),
        NewCommitment("Họp ngày 31/02/2021"),
    ]  # fmt: skip


def test_by_forms(net: SmallNetwork) -> None:
    client, leader = signed_in(net.units["front-p1"]), signed_in(net.units["front-p1"], Post.LEADER)
    typed = {
        "kind": "scheme", "title": "Đề án nhà đại đoàn kết", "signed_on": "10/01/2021", "review_on": "30/06/2021",
        "party_1": net.units["front-p1"].name, "promises_1": "Xây 20 nhà – 30/06/2021\nHỗ trợ ngày công",
        "promises_2": "Góp vật liệu",
    }  # fmt: skip
    url = reverse("tasks:new_coordination")
    wrong = client.post(url, typed)
    assert wrong.status_code == 422
    assert list(wrong.context["form"].errors) == ["party_2"]
    made = client.post(url, {**typed, "party_2": "Công ty A"})
    row = Coordination.objects.get()
    assert made.url == reverse("tasks:coordination", args=[row.pk])
    review = reverse("tasks:review_coordination", args=[row.pk])
    promises = list(Commitment.objects.order_by("pk"))
    said = {f"verdict_{p.pk}": "kept" for p in promises} | {"held_on": "01/07/2021", "words": "Sơ kết"}
    assert client.get(review).status_code == 200
    half = client.post(review, {**said, f"verdict_{promises[0].pk}": "late"})
    assert half.status_code == 422
    assert f"words_{promises[0].pk}" in half.context["form"].errors
    whole = {**said, f"verdict_{promises[0].pk}": "late", f"words_{promises[0].pk}": "Mưa bão"}
    assert client.post(review, whole).status_code == 302
    meeting = reverse("tasks:joint_meeting", args=[row.pk])
    assert client.post(meeting, {"held_on": "01/07/2021", "words": "Đã họp"}).status_code == 302
    page = client.get(made.url).content.decode()
    for shown in ("Công ty A", "Mưa bão", "Kept, but late", "Đã họp", "outside the network"):
        assert shown in page, shown
    assert "Đề án nhà đại đoàn kết" in client.get(reverse("tasks:coordinations")).content.decode()
    assert client.post(reverse("tasks:end_coordination", args=[row.pk])).status_code == 403
    assert leader.post(reverse("tasks:end_coordination", args=[row.pk])).status_code == 302
    assert client.post(review, whole).status_code == 409
