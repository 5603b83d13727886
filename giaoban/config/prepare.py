"""What a start needs before the first page: tables, and the static files, collected and compressed."""

from __future__ import annotations

import os
from pathlib import Path

import django


def main() -> None:
    """Idempotent; about a second when there is nothing to do. Two at once wait for each other."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.config.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('giaoban.prepare'))")
        call_command("migrate", verbosity=0, interactive=False)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    if settings.STATIC_COLLECTED:
        call_command("collectstatic", verbosity=0, interactive=False)


if __name__ == "__main__":
    main()
