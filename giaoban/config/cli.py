"""The command line: `giaoban <verb>`. Verbs are Django's management commands; `serve` and `stop` are ours.

Starts the embedded PostgreSQL for a verb that needs it, and stops it afterwards if nobody else uses it.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence

from giaoban.config import env
from giaoban.kit import postgres
from giaoban.kit.pg_account import PostgresUnavailable

WITHOUT_DATABASE = {
    "help", "version", "--help", "-h", "--version", "check", "collectstatic", "diffsettings", "findstatic",
    "makemessages", "messages", "startapp", "testserver",
}  # fmt: skip
WITHOUT_TABLES = {"migrate", "restore", "makemigrations", "showmigrations", "sqlmigrate", "dbshell"}
USAGE = """Giao Ban: giaoban <verb> [--help]

  serve            pages, jobs and database, until Ctrl-C     giaoban serve --port 8000
  stop             stop the embedded PostgreSQL               giaoban stop
  backup, restore  everything in one file                     giaoban backup giaoban.tar
  createadmin      the first administrator                    giaoban createadmin
  setpassword      for somebody who has forgotten it          giaoban setpassword NAME
  help             every verb"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; the process's exit code. Errors that a person can mend are one line, not a traceback."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.config.settings")
    if not arguments or arguments[0] in {"-h", "--help"}:
        _say(USAGE)
        return 0
    try:
        if arguments[0] == "serve":
            from giaoban.config import serve

            return serve.main(arguments[1:])
        if arguments[0] == "stop":
            postgres.stop(env.pg_dir())
            return 0
        return _manage(arguments)
    except PostgresUnavailable as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 130


def _manage(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    verb = arguments[0]
    asks_help = bool({"--help", "-h"} & set(arguments))
    with contextlib.nullcontext(False) if asks_help or verb in WITHOUT_DATABASE else database() as new:
        if new and verb not in WITHOUT_TABLES:
            execute_from_command_line(["giaoban", "migrate", "--verbosity", "0"])
        execute_from_command_line(["giaoban", *arguments])
    return 0


@contextlib.contextmanager
def database() -> Iterator[bool]:
    """The database answers inside; True if it was made just now. With DATABASE_URL nothing is done."""
    if env.database_url():
        yield False
        return
    with postgres.using(env.pg_dir()) as server:
        yield postgres.ensure_database(server, env.database_name())


def _say(text: str) -> None:
    print(text)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
