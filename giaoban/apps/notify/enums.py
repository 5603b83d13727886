"""Ways to reach a user, and what became of a message."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Way(TextChoices):
    """How a message goes out: `gateway` is a program of the installation's that passes it to chat or SMS."""

    EMAIL = "email", _("E-mail")
    GATEWAY = "gateway", _("Chat or SMS")


class SendingState(TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent off")
    FAILED = "failed", _("Not delivered")


TONE = {SendingState.WAITING: "info", SendingState.SENT: "done", SendingState.FAILED: "late"}
