"""The environment, read here and nowhere else (docs/ops/settings.md lists the names).

Importing or calling anything here starts no server; the only thing ever written is `var/secret_key`.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import secrets
import stat
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from giaoban.kit import postgres

ROOT = Path(__file__).resolve().parents[2]
_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off", ""}


def text(name: str, default: str) -> str:
    """The variable, or `default` when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """A yes or no. Leaves the program on anything else, so that a typing error never means "no"."""
    value = text(name, "1" if default else "0").lower()
    if value not in _YES | _NO:
        raise SystemExit(f"{name}={value!r}: write 1 or 0.")
    return value in _YES


def count(name: str, default: int) -> int:
    """A whole number, zero or more. Leaves the program on anything else."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit()):
        raise SystemExit(f"{name}={value!r}: write a whole number, 0 or more.")
    return int(value)


def production() -> bool:
    value = text("GIAOBAN_ENV", "development")
    if value not in {"development", "production"}:
        raise SystemExit(f"GIAOBAN_ENV={value!r}: write development or production.")
    return value == "production"


def demo() -> bool:
    """Choosing a post without a password. Set by `./run demo` only; refused in production."""
    wanted = flag("GIAOBAN_DEMO", False)
    if wanted and production():
        raise SystemExit(
            "Demonstration mode lets anyone in without a password: it is refused with "
            "GIAOBAN_ENV=production. Unset GIAOBAN_DEMO."
        )
    return wanted


def demo_opened() -> datetime:
    """When the demonstration was opened: by this process, or by the one that started it (GIAOBAN_DEMO_OPENED)."""
    said = os.environ.setdefault("GIAOBAN_DEMO_OPENED", datetime.now(UTC).isoformat())
    try:
        return datetime.fromisoformat(said).astimezone(UTC)
    except ValueError:
        raise SystemExit(f"GIAOBAN_DEMO_OPENED={said!r}: a moment, set by ./run demo only.") from None


def var_dir() -> Path:
    """Where everything that changes lies: database, files, secret key. GIAOBAN_VAR, else var/."""
    return Path(text("GIAOBAN_VAR", str(ROOT / "var"))).expanduser().absolute()


def secret_key() -> str:
    """GIAOBAN_SECRET_KEY; outside production else a random one that var/secret_key keeps (mode 600)."""
    given = text("GIAOBAN_SECRET_KEY", "")
    if given:
        if production() and len(given) < 50:
            raise SystemExit("GIAOBAN_SECRET_KEY: at least 50 characters, by chance.")
        return given
    if production():
        raise SystemExit(
            "GIAOBAN_SECRET_KEY is required in production: at least 50 characters, by chance, kept apart "
            "from the backups (without it the personal texts of a backup cannot be read)."
        )
    kept = var_dir() / "secret_key"
    if not kept.exists():
        _keep_new_key(kept)
    if stat.S_IMODE(kept.stat().st_mode) & 0o077:
        raise SystemExit(f"{kept} can be read by others: chmod 600 {kept}")
    return kept.read_text().strip()


def _keep_new_key(kept: Path) -> None:
    """Two processes may start at once: the first link wins, and nobody reads half a key."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=kept.parent, prefix="secret_key.")
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64))
    with contextlib.suppress(FileExistsError):
        os.link(draft, kept)
    Path(draft).unlink()


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server; `host` is "" where there is none."""

    scheme: str = "smtp"
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    sender: str = "giaoban@localhost"


def mail() -> Mail:
    """GIAOBAN_MAIL_URL and GIAOBAN_MAIL_FROM. Leaves the program on half of them."""
    url, sender = text("GIAOBAN_MAIL_URL", ""), text("GIAOBAN_MAIL_FROM", "")
    if not url:
        return Mail()
    parts = urlsplit(url)
    ports = {"smtp": 25, "smtps": 465, "smtp+tls": 587}
    if parts.scheme not in ports or not parts.hostname or "@" not in sender:
        raise SystemExit(
            "GIAOBAN_MAIL_URL: smtps://user:password@host:465 or smtp+tls://user:password@host:587 (smtp:// only on "
            "this machine); GIAOBAN_MAIL_FROM: the sender's address."
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Mail(parts.scheme, parts.hostname, parts.port or ports[parts.scheme], user, password, sender)


def gateway() -> tuple[str, str]:
    """Address and secret of the gateway for chat and SMS; ("", "") without one. In production only https."""
    url, secret = text("GIAOBAN_GATEWAY_URL", ""), text("GIAOBAN_GATEWAY_SECRET", "")
    safe = url.startswith("https://") or (url.startswith("http://") and not production())
    if url and (not safe or len(secret) < 32):
        raise SystemExit(
            "GIAOBAN_GATEWAY_URL: https://…, with GIAOBAN_GATEWAY_SECRET of at least 32 characters."
        )
    return url, secret


def nchan() -> str:
    """GIAOBAN_NCHAN: where nginx takes messages for its listeners; "" without it."""
    url = text("GIAOBAN_NCHAN", "")
    parts = urlsplit(url)
    if url and (parts.scheme != "http" or not parts.hostname or parts.query):
        raise SystemExit(
            "GIAOBAN_NCHAN: http://127.0.0.1:8003, where nginx takes messages (docs/ops/nchan.md)."
        )
    return url


def picture() -> tuple[str, str, str, str]:
    """The system for picture and sound: its kind, address, our name there, the shared secret; four empty texts
    without one. In production only https.
    """
    kind, url = text("GIAOBAN_PICTURE", ""), text("GIAOBAN_PICTURE_URL", "")
    app, secret = text("GIAOBAN_PICTURE_APP", ""), text("GIAOBAN_PICTURE_SECRET", "")
    if not kind:
        return "", "", "", ""
    safe = url.startswith("https://") or (url.startswith("http://") and not production())
    named = kind == "bigbluebutton" or (kind == "jitsi" and app)
    if not named or not safe or len(secret) < 16:
        raise SystemExit(
            "GIAOBAN_PICTURE: jitsi (with GIAOBAN_PICTURE_APP) or bigbluebutton; GIAOBAN_PICTURE_URL: https://…; "
            "GIAOBAN_PICTURE_SECRET: the secret that the server gave you, at least 16 characters."
        )
    return kind, url, app, secret


def pg_dir() -> Path:
    """The directory of the embedded server."""
    return var_dir() / "pg"


def database_url() -> str:
    """DATABASE_URL, or "" when the embedded server is used."""
    return text("DATABASE_URL", "")


def collect_rarely() -> None:
    """What is loaded stays as it is and is not looked through again; new objects are looked through for cycles by
    50,000 instead of by 700. Otherwise a page spends 6 to 9 in 100 parts of its time on it, and every few dozen pages
    one waits some 50 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


def allow_open_files() -> None:
    """As many open files in this process as the machine allows it: each connection is one."""
    with contextlib.suppress(OSError, ValueError):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def database_name() -> str:
    """On the embedded server the demonstration has a database of its own, apart from real work."""
    return "giaoban_demo" if demo() else "giaoban"


def database() -> dict[str, object]:
    """Django's DATABASES["default"]. Leaves the program if the demonstration points at a real database."""
    url = database_url()
    if not url:
        parts = postgres.address(pg_dir()).settings(database_name())
    else:
        parts = parse_database_url(url)
        if demo() and not str(parts["NAME"]).endswith("demo"):
            raise SystemExit(
                f"The demonstration opens its database to anyone on this machine, so it takes only one whose "
                f"name ends in “demo”, not “{parts['NAME']}”. Change or unset DATABASE_URL."
            )
    return {
        "ENGINE": "giaoban.kit.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        **parts,
    }


def parse_database_url(url: str) -> dict[str, object]:
    """`postgresql://user:password@host:port/name?sslmode=require` as Django's settings.

    `host` and `port` may stand in the query (a socket's directory). Leaves the program on another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit(
            "DATABASE_URL: only PostgreSQL 18 or newer: postgresql://user:password@host:5432/name"
        )
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    host = query.pop("host", "") or unquote(parts.hostname or "")
    port = query.pop("port", "") or str(parts.port or "")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise SystemExit("DATABASE_URL names no database: postgresql://user:password@host:5432/name")
    settings: dict[str, object] = {
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
    }
    return settings | ({"OPTIONS": query} if query else {})
