"""Signing in as a post of a unit, for the page tests of tasks, proposals and conferences."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from django.test import Client
from django.utils import timezone

from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import Appointment, User
from giaoban.apps.org.models import Unit
from tests.tasks.network import ALWAYS

_numbers = count(1)


def signed_in(unit: Unit, post: Post = Post.OFFICER) -> Client:
    """A browser of somebody who holds `post` in `unit`."""
    now: datetime = timezone.now()
    user = User.objects.create(username=f"u{next(_numbers)}", label=f"{post.label} – {unit}", created_at=now)
    Appointment.objects.create(user=user, unit=unit, post=post, valid=ALWAYS)
    client = Client()
    client.force_login(user)
    return client
