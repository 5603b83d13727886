"""The rows of live streams on a few screens: their shape, that everybody has every change, what a machine lacks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench import __main__ as command
from bench import checkin, connect, connect_nchan, data, presence, resume, room, rows
from bench.listeners import Screen
from tests.databases import Clone
from tests.performance.test_bench import build, right


@pytest.fixture
def made(fresh_db: Clone, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> data.Made:
    (tmp_path / "secret_key").write_text(settings.SECRET_KEY)
    (tmp_path / "secret_key").chmod(0o600)
    monkeypatch.setenv("GIAOBAN_VAR", str(tmp_path))
    monkeypatch.setattr(connect_nchan, "folder", lambda: tmp_path)
    build()
    return data.Made(fresh_db.server, fresh_db.name)


@pytest.mark.concurrency
def test_everybody_has_every_change(made: data.Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "QUICK", ((20, 30.0),))
    found = connect.run(made, quick=True)
    right(found, "connect.20")
    assert found[0]["ok"]
    assert "20 of 20 have each, 0 twice" in found[0]["workload"]


@pytest.mark.concurrency
def test_whoever_is_cut_off_catches_up(made: data.Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resume, "QUICK", (20, 1.0))
    found = resume.run(made, quick=True)
    right(found, "resume")
    assert found[0]["ok"]
    assert found[0]["value"] == 20


@pytest.mark.concurrency
@pytest.mark.parametrize(
    ("row", "small", "said"),
    [
        (presence, {"CLIENTS": 70, "QUICK": 7.0}, "70 of 70 consoles show the end"),
        (checkin, {"QUICK": 90, "SCREENS": 5}, "90 counted and in the audit, 0 asks open"),
    ],
    ids=["presence", "checkin"],
)
def test_what_sites_send_is_stored_once_and_shown(
    made: data.Made,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    row: Any,
    small: dict[str, Any],
    said: str,
) -> None:
    """Every command is stored once, every site stands as its device said last, every console shows the end."""
    monkeypatch.setattr(room, "folder", lambda: tmp_path)
    for name, value in {**small, "BOUND": 30_000.0}.items():
        monkeypatch.setattr(row, name, value)
    found = row.run(made, quick=True)
    right(found, row.__name__.removeprefix("bench."))
    assert found[0]["ok"], found[0]["workload"]
    assert said in found[0]["workload"]


@pytest.mark.concurrency
def test_nginx_carries_them(made: data.Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without nginx and nchan on the machine the row says how to get them, and is neither kept nor missed."""
    monkeypatch.setattr(connect_nchan, "QUICK", 20)
    monkeypatch.setattr(connect_nchan, "BOUND", 30.0)
    found = connect_nchan.run(made, quick=True)
    if connect_nchan.missing(20):
        assert [row["ok"] for row in found] == [None]
    else:
        right(found, "connect-nchan")
        assert found[0]["ok"]
        assert "20 of 20 have each, 0 twice" in found[0]["workload"]


def test_what_a_machine_lacks_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect_nchan, "program", lambda: None)
    (found,) = connect_nchan.run(data.Made(None, ""), quick=True)  # type: ignore[arg-type]
    assert (found["ok"], found["value"]) == (None, None)
    assert "apt-get install nginx libnginx-mod-nchan" in command._shown(found)
    assert command._shown(found).startswith("–")
    assert not command._shown(rows.row("a", "w", 4, "s", 3)).startswith(("ok", "–"))
    monkeypatch.setattr(connect_nchan, "program", lambda: "nginx")
    monkeypatch.setattr(connect_nchan, "modules", lambda: "/usr/lib/nginx/modules")
    monkeypatch.setattr(connect_nchan, "open_files", lambda: 1024)
    assert "a process may open 1,024 files" in connect_nchan.missing(37_000)


def test_a_screen_reads_events_however_they_arrive() -> None:
    """In chunks of HTTP, in pieces, several at once; from our server and from nginx, whose ids are its own."""
    stream = b"16\r\nretry: 3000\n\n\r\nid: 7\ndata: 7\ndata: x\n\n\r\nevent: beat\ndata: -\n\nid: 99:0\ndata: 8\n\n"
    for step in (1, 5, len(stream)):
        screen = Screen()
        for place in range(0, len(stream), step):
            screen.hear(stream[place : place + step], float(place))
        assert (screen.versions, screen.last_id, screen.rest) == ([7, 8], "99:0", b"")
