"""The fixtures that every other test stands on."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from tests.databases import Clone


@pytest.mark.django_db
def test_db_is_a_clone_with_every_migration() -> None:
    assert connection.settings_dict["NAME"].startswith("test_")
    assert ContentType.objects.exists()


def test_fresh_db_is_seen_by_threads_and_processes(fresh_db: Clone) -> None:
    ContentType.objects.create(app_label="one", model="committed")
    seen: list[bool] = []

    def look() -> None:
        seen.append(ContentType.objects.filter(app_label="one").exists())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [True]
    program = (
        "import psycopg, sys; c = psycopg.connect(sys.argv[1]);"
        "print(c.execute(\"SELECT count(*) FROM django_content_type WHERE app_label = 'one'\").fetchone()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, fresh_db.url], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "1"


def test_fresh_db_starts_as_the_template_was(fresh_db: Clone) -> None:
    assert not ContentType.objects.filter(app_label="one").exists()
