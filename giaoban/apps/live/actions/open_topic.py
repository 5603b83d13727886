"""Put a topic on a page: from then on it is kept published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from ..domain.channels import channel_of, half_day, path_of
from ..domain.tickets import made_at, ticket_for
from ..domain.topics import Topic
from ..models import LiveTopic
from .publish_topics import payload_of

_FRESH = timedelta(minutes=10)
_NEW = """
WITH new AS (
  INSERT INTO live_livetopic (name, mark, version, payload, wanted_at)
  VALUES (%s, %s, nextval('live_version'), %s, %s) ON CONFLICT (name) DO NOTHING RETURNING mark)
INSERT INTO live_livemark (mark) SELECT mark FROM new
"""


@dataclass(frozen=True, slots=True)
class Live:
    """A topic on a page: what it says now, which version that is, where to listen and where to ask again; `now`: the
    server's clock, for screens whose own is wrong.
    """

    html: SafeString
    version: int
    stream: str
    poll: str
    now: datetime


def open_topic(kind: str, key: int | str, now: datetime) -> Live:
    """The topic for a page whose reader may see it: the caller has asked. From now on it is kept published.

    Its screens listen to the streams' process, or to nginx where that carries them (`settings.NCHAN`).
    One query; the first time two more and those of the payload, once in ten minutes one more.
    """
    topic = Topic(kind, str(key), get_language() or settings.LANGUAGE_CODE)
    row = LiveTopic.objects.filter(name=topic.name).first() or _made(topic, now)
    if now - row.wanted_at > _FRESH:
        LiveTopic.objects.filter(pk=row.pk).update(wanted_at=now)
    ticket = ticket_for(topic.name)
    path = reverse("live:poll", args=[ticket])
    heard = path_of(channel_of(topic.name, half_day(made_at(ticket)))) if settings.NCHAN else f"{path}song/"
    return Live(mark_safe(row.payload), row.version, f"{settings.STREAM_URL}{heard}", path, now)  # noqa: S308


def _made(topic: Topic, now: datetime) -> LiveTopic:
    """Built, then written together with a mark of its own: what was committed while it was built was marked for a
    topic that nobody could see yet, so it is built once more. Of two who open it at once the second takes the first's.
    """
    payload, mark = payload_of(topic), f"{topic.kind}/{topic.key}"
    with connection.cursor() as cursor:
        cursor.execute(_NEW, (topic.name, mark, payload, now))
    return LiveTopic.objects.get(name=topic.name)
