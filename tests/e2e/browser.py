"""Finds a Chromium, or gets one: `python -m tests.e2e.browser` prints its path or fails with the remedy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REMEDY = (
    "No Chromium for the browser journeys. Install one (Debian: apt-get install chromium) so that `chromium` "
    "is on the PATH, or name it with GIAOBAN_CHROMIUM, or leave these tests out: ./run test --no-browser"
)


def on_path() -> Path | None:
    """GIAOBAN_CHROMIUM, else the first known name on the PATH."""
    given = os.environ.get("GIAOBAN_CHROMIUM")
    for name in [given] if given else NAMES:
        if found := shutil.which(name):
            return Path(found)
    return None


def of_playwright() -> Path | None:
    """The browser that playwright has downloaded, if it has."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def find() -> Path | None:
    """A browser that is here already."""
    return on_path() or of_playwright()


def install() -> Path | None:
    """Debian's package when we are root, else playwright's download. None if neither works."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", *arguments], env=quiet, check=False, stdout=sys.stderr)
        if found := on_path():
            return found
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], check=False, stdout=sys.stderr
    )
    return of_playwright()


def main() -> int:
    found = find() or install()
    print(found or REMEDY)  # noqa: T201
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
