"""giaoban setpassword USERNAME: a new password for somebody who has forgotten it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from giaoban.apps.accounts.actions.change_password import change_password
from giaoban.apps.accounts.models import User
from giaoban.kit.access import Actor

from . import asked_password


class Command(BaseCommand):
    help = "Set a new password; the account's sign-ins end. Example: giaoban setpassword quantri"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(_("There is no account with the user name %(name)s.") % {"name": username})
        change_password(actor=Actor.system("setpassword"), user=user, password=asked_password(user))
        self.stdout.write(_("%(name)s has a new password and is signed out everywhere.") % {"name": username})
