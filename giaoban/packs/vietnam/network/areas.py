"""Areas of both maps: codes, dated names and placements, what became of what.

An area that is the whole and only predecessor of exactly one new area of the same name continues as the same
area. Everybody else ends on 1 July 2025 or begins then. When old areas began is not known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from giaoban.apps.org.domain.network_plan import AreaRow, NameRow, SuccessionRow
from giaoban.apps.org.domain.paths import Link
from giaoban.apps.org.domain.spans import ALWAYS, Span
from giaoban.apps.org.enums import AreaKind

from .dates import CHANGE, NEW, OLD
from .source import Became, Place, Source, split_name

NATION = "vn"
_CORRECTIONS = Path(__file__).with_name("corrections.yaml")


@dataclass(slots=True)
class Areas:
    """The areas of both maps. `default_of` maps an old code to the new one that acts for it."""

    rows: dict[str, AreaRow] = field(default_factory=dict)
    names: list[NameRow] = field(default_factory=list)
    placements: list[Link] = field(default_factory=list)
    successions: list[SuccessionRow] = field(default_factory=list)
    default_of: dict[str, str] = field(default_factory=dict)

    def of_map(self, old: bool, new: bool) -> Areas:
        """What belongs to the chosen maps only; an area that continues belongs to both."""
        rows = {
            code: row
            for code, row in self.rows.items()
            if (old and row.valid != NEW) or (new and row.valid != OLD)
        }
        return Areas(
            rows,
            [n for n in self.names if n.code in rows],
            [p for p in self.placements if p.node in rows and (p.parent is None or p.parent in rows)],
            [s for s in self.successions if s.predecessor in rows and s.successor in rows],
            {o: n for o, n in self.default_of.items() if o in rows and n in rows},
        )


def build_areas(source: Source) -> Areas:
    """Every area of the source, with the corrections of `corrections.yaml`."""
    return _Builder(source).build()


class _Builder:
    def __init__(self, source: Source) -> None:
        self.source, self.out = source, Areas()
        self.corrections: dict[str, Any] = yaml.safe_load(_CORRECTIONS.read_text(encoding="utf-8"))
        self.old_codes: dict[str, str] = {}
        self.new_codes: dict[str, str] = {}
        self.continuing = _continuing(source)

    def build(self) -> Areas:
        nation = AreaRow(NATION, "", AreaKind.NATION, "Việt Nam", "Việt Nam", 105.8342, 21.0278, ALWAYS)
        self.out.rows[NATION] = nation
        self.out.placements.append(Link(NATION, None, ALWAYS))
        source = self.source
        self._old(source.old_provinces, AreaKind.PROVINCE, "p63")
        self._old(source.old_districts, AreaKind.DISTRICT, "d63")
        self._old(self._mended(source.old_communes), AreaKind.COMMUNE, "c63")
        self._new(source.new_provinces, AreaKind.PROVINCE, "p34")
        self._new(source.new_communes, AreaKind.COMMUNE, "c34")
        self._successions((*source.provinces_became, *source.communes_became))
        self._dated_names()
        return self.out

    def _old(self, places: tuple[Place, ...], kind: AreaKind, prefix: str) -> None:
        for place in places:
            code = self.old_codes[place.key] = f"{prefix}-{place.official_code}"
            valid: Span = ALWAYS if place.key in self.continuing else OLD
            self.out.rows[code] = _row(code, place, kind, valid)
            parent = self.old_codes[place.parent] if place.parent else NATION
            self.out.placements.append(Link(code, parent, valid if kind is AreaKind.PROVINCE else OLD))

    def _new(self, places: tuple[Place, ...], kind: AreaKind, prefix: str) -> None:
        same = {new: old for old, new in self.continuing.items()}
        for place in places:
            old_key = same.get(place.key)
            code = self.old_codes[old_key] if old_key else f"{prefix}-{place.official_code}"
            self.new_codes[place.key] = code
            if old_key:
                self._respelled(code, place)
            else:
                self.out.rows[code] = _row(code, place, kind, NEW)
            if kind is AreaKind.COMMUNE or not old_key:
                parent = self.new_codes[place.parent] if place.parent else NATION
                self.out.placements.append(Link(code, parent, NEW))

    def _respelled(self, code: str, place: Place) -> None:
        """The data set spells a few names that went on with other capitals."""
        row = self.out.rows[code]
        if row.name != place.name:
            self.out.names += [
                NameRow(code, row.name, row.short_name, OLD),
                NameRow(code, place.name, _short(place.name), NEW),
            ]
            self.out.rows[code] = replace(row, name=place.name, short_name=_short(place.name))

    def _successions(self, became: tuple[Became, ...]) -> None:
        for change in became:
            if change.old in self.continuing:
                continue
            old, news = self.old_codes[change.old], [self.new_codes[new] for new in change.new]
            share = Decimal(1) if len(news) == 1 else None
            self.out.successions += [SuccessionRow(old, new, share, CHANGE) for new in news]
            self.out.default_of[old] = news[0]

    def _dated_names(self) -> None:
        for code, names in self.corrections["names"].items():
            self.out.names += [
                NameRow(code, n["name"], n["short_name"], (n.get("from"), n.get("until"))) for n in names
            ]
        for name in self.out.names:
            row = self.out.rows[name.code]
            if name.name not in (row.name, *row.earlier):
                self.out.rows[name.code] = replace(row, earlier=(*row.earlier, name.name))

    def _mended(self, communes: tuple[Place, ...]) -> tuple[Place, ...]:
        astray = set(self.corrections["dots_at_the_district"])
        districts = {d.key: d for d in self.source.old_districts}
        return tuple(
            replace(c, latitude=districts[c.parent].latitude, longitude=districts[c.parent].longitude)
            if c.key in astray
            else c
            for c in communes
        )


def _row(code: str, place: Place, kind: AreaKind, valid: Span) -> AreaRow:
    return AreaRow(
        code,
        place.official_code,
        kind,
        place.name,
        _short(place.name),
        place.longitude,
        place.latitude,
        valid,
    )


def _short(name: str) -> str:
    """ "Lâm Đồng"; but "Phường 7" and "Phường 1 Bảo Lộc", which say little without their kind."""
    bare = split_name(name)[1]
    return name if bare[0].isdigit() else bare


def _continuing(source: Source) -> dict[str, str]:
    """Old key → new key of the areas that go on: whole, alone, of the same kind and name."""
    olds = {p.key: p for p in (*source.old_provinces, *source.old_communes)}
    news = {p.key: p for p in (*source.new_provinces, *source.new_communes)}
    became = (*source.provinces_became, *source.communes_became)
    made_of = Counter(new for change in became for new in change.new)

    def pairs() -> Iterator[tuple[str, str]]:
        for change in became:
            old, new = olds.get(change.old), news[change.new[0]]
            alone = len(change.new) == 1 and made_of[new.key] == 1
            if old is not None and alone and old.name.casefold() == new.name.casefold():
                yield old.key, new.key

    return dict(pairs())
