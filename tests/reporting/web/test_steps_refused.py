"""A step that the state of a report forbids is not offered: the address leads back with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from tests.reporting.conftest import Round

As = Callable[..., Any]


def test_a_received_report_cannot_be_handed_in_again(month: Round, as_: As) -> None:
    month.all_the_way("front-c1")
    report = month.report("front-c1")
    address = reverse("reporting:step", args=[report.pk, "handed_in"])
    answer = as_("front-c1").client.get(address, follow=True)
    assert answer.redirect_chain == [(reverse("reporting:report", args=[report.pk]), 302)]
    assert "the report is “Received”" in answer.content.decode()


def test_one_that_is_complete_is_asked_about(month: Round, as_: As) -> None:
    report = month.fill("front-c1")
    address = reverse("reporting:step", args=[report.pk, "put_to_leader"])
    assert as_("front-c1").client.get(address).status_code == 200
