"""giaoban createadmin USERNAME --unit CODE: the first administrator of a unit."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from giaoban.apps.accounts.actions.appoint_user import appoint_user
from giaoban.apps.accounts.actions.create_user import create_user
from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import Actor

from . import asked_password


class Command(BaseCommand):
    help = "Create an administrator. Example: giaoban createadmin quantri --unit MTTQ-TW"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--unit", required=True, help="code of the unit")

    def handle(self, *args: Any, username: str, unit: str, **options: Any) -> None:
        found = Unit.objects.filter(code=unit).first()
        if found is None:
            raise CommandError(_("There is no unit with the code %(code)s.") % {"code": unit})
        password = asked_password()
        system, now = Actor.system("createadmin"), clock.now()
        label = _("Administrator – %(unit)s") % {"unit": found.short_name}
        user = create_user(actor=system, username=username, label=label, password=password, now=now)
        appoint_user(actor=system, user=user, unit=found, post=Post.ADMINISTRATOR, start=clock.local_day(now))
        self.stdout.write(_("%(name)s administers %(unit)s.") % {"name": username, "unit": found.name})
