"""One pass of the publisher: what was marked is built once, and what came out differently gets a new version."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from itertools import groupby

from django.db import connection, transaction
from django.utils import translation

from ..domain.topics import Topic, built_together, parsed, payloads
from ..models import LiveTopic

PUBLISHING = 0x6C697665
"""The advisory lock: one publisher in all processes, so that versions are committed in their order."""
_TAKEN = """
WITH gone AS (DELETE FROM live_livemark WHERE due <= clock_timestamp() RETURNING mark) SELECT DISTINCT mark FROM gone
"""
_RENEWED = """
UPDATE live_livetopic t SET payload = new.payload, version = nextval('live_version')
  FROM unnest(%s::text[], %s::text[]) AS new (name, payload) WHERE t.name = new.name AND t.payload <> new.payload
"""
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
        if not marks:
            return 0
        names = LiveTopic.objects.filter(mark__in=marks).values_list("name", flat=True)
        built = _built(sorted((parsed(name) for name in names), key=_apart))
        cursor.execute(_RENEWED, [list(built), list(built.values())])
        return int(cursor.rowcount)


def payload_of(topic: Topic) -> str:
    """What a topic says as of now; "" for one that nobody builds."""
    with translation.override(topic.language):
        return payloads(topic.kind, [topic.key]).get(topic.key, "")


def _apart(topic: Topic) -> tuple[str, str, str]:
    """Equal for topics that are built in one call."""
    return topic.kind, topic.language, "" if built_together(topic.kind) else topic.key


def _built(topics: Sequence[Topic]) -> Mapping[str, str]:
    """Payloads by name; without those that cannot be built, which must not silence the others."""
    built: dict[str, str] = {}
    for (kind, language, _key), alike in groupby(topics, key=_apart):
        names = {topic.key: topic.name for topic in alike}
        try:
            with transaction.atomic(), translation.override(language):
                found = payloads(kind, list(names))
        except Exception:
            _log.exception("live topics %s", ", ".join(names.values()))
        else:
            built |= {name: found.get(key, "") for key, name in names.items()}
    return built
