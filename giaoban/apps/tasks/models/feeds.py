"""Secret addresses of calendars."""

from __future__ import annotations

from django.db import models

from giaoban.apps.accounts.models import User
from giaoban.apps.org.models import Unit
from giaoban.kit.access import ScopedQuerySet


class CalendarFeed(models.Model):
    """A secret address at which a user's calendar of `unit` is read. Only the digest of the secret is kept.

    One that was revoked stays, so that whoever still asks for it is told that it has gone.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_feeds")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["CalendarFeed"].as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
