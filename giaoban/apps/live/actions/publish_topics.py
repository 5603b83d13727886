"""One pass of the publisher: what was marked is built once, and what came out differently gets a new version."""

from __future__ import annotations

import logging

from django.db import connection, transaction
from django.utils import translation

from ..domain.topics import builder_of, parsed
from ..models import LiveTopic

PUBLISHING = 0x6C697665
"""The advisory lock: one publisher in all processes, so that versions are committed in their order."""
_TAKEN = "WITH gone AS (DELETE FROM live_livemark RETURNING mark) SELECT DISTINCT mark FROM gone"
_log = logging.getLogger(__name__)


def publish() -> int:
    """Build and store what was marked; returns how many topics have a new payload.

    Marks and payloads change in one transaction: a publisher that is killed leaves the marks. A mark that is
    committed while it builds waits for the next pass, so nothing is missed. 0 while another process publishes.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [PUBLISHING])
        if not (cursor.fetchone() or (False,))[0]:
            return 0
        cursor.execute(_TAKEN)
        marks = [mark for (mark,) in cursor.fetchall()]
        found = LiveTopic.objects.filter(mark__in=marks) if marks else ()
        return sum(_renewed(row) for row in found)


def next_version() -> int:
    """Of the one sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('live_version')")
        return int(cursor.fetchone()[0])


def built(name: str) -> str:
    """The payload of a topic as of now; "" for one that nobody builds."""
    topic = parsed(name)
    builder = builder_of(topic.kind)
    if builder is None:
        return ""
    with translation.override(topic.language):
        return builder(topic.key)


def _renewed(row: LiveTopic) -> bool:
    try:
        with transaction.atomic():
            payload = built(row.name)
    except Exception:  # one topic that cannot be built must not silence the others
        _log.exception("live topic %s", row.name)
        return False
    if payload == row.payload:
        return False
    row.payload, row.version = payload, next_version()
    row.save(update_fields=["payload", "version"])
    return True
