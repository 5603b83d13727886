"""giaoban restore FILE: put a backup in the place of what is there."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.seal_lines import close_restored
from giaoban.kit import backup_archive, clock, postgres
from giaoban.kit.pg_account import PostgresUnavailable


class Command(BaseCommand):
    help = (
        "Restore a backup: all of it, or nothing is changed. End `serve` first. "
        "Example: giaoban restore /mnt/backup/giaoban.tar"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="throw away what the database holds now")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        if not replace and _has_content():
            raise CommandError(_("The database is not empty. Make a backup of it, then add --replace."))
        files = Path(settings.FILES_DIR)
        files.mkdir(parents=True, exist_ok=True)
        try:
            with tempfile.TemporaryDirectory(dir=files.parent, prefix=".giaoban-restore-") as name:
                folder = Path(name)
                facts = backup_archive.unpack(file, folder)
                _refuse_newer(facts)
                settings_dict = dict(connection.settings_dict)
                connection.close()
                postgres.restore(settings_dict, folder / backup_archive.DUMP)
                count = backup_archive.put_files(folder, files)
        except (OSError, backup_archive.ArchiveDamaged, PostgresUnavailable) as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0, interactive=False)
        close_restored(now=clock.machine_now())
        self.stdout.write(
            _("Restored the state of %(made_at)s; %(count)d files were missing and are back.")
            % {"made_at": facts.get("made_at", "?"), "count": count}
        )


def _has_content() -> bool:
    if "audit_auditline" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM audit_auditline)")
        return bool(cursor.fetchone()[0])


def _refuse_newer(facts: dict[str, Any]) -> None:
    known = {
        f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    }
    ahead = sorted(name for name in facts.get("migrations", []) if name not in known)
    if ahead:
        raise CommandError(
            _("The backup is of a newer version (%(names)s). Install that version, then restore.")
            % {"names": ", ".join(ahead[:3])}
        )
