"""giaoban demo --once | --play: play the first half of 2021 and check what came out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from giaoban.apps.cockpit.queries.playing import STOPPED, note_playing
from giaoban.packs.vietnam.scenario.checks import check
from giaoban.packs.vietnam.scenario.play import ACTS, Act
from giaoban.packs.vietnam.scenario.stage import Stage, Tell


class Command(BaseCommand):
    help = "Play the demonstration (simulated data). Example: giaoban demo --once"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="write out/, check the result, set the exit code"
        )
        parser.add_argument("--play", action="store_true", help="play beside a running server")
        parser.add_argument("--out", type=Path, default=settings.BASE_DIR / "out")

    def handle(self, *args: Any, once: bool, play: bool, out: Path, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "The demonstration has its own database: start it with ./run demo (GIAOBAN_DEMO=1)."
            )
        started = time.perf_counter()
        call_command("migrate", verbosity=0)
        with translation.override("vi"), self._bars() as bars:
            stage = Stage(out, _teller(bars))
            for act in ACTS:
                self._act(act, stage, bars)
            note_playing("")
            for act in ACTS:
                act.write(stage)
        self.stdout.write(f"Đã chạy xong trong {time.perf_counter() - started:.0f} giây (dữ liệu mô phỏng).")
        if once:
            self._check(out)

    def _act(self, act: Act, stage: Stage, bars: Progress) -> None:
        """Play it unless it was played. Where bars cannot move, a line when it ends, with its seconds."""
        if act.played():
            return
        started = time.perf_counter()
        note_playing(act.name)
        try:
            act.play(stage)
        except BaseException:
            note_playing(f"{STOPPED}{act.name}")
            raise
        if not bars.console.is_terminal:
            self.stderr.write(f"{act.name}: {time.perf_counter() - started:.0f} giây")

    def _bars(self) -> Progress:
        console = Console(stderr=True)
        return Progress(
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(), console=console, disable=not console.is_terminal,
        )  # fmt: skip

    def _check(self, out: Path) -> None:
        results = check(out)
        for result in results:
            self.stdout.write(f"{'đạt ' if result.ok else 'HỎNG'} {result.what}: {result.found}")
        if not all(result.ok for result in results):
            raise SystemExit(1)


def _teller(bars: Progress) -> Tell:
    """A bar for each thing that is told of."""
    tasks: dict[str, TaskID] = {}
    told = 0.0

    def tell(what: str, done: int, whole: int) -> None:
        nonlocal told
        if time.monotonic() - told > 1:
            told = time.monotonic()
            note_playing(f"{what} {done}/{whole}")
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=whole)
        bars.update(tasks[what], completed=done, total=whole)

    return tell
