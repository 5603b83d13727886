"""giaoban backup FILE: the database and the files in one archive."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from giaoban.kit import backup_archive, clock, postgres
from giaoban.kit.pg_account import PostgresUnavailable


class Command(BaseCommand):
    help = (
        "Write the database and all files to one archive, while work goes on. "
        "The secret key is not in it: keep that apart. Example: giaoban backup /mnt/backup/giaoban.tar"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        target = file.absolute()
        try:
            with tempfile.TemporaryDirectory(dir=target.parent, prefix=".giaoban-backup-") as folder:
                dump = Path(folder, backup_archive.DUMP)
                facts = {"made_at": clock.machine_now().isoformat(), "migrations": applied()}
                # First the rows, then the files: a file is stored before the row that names it.
                postgres.dump(connection.settings_dict, dump)
                count = backup_archive.write(target, dump, Path(settings.FILES_DIR), facts)
        except (OSError, PostgresUnavailable) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("%(file)s: %(size).1f MB, the database and %(count)d files.")
            % {"file": target, "size": target.stat().st_size / 1e6, "count": count}
        )


def applied() -> list[str]:
    """The migrations this database has, as "app.name"."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
