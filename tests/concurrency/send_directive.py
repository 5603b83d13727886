"""Asks everybody whom a directive means, in a process of its own: `python -m tests.concurrency.send_directive ID`."""

from __future__ import annotations

import sys

import django


def main() -> None:
    django.setup()
    from giaoban.apps.directives.jobs import fan_out

    fan_out(int(sys.argv[1]))


if __name__ == "__main__":
    main()
