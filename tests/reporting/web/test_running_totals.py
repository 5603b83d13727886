"""Since 1 January and since the term began: on the report's page, and said plainly where they are not known."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from giaoban.apps.org.models import Organisation
from tests.reporting.conftest import Round, open_month
from tests.reporting.web.conftest import MOST_QUERIES, As, text_of


@pytest.fixture
def term(month: Round) -> None:
    """The Front's term began on 20 November 2020: December's period (15 November – 14 December) is its first."""
    Organisation.objects.filter(code="MTTQ").update(terms=[date(2015, 1, 10), date(2020, 11, 20)])


def earlier(month: Round, code: str, **figures: str) -> None:
    Round(month.net, open_month(month.net, code)).all_the_way("front-c1", **figures)


def page(month: Round, as_: As) -> tuple[str, list[str]]:
    """What the report says, and the figures in the line of the households."""
    month.fill("front-c1", households_helped="12")
    response = as_("front-c1").get(reverse("reporting:report", args=[month.report("front-c1").pk]))
    line = response.content.decode().partition('id="o-households_helped"')[2].partition("</tr>")[0]
    return text_of(response), [c.strip() for c in re.findall(r"<td[^>]*>([^<]*)", line)]


def test_the_term_adds_up_whole_periods(month: Round, as_: As, term: None) -> None:
    earlier(month, "2020-M12", households_helped="1000")
    earlier(month, "2021-M01", households_helped="200")
    said, figures = page(month, as_)
    assert "Since the term began: the periods from 15/11/2020 on." in said
    assert figures[:4] == ["12", "212", "1,212", "200"]  # this period, the year, the term, the month before
    assert "not known" not in said
    url = reverse("reporting:report", args=[month.report("front-c1").pk])
    assert as_("front-c1").queries(url) <= MOST_QUERIES


def test_a_missing_period_makes_the_term_unknown_and_leaves_the_year(
    month: Round, as_: As, term: None
) -> None:
    earlier(month, "2021-M01", households_helped="200")
    said, figures = page(month, as_)
    assert "Since the term began: not known, there are no figures of month 12/2020." in said
    assert "Since 1 January: not known" not in said
    assert figures[:3] == ["12", "212", "200"]


def test_a_missing_january_makes_both_unknown(month: Round, as_: As, term: None) -> None:
    earlier(month, "2020-M12", households_helped="1000")
    said, figures = page(month, as_)
    assert "Since 1 January: not known, there are no figures of month 1/2021." in said
    assert "Since the term began: not known, there are no figures of month 1/2021." in said
    assert figures[:2] == ["12", "–"]


def test_without_a_known_term_nothing_is_said_of_it(month: Round, as_: As) -> None:
    assert "term" not in page(month, as_)[0]
