"""What may stand in a file that others get: no registry's host, no machine's path, no key."""

from __future__ import annotations

import re

from . import sources

TEXT = {
    ".py", ".md", ".toml", ".lock", ".json", ".yaml", ".yml", ".html", ".css", ".js", ".txt", ".po", ".sh", "",
    ".cfg", ".ini", ".svg",
}  # fmt: skip
HOSTS = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs|npmjs\.org|jsdelivr|unpkg\.com|cdnjs|googleapis\.com|astral\.sh",
    re.IGNORECASE,
)
PATHS = re.compile(r"(?<![\w.<])/(?:work/(?:main|shared)|tmp/gb|root/|home/[a-z]+/|Users/)")
KEYS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b")
HERE = "tests/architecture/test_tracked_files.py"


def found(pattern: re.Pattern[str]) -> list[str]:
    hits = []
    for path in sources.tracked():
        if path.suffix in TEXT and sources.name(path) != HERE:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if hit := pattern.search(line):
                    hits.append(f"{sources.name(path)}:{number} {hit[0]}")
    return hits


def test_no_registry_host() -> None:
    assert found(HOSTS) == []


def test_no_path_of_a_machine() -> None:
    assert found(PATHS) == []


def test_no_key() -> None:
    assert found(KEYS) == []


def test_the_patterns_see_what_they_forbid() -> None:
    assert HOSTS.search("https://registry.npm" + "js.org/x")
    assert PATHS.search("cd /home/an/giaoban")
    assert PATHS.search('"/root/x"')
    assert KEYS.search("-----BEGIN RSA PRIVATE KEY-----")


def test_what_is_made_is_not_tracked() -> None:
    made = re.compile(r"^(var|out|node_modules|\.venv)/|\.(mo|pyc)$")
    assert [name for name in map(sources.name, sources.tracked()) if made.search(name)] == []


def test_large_files_are_few() -> None:
    """Data sets are generated; only the samples in docs/mau and the lock file may be large."""
    large = [
        f"{sources.name(p)} {p.stat().st_size // 1024} kB"
        for p in sources.tracked()
        if p.stat().st_size > (800_000 if p.suffix == ".po" else 400_000)
        and not sources.name(p).startswith("docs/")
    ]
    assert large == []
