"""giaoban audit verify | seal | close."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.seal_lines import close_restored, newest_outside, seal_lines
from giaoban.apps.audit.queries import verify
from giaoban.kit import clock


class Command(BaseCommand):
    help = "Seal the audit and verify it. Example: giaoban audit verify --json"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["verify", "seal", "close"])
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, verb: str, json: bool, **options: Any) -> None:
        if verb == "seal":
            seal_lines(now=clock.machine_now())
        elif verb == "close":
            close_restored(now=clock.machine_now())
        self._verify(as_json=json)

    def _verify(self, *, as_json: bool) -> None:
        found = verify(newest_outside())
        age = (clock.machine_now() - found.oldest_unsealed).total_seconds() if found.oldest_unsealed else 0.0
        if as_json:
            facts = {"ok": found.ok, "seals": found.seals, "lines": found.lines, "bad_seal": found.bad_seal,
                     "reason": found.reason, "unsealed": found.unsealed, "tail_age_s": round(age, 1)}  # fmt: skip
            self.stdout.write(json.dumps(facts))
        elif found.ok:
            text = _(
                "Audit holds: %(lines)d lines under %(seals)d seals; "
                "%(unsealed)d not yet sealed, the oldest for %(age).0f s."
            )
            self.stdout.write(
                text % {"lines": found.lines, "seals": found.seals, "unsealed": found.unsealed, "age": age}
            )
        else:
            self.stderr.write(
                _("Audit is broken at seal %(seal)s: %(reason)s")
                % {"seal": found.bad_seal, "reason": found.reason}
            )
        if not found.ok:
            raise SystemExit(1)
