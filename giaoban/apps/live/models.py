"""Topics that somebody looks at, and marks of what moved."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class LiveTopic(models.Model):
    """The newest payload of a topic. `version` comes from one sequence for all, so it only ever grows, also when the
    row is thrown away and made again; `wanted_at`: when a page last showed it.
    """

    name = models.CharField(max_length=160, unique=True)
    mark = models.CharField(max_length=120, help_text="kind and key: what a change is marked by")
    version = models.BigIntegerField()
    payload = models.TextField()
    wanted_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["mark"], name="live_topics_of_mark"),
            models.Index(fields=["version"], name="live_newer_than"),
        ]

    def __str__(self) -> str:
        return self.name


class LiveMark(models.Model):
    """Something moved. Written in the transaction of the change, taken away by the publisher from `due` on (by the
    database's clock): nobody waits for it.
    """

    mark = models.CharField(max_length=120)
    due = models.DateTimeField(db_default=Now())
