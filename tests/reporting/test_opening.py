"""Who is asked when a period opens."""

from __future__ import annotations

from giaoban.apps.org.enums import Level
from giaoban.apps.reporting.actions.open_collection import open_collection
from giaoban.apps.reporting.models import Expectation
from giaoban.apps.tasks.models import Ask
from giaoban.kit.periods import parse_period
from tests.reporting.conftest import DEADLINE, NOW, SYSTEM, Round


def test_levels_that_are_not_asked_are_nowhere_missing(month: Round) -> None:
    """A period for comparison stops at the provinces: no expectation and no ask below, the same ones above."""
    before = Ask.objects.count()
    short = open_collection(
        actor=SYSTEM, form_version=month.collection.form_version, calendar=parse_period("2021-M03"),
        period_name="March", title="March", deadline=DEADLINE, now=NOW, down_to=Level.PROVINCE,
    )  # fmt: skip
    asked = Expectation.objects.filter(collection=short)
    whole = Expectation.objects.filter(collection=month.collection)
    above = whole.filter(level__lte=Level.PROVINCE)
    assert whole.filter(level=Level.COMMUNE).exists()
    assert set(asked.values_list("unit", "receiver", "role")) == set(
        above.values_list("unit", "receiver", "role")
    )
    assert Ask.objects.count() - before == asked.filter(receiver__isnull=False).count()
