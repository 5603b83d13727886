"""Messages go out once, are tried again, and stop after three that were lost; the gateway knows the sender."""

from __future__ import annotations

import hmac
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core import mail

from giaoban.apps.notify.actions.queue_sending import Message, queue
from giaoban.apps.notify.domain.retries import PAUSES
from giaoban.apps.notify.enums import SendingState, Way
from giaoban.apps.notify.jobs import deliver, forget
from giaoban.apps.notify.models import Channel, Sending
from giaoban.kit import clock
from giaoban.kit.outbound import NotDelivered, post_signed
from tests.network import build_network

NOON = datetime(2021, 7, 1, 5, tzinfo=UTC)  # 12.00 in Hà Nội
NIGHT = datetime(2021, 7, 1, 15, tzinfo=UTC)  # 22.00
SECRET = "a secret of at least thirty-two letters"
SAID = Message("daily:2021-07-01", "Giao Ban: 1", "- Nộp báo cáo\nThứ hai", "/")


@pytest.fixture
def channel(db: None, monkeypatch: pytest.MonkeyPatch) -> Channel:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    row = Channel(user=build_network().user("front-c1"), way=Way.EMAIL, created_at=NOON, confirmed_at=NOON)
    row.seal("can.bo@xa.example.vn")
    row.save()
    return row


@pytest.fixture
def gateway() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]], list[int]]]:
    """An HTTP server on this machine: its address, what it was sent, and what it answers next."""
    taken: list[tuple[dict[str, str], bytes]] = []
    answers: list[int] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append((dict(self.headers), body))
            self.send_response(answers.pop(0) if answers else 204)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing on the screen."""

    server = HTTPServer(("127.0.0.1", 0), Taking)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/in", taken, answers
    server.shutdown()
    server.server_close()
    thread.join()


def test_said_once_and_not_at_night(channel: Channel) -> None:
    assert queue(channel, SAID, NIGHT)
    assert not queue(channel, SAID, NIGHT + timedelta(hours=1))
    row = Sending.objects.get()
    assert row.due_at == datetime(2021, 7, 1, 23, tzinfo=UTC), "6.00 of the next day"


def test_a_letter_with_its_link(channel: Channel, settings: Any) -> None:
    settings.PUBLIC_URL = "https://giaoban.example"
    queue(channel, SAID, NOON)
    row = Sending.objects.get()
    deliver(row.pk)
    deliver(row.pk)
    (letter,) = mail.outbox
    assert letter.to == ["can.bo@xa.example.vn"]
    assert letter.subject == SAID.subject
    assert str(letter.body).splitlines() == ["- Nộp báo cáo", "Thứ hai", "", "https://giaoban.example/"]
    row.refresh_from_db()
    assert (row.state, row.attempts) == (SendingState.SENT, 1)


def test_three_lost_stop_the_way(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_a: Any) -> None:
        raise NotDelivered("SMTPRecipientsRefused")

    monkeypatch.setattr("giaoban.kit.outbound.mail", refuses)
    for day in range(1, 4):
        queue(channel, Message(f"daily:{day}", "1", "", "/"), NOON)
        row = Sending.objects.get(key=f"daily:{day}")
        for pause in PAUSES:
            deliver(row.pk)
            row.refresh_from_db()
            assert (row.state, row.due_at) == (SendingState.WAITING, NOON + pause)
        deliver(row.pk)
        row.refresh_from_db()
        assert (row.state, row.fault) == (SendingState.FAILED, "SMTPRecipientsRefused")
        channel.refresh_from_db()
        assert (channel.stopped_at is not None) is (day == 3)


def test_the_gateway_can_check_who_sends(
    channel: Channel, settings: Any, gateway: tuple[str, list[tuple[dict[str, str], bytes]], list[int]]
) -> None:
    url, taken, _answers = gateway
    settings.GATEWAY_URL, settings.GATEWAY_SECRET = url, SECRET
    Channel.objects.update(way=Way.GATEWAY)
    channel.refresh_from_db()
    queue(channel, SAID, NOON)
    deliver(Sending.objects.get().pk)
    ((headers, body),) = taken
    signed = f"{headers['X-Giaoban-Time']}.".encode() + body
    wanted = hmac.new(SECRET.encode(), signed, sha256).hexdigest()
    assert headers["X-Giaoban-Signature"] == f"sha256={wanted}"
    assert int(headers["X-Giaoban-Time"]) == int(NOON.timestamp())
    told = json.loads(body)
    assert (told["to"], told["subject"], told["text"]) == ("can.bo@xa.example.vn", SAID.subject, SAID.body)
    assert Sending.objects.get().state == SendingState.SENT


@pytest.mark.parametrize("answer", [500, 404, 302])
def test_what_the_gateway_does_not_take_is_not_delivered(
    answer: int, gateway: tuple[str, list[tuple[dict[str, str], bytes]], list[int]]
) -> None:
    url, taken, answers = gateway
    answers.append(answer)
    with pytest.raises(NotDelivered, match=str(answer)):
        post_signed(url, SECRET, {"text": "1"}, NOON)
    assert len(taken) == 1, "a redirect is not followed"


def test_a_gateway_that_is_away_is_not_delivered() -> None:
    with pytest.raises(NotDelivered):
        post_signed("http://127.0.0.1:1/", SECRET, {}, NOON)


def test_old_messages_are_forgotten(channel: Channel) -> None:
    for key, age, done in (("old", 91, True), ("young", 89, True), ("waiting", 91, False)):
        at = NOON - timedelta(days=age)
        state = SendingState.SENT if done else SendingState.WAITING
        Sending.objects.create(
            channel=channel, key=key, created_at=at, due_at=at, state=state, done_at=at if done else None
        )
    forget(0)
    assert set(Sending.objects.values_list("key", flat=True)) == {"young", "waiting"}
