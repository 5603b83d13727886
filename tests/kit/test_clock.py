"""The pages' clock: the scenario's day in the demonstration, the machine's everywhere else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

import giaoban
from giaoban.config import env
from giaoban.kit import clock
from giaoban.packs.vietnam.scenario.today import TODAY

PACKAGE = Path(giaoban.__file__).parent
# These take no "1".
STRICT = {
    "GIAOBAN_MAIL_URL": "smtp://localhost", "GIAOBAN_MAIL_FROM": "a@b.vn",
    "GIAOBAN_GATEWAY_URL": "http://localhost/", "GIAOBAN_GATEWAY_SECRET": "1" * 32,
    "GIAOBAN_NCHAN": "http://127.0.0.1:8003", "GIAOBAN_PICTURE": "jitsi", "GIAOBAN_PICTURE_URL": "https://meet.vn",
    "GIAOBAN_PICTURE_APP": "a", "GIAOBAN_PICTURE_SECRET": "1" * 16,
}  # fmt: skip
SHOW = "from giaoban.config import settings; print(settings.DEMO_TODAY)"


OPENED = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "told"),
    [
        (timedelta(), "2021-08-03T08:00:00+07:00"),
        (timedelta(minutes=12), "2021-08-03T08:12:00+07:00"),  # whatever the hour of this machine
        (timedelta(seconds=-3), "2021-08-03T08:00:00+07:00"),  # its clock was set back
        (timedelta(days=2), "2021-08-03T23:59:59.999999+07:00"),
    ],
)
def test_in_the_demonstration_the_scenarios_morning_goes_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, passed: timedelta, told: str
) -> None:
    settings.DEMO, settings.DEMO_TODAY, settings.DEMO_OPENED = True, TODAY, OPENED
    monkeypatch.setattr(timezone, "now", lambda: OPENED + passed)
    assert clock.now().isoformat() == told
    assert clock.local_day(clock.now()) == date(2021, 8, 3)
    assert clock.machine_now() == OPENED + passed


def test_who_is_started_by_the_demonstration_has_its_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIAOBAN_DEMO_OPENED", "")
    monkeypatch.delenv("GIAOBAN_DEMO_OPENED")
    opened = env.demo_opened()
    assert abs(opened - datetime.now(UTC)) < timedelta(minutes=1)
    assert os.environ["GIAOBAN_DEMO_OPENED"] == opened.isoformat()
    monkeypatch.setenv("GIAOBAN_DEMO_OPENED", OPENED.isoformat())
    assert env.demo_opened() == OPENED
    monkeypatch.setenv("GIAOBAN_DEMO_OPENED", "yesterday")
    with pytest.raises(SystemExit, match="GIAOBAN_DEMO_OPENED"):
        env.demo_opened()


def test_a_moment_alone_sets_no_clock(settings: Settings) -> None:
    """Without demonstration mode the scenario's moment is not looked at."""
    settings.DEMO, settings.DEMO_TODAY = False, TODAY
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def shown(**environment: str) -> str:
    kept = {k: v for k, v in os.environ.items() if k not in ("GIAOBAN_DEMO", "DATABASE_URL")}
    done = subprocess.run(
        [sys.executable, "-c", SHOW], capture_output=True, text=True, env=kept | environment, check=True, timeout=60
    )  # fmt: skip
    return done.stdout.strip()


def test_only_demonstration_mode_gives_the_clock_a_moment() -> None:
    """Every name that the code reads set to a yes or to a moment: the clock stays the machine's."""
    source = (PACKAGE / "config" / "env.py").read_text() + (PACKAGE / "config" / "settings.py").read_text()
    names = set(re.findall(r"\"(GIAOBAN_[A-Z_]+)\"", source))
    names -= {"GIAOBAN_DEMO", "GIAOBAN_ENV", "GIAOBAN_VAR", "GIAOBAN_PACK", "GIAOBAN_SECRET_KEY"}
    names -= {"GIAOBAN_DEMO_OPENED"}  # takes a moment, and is read in demonstration mode only
    assert names
    extra = {"DEMO": "1", "DEMO_TODAY": TODAY.isoformat(), "GIAOBAN_DEMO_TODAY": TODAY.isoformat()}
    told = dict.fromkeys(names, "1") | STRICT
    assert shown(**told, **extra) == "None"
    assert shown(GIAOBAN_DEMO="1") == str(TODAY)
