"""The archive of a backup: whole or refused, and nothing in it can leave its folder."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from giaoban.kit import backup_archive as archive


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    files = tmp_path / "files"
    (files / "ab").mkdir(parents=True)
    (files / "ab" / "báo cáo").write_bytes(b"726")
    (tmp_path / "dump").write_bytes(b"rows")
    target = tmp_path / "giaoban.tar"
    assert archive.write(target, tmp_path / "dump", files, {"made_at": "2021-06-15"}) == 1
    return target


def unpack(source: Path, tmp_path: Path) -> tuple[dict[str, object], Path]:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    return archive.unpack(source, folder), folder


def test_round_trip(backup: Path, tmp_path: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    assert {p.name for p in tmp_path.iterdir()} == {"files", "dump", "giaoban.tar"}
    facts, folder = unpack(backup, tmp_path)
    assert facts["made_at"] == "2021-06-15"
    assert (folder / archive.DUMP).read_bytes() == b"rows"
    back = tmp_path / "back"
    assert archive.put_files(folder, back) == 1
    assert (back / "ab" / "báo cáo").read_bytes() == b"726"
    assert archive.put_files(folder, back) == 0


@pytest.mark.parametrize("kept", [0, 100, 700, 1800, 3000])
def test_a_cut_file_is_refused(backup: Path, tmp_path: Path, kept: int) -> None:
    backup.write_bytes(backup.read_bytes()[:kept])
    with pytest.raises(archive.ArchiveDamaged, match=r"giaoban\.tar"):
        unpack(backup, tmp_path)


def test_a_changed_byte_is_named(backup: Path, tmp_path: Path) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content.replace(b"726", b"727", 1))
    with pytest.raises(archive.ArchiveDamaged, match="damaged: files/ab/báo cáo"):
        unpack(backup, tmp_path)


def test_a_missing_file_is_named(backup: Path, tmp_path: Path) -> None:
    poorer = tmp_path / "poorer.tar"
    with tarfile.open(backup) as old, tarfile.open(poorer, "w") as new:
        for member in old:
            if not member.name.startswith("files/"):
                new.addfile(member, old.extractfile(member))
    with pytest.raises(archive.ArchiveDamaged, match="files/ab/báo cáo"):
        unpack(poorer, tmp_path)


@pytest.mark.parametrize("name", ["/etc/evil", "../evil", "files/../../evil", "other", "files"])
def test_names_stay_inside(tmp_path: Path, name: str) -> None:
    hostile = tmp_path / "hostile.tar"
    with tarfile.open(hostile, "w") as tar:
        member = tarfile.TarInfo(name)
        member.size = 1
        tar.addfile(member, io.BytesIO(b"x"))
    with pytest.raises(archive.ArchiveDamaged, match="does not belong"):
        unpack(hostile, tmp_path)
    assert not list((tmp_path / "unpacked").iterdir())


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_links_and_the_like_are_refused(tmp_path: Path, kind: bytes) -> None:
    hostile = tmp_path / "hostile.tar"
    with tarfile.open(hostile, "w") as tar:
        member = tarfile.TarInfo("files/link")
        member.type, member.linkname = kind, "/etc/passwd"
        tar.addfile(member)
    with pytest.raises(archive.ArchiveDamaged, match="no plain file"):
        unpack(hostile, tmp_path)


def test_another_format_is_refused(backup: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.tar"
    with tarfile.open(later, "w") as tar:
        for name, content in ((archive.DUMP, b"rows"), (archive.MANIFEST, b"")):
            body = content or json.dumps({"format": 2, "sha256": {}}).encode()
            member = tarfile.TarInfo(name)
            member.size = len(body)
            tar.addfile(member, io.BytesIO(body))
    with pytest.raises(archive.ArchiveDamaged, match="another version"):
        unpack(later, tmp_path)
