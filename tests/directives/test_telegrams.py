"""A telegram is said again until everybody has read it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from giaoban.apps.directives.actions.repeat_telegram import repeat_telegram
from giaoban.apps.directives.models import Escalation
from giaoban.apps.directives.queries import place_in, wave
from giaoban.apps.documents.actions.send_document import acknowledge_delivery
from giaoban.apps.documents.models import Delivery
from giaoban.apps.tasks.models import Ask
from tests.documents.register import NOW
from tests.tasks.network import actor_in

from .test_dissemination import tree
from .waves import SYSTEM, open_asks, sent


@pytest.mark.django_db
class TestTelegram:
    def test_said_again_until_everybody_has_read(self) -> None:
        top, (provinces, communes) = tree((2, 1))
        row = sent(top, within_hours=4, repeat_hours=2)
        assert row.acknowledge_by == NOW + timedelta(hours=4)
        assert open_asks("acknowledge") == {*provinces, *communes}
        assert repeat_telegram(actor=SYSTEM, directive=row, turn=1, now=NOW + timedelta(hours=3)) == 0
        for one in (*provinces, communes[0]):
            delivery = Delivery.objects.get(document=row.document, unit=one)
            acknowledge_delivery(actor=actor_in(one), delivery=delivery, now=NOW)
        at = NOW + timedelta(hours=4)
        assert repeat_telegram(actor=SYSTEM, directive=row, turn=1, now=at) == 1
        assert repeat_telegram(actor=SYSTEM, directive=row, turn=1, now=at) == 0
        ask = Ask.objects.get(kind="acknowledge", state="open")
        assert (ask.unit, ask.due) == (communes[1], at + timedelta(hours=2))
        assert Escalation.objects.get().to_unit == provinces[1]
        assert (
            wave(place_in(actor_in(top), row, under=None, now=at + timedelta(minutes=1))).total.unanswered
            == 1
        )
        acknowledge_delivery(
            actor=actor_in(communes[1]), delivery=Delivery.objects.get(document=row.document, unit=communes[1]), now=at
        )  # fmt: skip
        assert repeat_telegram(actor=SYSTEM, directive=row, turn=2, now=at + timedelta(hours=2)) == 0
