"""Reads the `vietnamadminunits` package: both maps, and what became of each commune on 1 July 2025.

The data set holds the map as of mid-2025 and the one since 1 July 2025; the change of 30 April 2026 is not in it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

KINDS = ("Thành phố", "Thị trấn", "Thị xã", "Đặc khu", "Phường", "Huyện", "Quận", "Tỉnh", "Xã")


@dataclass(frozen=True, slots=True)
class Place:
    """A place of one map. `key` is the data set's own (parents' keys joined by "_")."""

    key: str
    official_code: str
    name: str
    latitude: float
    longitude: float
    parent: str = ""

    @property
    def word(self) -> str:
        """What kind of place: "Tỉnh", "Thị xã", "Phường" …"""
        return split_name(self.name)[0]

    @property
    def bare(self) -> str:
        """The name without the kind: "Lâm Đồng", "7"."""
        return split_name(self.name)[1]


@dataclass(frozen=True, slots=True)
class Became:
    """Where one old commune (or district without one) went: new keys, the data set's default one first."""

    old: str
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Both maps, parents before children, each in the data set's own order."""

    label: str
    old_provinces: tuple[Place, ...]
    old_districts: tuple[Place, ...]
    old_communes: tuple[Place, ...]
    new_provinces: tuple[Place, ...]
    new_communes: tuple[Place, ...]
    provinces_became: tuple[Became, ...]
    communes_became: tuple[Became, ...]


def read_source() -> Source:
    """Everything, in about a second. The package's data are read without importing it (it brings pandas)."""
    package = distribution("vietnamadminunits")
    data = Path(str(package.locate_file("vietnamadminunits/data")))
    converter = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(f"file:{data / 'dataset.db'}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        old = _read(database, "admin_units_legacy", "province", "district", "ward")
        new = _read(database, "admin_units", "province", "ward")
    return Source(
        label=f"vietnamadminunits {package.version}",
        old_provinces=_distinct(old, "province"),
        old_districts=_distinct(old, "district", "province"),
        old_communes=_distinct(old, "ward", "province", "district"),
        new_provinces=_distinct(new, "province"),
        new_communes=_distinct(new, "ward", "province"),
        provinces_became=tuple(
            Became(old_key, (new_key,))
            for new_key, olds in converter["DICT_PROVINCE"].items()
            for old_key in olds
        ),
        communes_became=tuple(_communes_became(converter)),
    )


@lru_cache(maxsize=20_000)
def split_name(name: str) -> tuple[str, str]:
    """ "Thành Phố Hà Nội" → ("Thành phố", "Hà Nội"), whatever the capitals of the kind."""
    for word in KINDS:
        if name.lower().startswith(f"{word.lower()} "):
            return word, name[len(word) + 1 :]
    raise ValueError(f"no known kind of place begins {name!r}")


def _read(database: sqlite3.Connection, table: str, *levels: str) -> list[sqlite3.Row]:
    columns = ", ".join(f"{level}{part}" for level in levels for part in ("", "Key", "Code", "Lat", "Lon"))
    return database.execute(f"SELECT {columns} FROM {table}").fetchall()  # noqa: S608 – names of our own


def _distinct(rows: list[sqlite3.Row], level: str, *above: str) -> tuple[Place, ...]:
    found: dict[str, Place] = {}
    for row in rows:
        if row[level] is None:
            continue
        parent = "_".join(row[f"{a}Key"] for a in above)
        key = f"{parent}_{row[f'{level}Key']}" if parent else row[f"{level}Key"]
        name = " ".join(split_name(row[level]))
        found.setdefault(
            key, Place(key, row[f"{level}Code"], name, row[f"{level}Lat"], row[f"{level}Lon"], parent)
        )
    return tuple(found.values())


def _communes_became(converter: dict[str, Any]) -> Iterator[Became]:
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            for old in olds:
                yield Became(old.rstrip("_"), (f"{province}_{ward}",))
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in divided.items():
            ordered = sorted(parts, key=lambda p: not p["isDefaultNewWard"])
            yield Became(old, tuple(dict.fromkeys(f"{province}_{p['newWardKey']}" for p in ordered)))
