"""The environment: one way into the demonstration, keys that others cannot read, errors in one line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from giaoban.config import env


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [*os.environ]:
        if name.startswith("GIAOBAN_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("GIAOBAN_VAR", str(tmp_path / "var"))


def test_demo_needs_its_own_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.demo() is False
    monkeypatch.setenv("GIAOBAN_DEMO", "1")
    assert env.demo() is True
    assert env.database()["NAME"] == "giaoban_demo"


def test_demo_is_refused_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIAOBAN_DEMO", "1")
    monkeypatch.setenv("GIAOBAN_ENV", "production")
    with pytest.raises(SystemExit, match="without a password"):
        env.demo()


def test_no_other_setting_switches_the_demonstration_on() -> None:
    """Every name that the code reads, set to every yes: the demonstration stays off."""
    source = "".join(path.read_text() for path in (env.ROOT / "giaoban").rglob("*.py"))
    names = set(re.findall(r"\"(GIAOBAN_[A-Z_]+)\"", source)) - {"GIAOBAN_DEMO", "GIAOBAN_ENV", "GIAOBAN_VAR"}
    assert "GIAOBAN_SECRET_KEY" in names
    for value in ("1", "true", "demo"):
        program = "from giaoban.config import env; print(env.demo())"
        environment = os.environ | dict.fromkeys(names, value) | {"DEBUG": value, "DEMO": value}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, cwd=env.ROOT, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        assert done.stdout.strip() == "False", value


def test_only_run_demo_switches_it_on() -> None:
    tracked = [
        env.ROOT / "run",
        *(env.ROOT / ".ci").iterdir(),
        *env.ROOT.glob("*.yaml"),
        env.ROOT / "Containerfile",
    ]
    lines = [
        (path.name, line.strip())
        for path in tracked
        if path.exists()
        for line in path.read_text().splitlines()
        if "GIAOBAN_DEMO=1" in line
    ]
    assert lines == [("run", "GIAOBAN_DEMO=1")]


def test_demo_takes_no_real_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIAOBAN_DEMO", "1")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@h/giaoban")
    with pytest.raises(SystemExit, match="ends in “demo”"):
        env.database()
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@h/giaoban_demo")
    assert env.database()["NAME"] == "giaoban_demo"


@pytest.mark.parametrize("value", ["maybe", "2", "ja"])
def test_a_flag_that_is_neither_yes_nor_no(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("GIAOBAN_HTTPS", value)
    with pytest.raises(SystemExit, match="GIAOBAN_HTTPS"):
        env.flag("GIAOBAN_HTTPS", True)


def test_secret_key_is_kept_and_private(monkeypatch: pytest.MonkeyPatch) -> None:
    key = env.secret_key()
    kept = env.var_dir() / "secret_key"
    assert len(key) > 60
    assert env.secret_key() == key
    assert kept.stat().st_mode & 0o077 == 0
    assert list(env.var_dir().iterdir()) == [kept]
    kept.chmod(0o644)
    with pytest.raises(SystemExit, match="chmod 600"):
        env.secret_key()


def test_production_wants_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIAOBAN_ENV", "production")
    with pytest.raises(SystemExit, match="required in production"):
        env.secret_key()
    monkeypatch.setenv("GIAOBAN_SECRET_KEY", "short")
    with pytest.raises(SystemExit, match="at least 50"):
        env.secret_key()
    monkeypatch.setenv("GIAOBAN_SECRET_KEY", "x" * 50)
    assert env.secret_key() == "x" * 50


def test_a_misspelt_environment_is_not_development(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIAOBAN_ENV", "prod")
    with pytest.raises(SystemExit, match="GIAOBAN_ENV"):
        env.production()


def test_embedded_database_starts_nothing() -> None:
    assert env.database()["NAME"] == "giaoban"
    assert str(env.database()["HOST"]).endswith("pg/socket")
    assert not (env.var_dir() / "pg").exists()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p%40ss@db.example:5433/giaoban?sslmode=require",
         {"NAME": "giaoban", "USER": "u", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "5433",
          "OPTIONS": {"sslmode": "require"}}),
        ("postgres://u@/giaoban?host=%2Frun%2Fpg&port=5432",
         {"NAME": "giaoban", "USER": "u", "PASSWORD": "", "HOST": "/run/pg", "PORT": "5432"}),
        ("postgresql://[::1]/giaoban",
         {"NAME": "giaoban", "USER": "", "PASSWORD": "", "HOST": "::1", "PORT": ""}),
    ],
)  # fmt: skip
def test_database_url(url: str, expected: dict[str, object]) -> None:
    assert env.parse_database_url(url) == expected


@pytest.mark.parametrize("url", ["sqlite:///x", "mysql://u@h/x", "postgresql://u@h", "giaoban"])
def test_database_url_that_cannot_be_used(url: str) -> None:
    with pytest.raises(SystemExit, match="DATABASE_URL"):
        env.parse_database_url(url)


@pytest.mark.parametrize(
    "given",
    [
        {"GIAOBAN_MAIL_URL": "smtps://mail.example.vn"},  # who sends?
        {"GIAOBAN_MAIL_URL": "mail.example.vn:25", "GIAOBAN_MAIL_FROM": "giaoban@example.vn"},
        {"GIAOBAN_MAIL_URL": "imap://mail.example.vn", "GIAOBAN_MAIL_FROM": "giaoban@example.vn"},
    ],
)
def test_half_a_mail_server_is_refused(given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match="GIAOBAN_MAIL_URL"):
        env.mail()


def test_a_mail_server_with_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.mail().host == ""
    monkeypatch.setenv("GIAOBAN_MAIL_URL", "smtp+tls://nhac%40viec:m%C3%A3@mail.example.vn")
    monkeypatch.setenv("GIAOBAN_MAIL_FROM", "giaoban@example.vn")
    found = env.mail()
    assert (found.host, found.port, found.user, found.password) == ("mail.example.vn", 587, "nhac@viec", "mã")


@pytest.mark.parametrize(
    ("mode", "url", "secret", "taken"),
    [
        ("production", "https://gateway.example.vn/", "1" * 32, True),
        ("production", "http://gateway.example.vn/", "1" * 32, False),
        ("development", "http://127.0.0.1:9/", "1" * 32, True),
        ("development", "https://gateway.example.vn/", "1" * 31, False),
        ("development", "ftp://gateway.example.vn/", "1" * 32, False),
    ],
)
def test_the_gateway_has_a_secret_and_a_safe_address(
    mode: str, url: str, secret: str, taken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"GIAOBAN_ENV": mode, "GIAOBAN_GATEWAY_URL": url, "GIAOBAN_GATEWAY_SECRET": secret}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    if taken:
        assert env.gateway() == (url, secret)
    else:
        with pytest.raises(SystemExit, match="GIAOBAN_GATEWAY_URL"):
            env.gateway()


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:8003", "http://nginx:8003/nhan"])
def test_where_nginx_takes_messages(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIAOBAN_NCHAN", url)
    assert env.nchan() == url


@pytest.mark.parametrize("url", ["1", "127.0.0.1:8003", "https://nginx/", "http://", "http://nginx/?a=b"])
def test_what_is_no_such_address_stops_the_program(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIAOBAN_NCHAN", url)
    with pytest.raises(SystemExit, match="GIAOBAN_NCHAN"):
        env.nchan()


@pytest.mark.parametrize("application", ["wsgi", "asgi"])
def test_processes_of_pages_and_streams_collect_rarely(application: str) -> None:
    said = f"import giaoban.config.{application}, gc; print(gc.get_threshold()[0], gc.get_freeze_count() > 10_000)"
    done = subprocess.run(
        [sys.executable, "-c", said], cwd=env.ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["50000", "True"]
