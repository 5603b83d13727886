"""giaoban load_network: areas, organisations, units and calendar of Vietnam."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from giaoban.apps.org.actions.load_network import Loaded, load_network
from giaoban.apps.org.domain.network_plan import NetworkPlan
from giaoban.kit.access import Actor
from giaoban.packs.vietnam.network.plan import EXTENTS, MAPS, network_plan


class Command(BaseCommand):
    help = "Load the network of Vietnam; a second time it changes nothing. Example: giaoban load_network --units all"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--map",
            choices=MAPS,
            default="all",
            help="until 30 June 2025 (2021), since then (2025), or both (all)",
        )
        parser.add_argument(
            "--units", choices=EXTENTS, default="demo", help="of the demonstration, or about 24,000"
        )
        parser.add_argument("--json", action="store_true", help="the counts as one JSON object")

    def handle(self, *args: Any, map: str, units: str, json: bool, **options: Any) -> None:
        started = time.perf_counter()
        quiet = json or options["verbosity"] == 0
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:>7.0f}"),
            TimeElapsedColumn(),
            console=Console(stderr=True, quiet=quiet),
        ) as bars:
            reading = bars.add_task(_("Reading the data set"), total=None)
            plan = network_plan(map, units)
            bars.update(reading, total=len(plan), completed=len(plan))
            loaded = _load(plan, bars)
        self._say(loaded, time.perf_counter() - started, as_json=json, quiet=options["verbosity"] == 0)

    def _say(self, loaded: Loaded, seconds: float, *, as_json: bool, quiet: bool) -> None:
        if as_json:
            counts = {
                "added": dict(loaded.added),
                "changed": dict(loaded.changed),
                "seconds": round(seconds, 2),
            }
            self.stdout.write(json.dumps(counts))
        elif not quiet and loaded.nothing:
            self.stdout.write(_("The network was loaded already; nothing changed."))
        elif not quiet:
            added, changed = sum(loaded.added.values()), sum(loaded.changed.values())
            self.stdout.write(
                _("Loaded in %(seconds).1f s: %(added)d rows added, %(changed)d changed.")
                % {"seconds": seconds, "added": added, "changed": changed}
            )


def _load(plan: NetworkPlan, bars: Progress) -> Loaded:
    loading = bars.add_task(_("Loading the network"), total=len(plan))
    return load_network(
        actor=Actor.system("load_network"),
        plan=plan,
        progress=lambda _table, rows: bars.advance(loading, rows),
    )
