"""What the operator of an installation does to accounts."""

from __future__ import annotations

import getpass
import os

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from giaoban.apps.accounts.models import User


def asked_password(user: User | None = None) -> str:
    """From GIAOBAN_PASSWORD, else asked for at the keyboard. Raises CommandError for one that is too weak."""
    password = os.environ.get("GIAOBAN_PASSWORD") or getpass.getpass()
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return password
