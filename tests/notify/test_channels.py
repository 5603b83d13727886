"""An address is used only after its code came back; it lies encrypted; nobody else's is touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from giaoban.apps.audit.models import AuditLine
from giaoban.apps.notify.actions.manage_channel import (
    Wishes,
    add_channel,
    change_channel,
    confirm_channel,
    remove_channel,
    send_code,
)
from giaoban.apps.notify.enums import SendingState, Way
from giaoban.apps.notify.jobs import deliver
from giaoban.apps.notify.models import Channel, Sending
from giaoban.kit import clock
from giaoban.kit.errors import AlreadyThere, Conflict, Invalid, NotFound
from tests.network import SmallNetwork, build_network

NOW = datetime(2021, 7, 1, 3, tzinfo=UTC)
ADDRESS = "nguoi.nhan@xa.example.vn"


@pytest.fixture
def net(db: None, settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallNetwork]:
    settings.EMAIL_READY = True  # type: ignore[attr-defined]
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return build_network()  # type: ignore[return-value]


def added(net: SmallNetwork, address: str = ADDRESS) -> Channel:
    user = net.user("front-c1")
    return add_channel(actor=net.actor("front-c1"), user=user, way=Way.EMAIL, address=address, now=NOW)


def code_in_mail() -> str:
    """Works off what waits, and reads the newest letter."""
    for row in Sending.objects.filter(state=SendingState.WAITING):
        deliver(row.pk)
    found = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
    assert found
    return found.group()


def confirmed(net: SmallNetwork) -> Channel:
    row = added(net)
    assert confirm_channel(actor=net.actor("front-c1"), channel=row, code=code_in_mail(), now=NOW)
    row.refresh_from_db()
    return row


def test_the_code_opens_the_way(net: SmallNetwork) -> None:
    row = added(net)
    assert not row.is_open
    code = code_in_mail()
    assert mail.outbox[-1].to == [ADDRESS]
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert not confirm_channel(actor=net.actor("front-c1"), channel=row, code=wrong, now=NOW)
    assert confirm_channel(actor=net.actor("front-c1"), channel=row, code=f" {code[:3]} {code[3:]} ", now=NOW)
    row.refresh_from_db()
    assert row.is_open
    assert Sending.objects.get().body == "", "a code is not kept once it was sent"


def test_neither_tables_nor_audit_hold_the_address(net: SmallNetwork) -> None:
    confirmed(net)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM notify_channel c")
        assert "xa.example" not in str(cursor.fetchall())
    assert "xa.example" not in str(list(AuditLine.objects.values_list("data", flat=True)))


def test_five_guesses_and_a_quarter_of_an_hour(net: SmallNetwork) -> None:
    row, actor = added(net), net.actor("front-c1")
    code = code_in_mail()
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert [confirm_channel(actor=actor, channel=row, code=wrong, now=NOW) for _n in range(5)] == [False] * 5
    with pytest.raises(Conflict):
        confirm_channel(actor=actor, channel=row, code=code, now=NOW)
    with pytest.raises(Conflict):
        send_code(actor=actor, channel=row, now=NOW + timedelta(seconds=59))
    later = NOW + timedelta(minutes=2)
    send_code(actor=actor, channel=row, now=later)
    code = code_in_mail()
    with pytest.raises(Conflict):
        confirm_channel(actor=actor, channel=row, code=code, now=later + timedelta(minutes=16))
    assert confirm_channel(actor=actor, channel=row, code=code, now=later + timedelta(minutes=14))


@pytest.mark.parametrize("address", ["", "can bo@xa", "a@b\nBcc: c@d.vn", "+84912345678"])
def test_what_is_no_address_is_refused_with_an_example(net: SmallNetwork, address: str) -> None:
    with pytest.raises(Invalid, match="example"):
        added(net, address)
    assert not Channel.objects.exists()


def test_one_way_once_and_only_what_is_sent_here(net: SmallNetwork) -> None:
    added(net)
    with pytest.raises(AlreadyThere):
        added(net, "another@xa.example.vn")
    user, actor = net.user("front-c1"), net.actor("front-c1")
    with pytest.raises(Invalid):
        add_channel(actor=actor, user=user, way=Way.GATEWAY, address="+84912345678", now=NOW)


def test_wishes_are_kept_and_removing_leaves_nothing(net: SmallNetwork) -> None:
    row, actor = confirmed(net), net.actor("front-c1")
    change_channel(actor=actor, channel=row, wishes=Wishes(False, True, time(20), time(7)))
    row.refresh_from_db()
    assert (row.daily, row.urgent, row.quiet_from, row.quiet_to) == (False, True, time(20), time(7))
    with pytest.raises(NotFound):
        remove_channel(actor=net.actor("front-c2"), channel=row)
    remove_channel(actor=actor, channel=row)
    assert not Channel.objects.exists()
    assert not Sending.objects.exists()


def test_the_page_takes_an_address_its_code_and_wishes(net: SmallNetwork) -> None:
    client = Client()
    client.force_login(net.user("front-c1"), backend="giaoban.config.sessions.Backend")
    page = reverse("notify:reminders")
    refused = client.post(reverse("notify:add", args=["email"]), {"address": "xa.example.vn"})
    assert refused.status_code == 422
    assert "can.bo@xa.example.vn" in refused.content.decode()
    assert client.post(reverse("notify:add", args=["email"]), {"address": ADDRESS}).status_code == 302
    row = Channel.objects.get()
    refused = client.post(reverse("notify:confirm", args=[row.pk]), {"code": "abc"})
    assert refused.status_code == 422
    assert client.post(reverse("notify:confirm", args=[row.pk]), {"code": code_in_mail()}).status_code == 302
    wishes = {"urgent": "on", "quiet_from": "22:00", "quiet_to": "05:30"}
    assert client.post(reverse("notify:change", args=[row.pk]), wishes).status_code == 302
    row.refresh_from_db()
    assert (row.daily, row.urgent, row.quiet_from) == (False, True, time(22))
    assert ADDRESS in client.get(page).content.decode()
    assert client.post(reverse("notify:remove", args=[row.pk])).status_code == 302
    assert ADDRESS not in client.get(page).content.decode()


def test_without_a_mail_server_the_page_says_so(net: SmallNetwork, settings: object) -> None:
    settings.EMAIL_READY = False  # type: ignore[attr-defined]
    client = Client()
    client.force_login(net.user("front-c1"), backend="giaoban.config.sessions.Backend")
    assert "docs/ops/reminders.md" in client.get(reverse("notify:reminders")).content.decode()
