"""Other rooms read a unit's value of an indicator without knowing the form it came by."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from giaoban.apps.indicators.models import Indicator
from giaoban.apps.indicators.queries import reported_against, value_of
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.domain.giving import NewTask
from tests.reporting.conftest import NOW, Round, open_month


def test_a_value_is_the_live_total(month: Round) -> None:
    indicator = Indicator.objects.get(code="households_helped")
    period, top = month.collection.period, month.net.units["front-tw"]
    assert value_of(indicator, top, period) is None
    month.all_the_way("front-c1", households_helped="10")
    month.all_the_way("front-c3", households_helped="7")
    assert value_of(indicator, top, period) == 17
    assert value_of(indicator, month.net.units["front-c1"], period) == 10
    assert value_of(indicator, month.net.units["front-p2"], period) is None


def test_the_last_figure_is_held_against_a_target(month: Round) -> None:
    indicator = Indicator.objects.get(code="households_helped")
    unit, day = month.net.units["front-c1"], date(2021, 12, 31)
    assert reported_against(indicator, unit, Decimal(40), day) is None
    month.all_the_way("front-c1", households_helped="10")
    found = reported_against(indicator, unit, Decimal(40), day)
    assert found is not None
    assert (found.period, found.value, found.percent) == (month.collection.period, 10, 25)
    nothing = reported_against(indicator, unit, Decimal(0), day)
    assert nothing is not None
    assert nothing.percent is None


def test_the_latest_period_that_has_one_counts_and_none_after_the_deadline(month: Round) -> None:
    indicator, unit = Indicator.objects.get(code="households_helped"), month.net.units["front-c1"]
    later = Round(month.net, open_month(month.net, "2021-M03"))
    month.all_the_way("front-c1", households_helped="10")
    later.all_the_way("front-c2")  # its superior has March, the commune has not
    first = reported_against(indicator, unit, Decimal(40), date(2021, 12, 31))
    assert first is not None
    assert first.period.code == "2021-M02"
    later.all_the_way("front-c1", households_helped="30")
    newer = reported_against(indicator, unit, Decimal(40), date(2021, 12, 31))
    assert newer is not None
    assert (newer.period.code, newer.percent) == ("2021-M03", 75)
    by_then = reported_against(indicator, unit, Decimal(40), date(2021, 2, 1))
    assert by_then is not None
    assert by_then.period.code == "2021-M02"


def test_a_tasks_page_shows_figure_target_and_percent(month: Round) -> None:
    indicator, net = Indicator.objects.get(code="households_helped"), month.net
    lead, giver = net.units["front-c1"], net.units["front-d1"]
    new = NewTask(
        "Giúp hộ khó khăn",
        lead.pk,
        giver.pk,
        date(2021, 12, 31),
        indicator_id=indicator.pk,
        target=Decimal(40),
    )
    task = give_task(actor=net.actor("front-d1"), unit=giver, task=new, now=NOW)
    client = Client()
    client.force_login(net.user("front-c1"), backend="giaoban.config.sessions.Backend")
    url = reverse("tasks:task", args=[task.pk])
    assert "Nothing has been reported yet." in client.get(url).content.decode()
    month.all_the_way("front-c1", households_helped="10")
    page = " ".join(re.sub(r"<[^>]+>", " ", client.get(url).content.decode()).split())
    assert "Target : 40 hộ" in page.replace("Target:", "Target :")
    assert "Reported for Tháng 2021-M02" in page
    assert "10 hộ – 25.0%" in page
