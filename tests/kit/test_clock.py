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


@pytest.mark.parametrize(
    ("machine", "told"),
    [
        (datetime(2026, 11, 22, 3, 30, tzinfo=UTC), "2021-08-03T10:30:00+07:00"),
        (datetime(2026, 11, 21, 20, 0, tzinfo=UTC), "2021-08-03T08:00:00+07:00"),  # three at night in Hà Nội
        (datetime(2026, 11, 22, 16, 59, tzinfo=UTC), "2021-08-03T23:59:00+07:00"),
    ],
)
def test_in_the_demonstration_it_is_the_scenarios_day(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, machine: datetime, told: str
) -> None:
    settings.DEMO, settings.DEMO_TODAY = True, TODAY
    monkeypatch.setattr(timezone, "now", lambda: machine)
    assert clock.now().isoformat() == told
    assert clock.local_day(clock.now()) == date(2021, 8, 3)
    assert clock.machine_now() == machine


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
    assert names
    extra = {"DEMO": "1", "DEMO_TODAY": TODAY.isoformat(), "GIAOBAN_DEMO_TODAY": TODAY.isoformat()}
    told = dict.fromkeys(names, "1") | STRICT
    assert shown(**told, **extra) == "None"
    assert shown(GIAOBAN_DEMO="1") == str(TODAY)
