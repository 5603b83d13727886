"""The job of an import, in a process that can be killed: `python -m tests.concurrency.take_in BATCH`."""

from __future__ import annotations

import sys

import django

if __name__ == "__main__":
    django.setup()
    from giaoban.apps.reporting.jobs import run_import

    run_import(int(sys.argv[1]))
