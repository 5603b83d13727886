"""Opening a period: who stands at the top of a form sees first what it adds."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.apps.accounts.enums import Post
from giaoban.apps.reporting.actions.open_collection import open_collection
from giaoban.apps.reporting.actions.publish_form import publish_form
from giaoban.apps.reporting.models import Collection, Expectation
from giaoban.apps.tasks.models import Ask
from giaoban.kit.periods import parse_period
from tests.reporting.conftest import FORM, NOW, SYSTEM, Round
from tests.seen_first import confirmed, seen

ADDRESS = reverse("reporting:open")


def top_of(month: Round) -> str:
    """The code of the unit to which everything goes."""
    rows = Expectation.objects.filter(collection=month.collection, receiver=None)
    row = rows.select_related("unit").earliest("level")
    return next(code for code, unit in month.net.units.items() if unit.pk == row.unit_id)


def browser(month: Round, code: str, post: Post = Post.OFFICER) -> Client:
    client = Client()
    client.force_login(month.net.user(code, post))
    return client


def form(month: Round, **changes: str) -> dict[str, str]:
    what = f"{month.collection.form_version_id}:2021-M03"
    return {"what": what, "title": "", "deadline": "18/03/2021", "down_to": "4", **changes}


def test_nothing_is_asked_before_one_has_seen_what_it_adds(month: Round) -> None:
    client = browser(month, top_of(month))
    assert "2021-M03" in client.get(ADDRESS).text
    before = Collection.objects.count()
    shown = client.post(ADDRESS, form(month))
    asked = Expectation.objects.filter(collection=month.collection, receiver__isnull=False).count()
    assert shown.context["adds"].units == asked
    assert shown.context["cut_off"].isoformat() == "2021-03-14"
    assert Collection.objects.count() == before
    client.post(ADDRESS, {**seen(client, ADDRESS, form(month)), "down_to": "2"})  # not what was seen
    assert Collection.objects.count() == before
    opened = confirmed(client, ADDRESS, form(month))
    made = Collection.objects.get(period__code="2021-M03")
    assert opened["Location"] == reverse("reporting:progress", args=[made.pk])
    assert Ask.objects.filter(kind="report", title__contains=made.title, state="open").count() == asked


def test_what_another_form_asks_for_the_same_days_is_said(month: Round) -> None:
    source = FORM.read_text(encoding="utf-8").replace("code: bao_cao_nhanh", "code: bao_cao_khac", 1)
    other = publish_form(actor=SYSTEM, source=source, name="khac.yaml", now=NOW)
    open_collection(
        actor=SYSTEM, form_version=other, calendar=parse_period("2021-M03"), period_name="Tháng 3",
        title="Báo cáo khác", deadline=NOW.replace(month=3, day=20), now=NOW,
    )  # fmt: skip
    shown = browser(month, top_of(month)).post(ADDRESS, form(month))
    (row,) = shown.context["already"]
    assert row.collection.title == "Báo cáo khác"
    assert row.count >= 5
    assert row.names[0] in shown.text
    assert shown.context["adds"].overlaps  # the other report lies with these units already


@pytest.mark.parametrize("changes", [{"deadline": "14/03/2021"}, {"what": "1:2021-M01"}, {"down_to": "x"}])
def test_what_cannot_be_asked_is_said(month: Round, changes: dict[str, str]) -> None:
    client = browser(month, top_of(month))
    shown = client.post(ADDRESS, {**seen(client, ADDRESS, form(month)), **changes})
    assert shown.status_code == 422
    assert not Collection.objects.filter(period__code="2021-M03").exists()


def test_nobody_below_opens_a_period(month: Round) -> None:
    lower = Expectation.objects.filter(collection=month.collection, receiver=None, level__gt=0)
    bodies = [code for code, unit in month.net.units.items() if lower.filter(unit=unit).exists()]
    assert bodies  # a body of a province that only consolidates hands nothing on either
    for code in ("front-c1", *bodies):
        client = browser(month, code, Post.LEADER)
        assert client.get(ADDRESS).status_code == 403
        assert ADDRESS not in client.get(reverse("reporting:overview")).text
    assert ADDRESS in browser(month, top_of(month)).get(reverse("reporting:overview")).text
