"""A closed period takes nothing in, and asks for nothing any more."""

from __future__ import annotations

import pytest

from giaoban.apps.reporting.actions.hand_in_report import PeriodClosed
from giaoban.apps.reporting.actions.open_collection import close_collection
from giaoban.apps.tasks.models import Ask
from tests.reporting.conftest import NOW, SYSTEM, Round


def open_reports() -> int:
    return Ask.objects.filter(kind="report", state="open").count()


def test_closing_withdraws_what_is_still_asked(month: Round) -> None:
    month.all_the_way("front-p2")
    month.fill("front-c1")
    assert open_reports() > 0
    close_collection(actor=SYSTEM, collection=month.collection, now=NOW)
    assert open_reports() == 0
    assert Ask.objects.filter(kind="report", state="done").count() == 1  # handed in before
    with pytest.raises(PeriodClosed):
        month.hand_in("front-c1")
