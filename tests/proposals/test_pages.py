"""Pages of proposals: merge by the holder, answer by the addressee, confirm by the raiser."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.models import Unit
from giaoban.apps.proposals.models import Proposal, Raising
from tests.conferences.people import signed_in
from tests.proposals.test_proposals import raised
from tests.tasks.network import network, unit

NOW = datetime(2021, 7, 6, 8, tzinfo=UTC)
MOST_QUERIES = 15


@pytest.fixture
def net(db: None) -> tuple[Unit, Unit, Unit]:
    centre = unit("Trung ương")
    return centre, *network(2, superior=centre)


def page_of(proposal: Proposal, name: str = "proposal") -> str:
    return reverse(f"proposals:{name}", args=[proposal.pk])


def test_the_way_by_forms(net: tuple[Unit, Unit, Unit]) -> None:
    centre, one, two = net
    raiser, holder = signed_in(one), signed_in(centre)
    typed = {"kind": "obstacle", "difficulty": "Thiếu máy", "remedy": "Cấp máy", "about": "Kế hoạch 5"}
    assert "takes it up." in raiser.get(reverse("proposals:raise")).content.decode()
    assert raiser.post(reverse("proposals:raise"), typed).status_code == 302
    mine = Proposal.objects.get()
    assert mine.holder == centre
    other = raised(two, centre, "Cấp máy tính")
    asked = holder.post(page_of(mine, "merge"), {"others": [other.pk]})
    assert asked.status_code == 200
    assert Raising.objects.get(unit=two).proposal == other, (
        "nothing is merged before the question is answered"
    )
    sure = {"others": [other.pk], "confirm": "1"}
    assert holder.post(page_of(mine, "merge"), sure).status_code == 302
    assert {r.unit for r in mine.raisings.all()} == {one, two}
    assert holder.post(page_of(mine, "forward"), {"text": ""}).status_code == 422
    assert holder.post(page_of(mine, "forward"), {"unit": centre.pk, "due": "01/01/2099"}).status_code == 302
    passed = {"outcome": "passed_on", "text": "Chuyển"}
    assert holder.post(page_of(mine, "answer"), passed).status_code == 422
    assert holder.post(page_of(mine, "answer"), {"outcome": "accepted", "text": "Sẽ cấp"}).status_code == 302
    assert raiser.post(page_of(mine, "confirm")).status_code == 302
    assert signed_in(two).post(page_of(mine, "contest"), {"text": "Chưa thấy"}).status_code == 302
    assert Proposal.objects.get(pk=mine.pk).state == "forwarded"
    explained = {"outcome": "explained", "text": "Chưa có nguồn"}
    assert holder.post(page_of(mine, "answer"), explained).status_code == 302
    shown = raiser.get(page_of(mine)).content.decode()
    assert all(page_of(mine, name) in shown for name in ("confirm", "note", "contest"))
    assert raiser.post(page_of(mine, "note"), {"text": ""}).status_code == 422
    assert raiser.post(page_of(mine, "note"), {"text": "Đã rõ"}).status_code == 302
    assert signed_in(two).post(page_of(mine, "note"), {"text": "Đã rõ"}).status_code == 302
    assert Proposal.objects.get(pk=mine.pk).state == "unsettled"
    shown = raiser.get(page_of(mine)).content.decode()
    assert [n for n in ("confirm", "note", "contest") if page_of(mine, n) in shown] == ["contest"]
    assert raiser.get(page_of(mine, "confirm")).status_code == 405
    assert "Chưa có nguồn" in raiser.get(reverse("proposals:what_became")).content.decode()


def test_queries_and_search(net: tuple[Unit, Unit, Unit], django_assert_max_num_queries: Any) -> None:
    centre, one, _two = net
    for n in range(30):
        found = raised(one, centre, f"Đề nghị số {n}", source=n)
    client = signed_in(centre)
    for url in (reverse("proposals:list"), page_of(found), page_of(found, "merge"), page_of(found, "forward"),
                page_of(found, "answer"), reverse("proposals:what_became"), reverse("proposals:raise")):  # fmt: skip
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(url).status_code == 200
    counts = client.get(reverse("proposals:list") + "?q=de+nghi+so+29").context["table"].paginator.count
    assert counts == 1


@pytest.mark.parametrize("post", list(Post))
def test_an_outsider_meets_404(net: tuple[Unit, Unit, Unit], post: Post) -> None:
    centre, one, _two = net
    found = raised(one, centre)
    client = signed_in(unit("Ngoài"), post)
    for name in ("proposal", "merge", "split", "forward", "answer", "confirm", "note", "contest"):
        assert client.post(page_of(found, name), {"text": "x"}).status_code in (
            (404,) if name != "proposal" else (404, 405)
        )
    assert client.get(page_of(found)).status_code == 404


@pytest.mark.parametrize(("post", "allowed"), [(p, p in ("officer", "leader")) for p in Post])
def test_which_posts_handle(net: tuple[Unit, Unit, Unit], post: Post, allowed: bool) -> None:
    centre, one, _two = net
    found = raised(one, centre)
    client = signed_in(centre, post)
    page = client.get(page_of(found)).content.decode()
    for name in ("merge", "forward", "answer"):
        assert (client.get(page_of(found, name)).status_code == 200) == allowed
        assert (page_of(found, name) in page) == allowed
