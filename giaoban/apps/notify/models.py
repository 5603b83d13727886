"""Ways to reach users, and what was sent on them."""

from __future__ import annotations

from datetime import datetime, time

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from giaoban.apps.accounts.models import User
from giaoban.kit import vault
from giaoban.kit.access import ScopedQuerySet

from .domain.quiet import after_quiet
from .enums import SendingState, Way


class Channel(models.Model):
    """One way to one user. The address lies encrypted; nothing but its code is sent before it is confirmed."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="channels")
    way = models.CharField(max_length=10, choices=Way)
    key = models.BinaryField(editable=False)
    sealed = models.BinaryField(editable=False)
    code = models.CharField(max_length=64, blank=True, help_text="digest of the code that was sent last")
    code_until = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    daily = models.BooleanField(default=True)
    urgent = models.BooleanField(default=True)
    quiet_from = models.TimeField(default=time(21))
    quiet_to = models.TimeField(default=time(6))
    lost = models.PositiveSmallIntegerField(default=0, help_text="messages in a row that were not delivered")
    stopped_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects = ScopedQuerySet["Channel"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "way"], name="notify_one_way_a_user")]

    @property
    def address(self) -> str:
        return vault.unlock(vault.master_key(settings.SECRET_KEY), bytes(self.key), bytes(self.sealed))

    def seal(self, address: str) -> None:
        """Encrypt the address with a key of its own."""
        master = vault.master_key(settings.SECRET_KEY)
        self.key = vault.new_record_key(master)
        self.sealed = vault.lock(master, self.key, address)

    @property
    def is_open(self) -> bool:
        return self.confirmed_at is not None and self.stopped_at is None

    def awake(self, moment: datetime) -> datetime:
        """The first moment (local) from then on outside the user's quiet hours."""
        return after_quiet(moment, self.quiet_from, self.quiet_to)


class Sending(models.Model):
    """One message on one way. `key` says what it is about: the same thing is sent once."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="sendings")
    key = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=SendingState, default=SendingState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True)

    objects = ScopedQuerySet["Sending"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "key"], name="notify_said_once"),
            models.CheckConstraint(
                condition=Q(state=SendingState.WAITING, done_at=None)
                | ~Q(state=SendingState.WAITING) & ~Q(done_at=None),
                name="notify_sending_done_at",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("created_at")), name="notify_due_after_made"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["channel", "-created_at"], name="notify_of_channel")]
