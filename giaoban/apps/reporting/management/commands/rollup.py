"""giaoban rollup verify: recompute every stored total from the received reports."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from rich.progress import track

from giaoban.apps.reporting.models import Collection
from giaoban.apps.reporting.queries.verification import differences


class Command(BaseCommand):
    help = "Check the stored totals against the received reports. Example: giaoban rollup verify --json"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["verify"])
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        collections = list(Collection.objects.select_related("form_version__cell_set", "period"))
        found = [d for c in track(collections, disable=as_json) for d in differences(c)]
        if as_json:
            facts = [
                {"unit": d.unit, "cell": d.cell, "stored": d.stored, "recomputed": d.recomputed}
                for d in found
            ]
            self.stdout.write(
                json.dumps({"ok": not found, "collections": len(collections), "differences": facts})
            )
        elif not found:
            self.stdout.write(
                _("Totals of %(count)d periods equal their reports.") % {"count": len(collections)}
            )
        for d in [] if as_json else found[:50]:
            self.stderr.write(f"{d.collection} · {d.unit} · {d.cell}: {d.stored} ≠ {d.recomputed}")
        if found:
            raise SystemExit(1)
