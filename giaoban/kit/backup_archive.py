"""One file that holds everything: `database.dump`, `files/…` and `manifest.json` with a digest of each.

A plain tar, so that it opens without us. Every name and digest is checked before anything is used.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
FILES = "files"


class ArchiveDamaged(ValueError):
    """The file is not a backup, or not a whole one; the message names what is wrong."""


def write(target: Path, dump: Path, files: Path, facts: Mapping[str, Any]) -> int:
    """Make `target` (mode 600, whole or not at all); the number of files in it. Raises OSError."""
    handle, draft_name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    draft = Path(draft_name)
    try:
        digests: dict[str, str] = {}
        with os.fdopen(handle, "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
                _add(tar, dump, DUMP, digests)
                for path in sorted(files.rglob("*")) if files.is_dir() else []:
                    if path.is_file() and not path.is_symlink():
                        _add(tar, path, f"{FILES}/{path.relative_to(files).as_posix()}", digests)
                _add_manifest(tar, {**facts, "format": FORMAT, "sha256": digests})
            raw.flush()
            os.fsync(raw.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return len(digests) - 1


def _add(tar: tarfile.TarFile, path: Path, name: str, digests: dict[str, str]) -> None:
    tar.add(path, name, recursive=False)
    with path.open("rb") as file:
        digests[name] = hashlib.file_digest(file, "sha256").hexdigest()


def _add_manifest(tar: tarfile.TarFile, manifest: Mapping[str, Any]) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(json.dumps(manifest, indent=1, sort_keys=True).encode())
        file.flush()
        tar.add(file.name, MANIFEST)


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Copy the entries into `folder`, checked against the manifest, and return its facts.

    Raises ArchiveDamaged; then `folder` holds nothing to be used.
    """
    digests: dict[str, str] = {}
    try:
        with tarfile.open(source, "r:") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isreg() else None
                if content is None:
                    raise ArchiveDamaged(f"{source}: {member.name!r} is no plain file.")
                digests[member.name] = _copy(content, folder, _safe(source, member.name))
    except (tarfile.TarError, EOFError) as error:
        raise ArchiveDamaged(f"{source} is not a backup, or is cut off: {error}") from error
    if MANIFEST not in digests:
        raise ArchiveDamaged(f"{source} is cut off, or is not a backup: it has no {MANIFEST}.")
    try:
        facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        promised = dict(facts["sha256"])
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveDamaged(f"{source}: {MANIFEST} cannot be read.") from error
    if facts.get("format") != FORMAT:
        raise ArchiveDamaged(f"{source} was made by another version (format {facts.get('format')}).")
    del digests[MANIFEST]
    names = {*promised, *digests}
    wrong = sorted(name for name in names if promised.get(name) != digests.get(name))
    if wrong or DUMP not in digests:
        raise ArchiveDamaged(f"{source} is damaged: {', '.join(wrong[:5]) or DUMP}.")
    return dict(facts)


def put_files(folder: Path, files: Path) -> int:
    """Copy those of the unpacked files that are missing in `files` there; their number."""
    added = 0
    for path in sorted((folder / FILES).rglob("*")):
        target = files / path.relative_to(folder / FILES)
        if path.is_file() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_name(f".{target.name}.restored")
            shutil.copyfile(path, draft)
            draft.replace(target)
            added += 1
    return added


def _safe(source: Path, name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    inside = name in {MANIFEST, DUMP} or (len(path.parts) > 1 and path.parts[0] == FILES)
    if not inside or path.is_absolute() or ".." in path.parts or "\0" in name:
        raise ArchiveDamaged(f"{source}: {name!r} does not belong in a backup.")
    return path


def _copy(content: IO[bytes], folder: Path, name: PurePosixPath) -> str:
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("wb") as out:
        while block := content.read(1 << 20):
            digest.update(block)
            out.write(block)
    return digest.hexdigest()
