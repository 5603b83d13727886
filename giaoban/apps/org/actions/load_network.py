"""Make the network's tables agree with a plan."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.network_plan import NameRow, NetworkPlan
from ..domain.paths import chains
from ..domain.spans import Span
from ..enums import Line
from ..models import (
    Area,
    AreaName,
    AreaPlacement,
    AreaSuccession,
    CalendarDay,
    Organisation,
    Unit,
    UnitLine,
    UnitName,
    UnitSuccession,
    order_key,
    search_text,
)
from .merge_rows import Merged, merge_rows

Progress = Callable[[str, int], None]
_AREA_FIELDS = (
    "code", "official_code", "kind", "name", "short_name", "folded", "sort_key", "longitude", "latitude", "valid",
)  # fmt: skip
_UNIT_FIELDS = (
    "code", "organisation", "area", "level", "name", "short_name", "folded", "sort_key", "letterhead", "valid",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """Rows added and changed, by table."""

    added: Mapping[str, int]
    changed: Mapping[str, int]

    @property
    def nothing(self) -> bool:
        return not any(self.added.values()) and not any(self.changed.values())


@usecase("org.load_network")
def load_network(*, actor: Actor, plan: NetworkPlan, progress: Progress | None = None) -> Loaded:
    """Add what the plan has and the tables lack, correct what differs, delete nothing. Idempotent.

    `progress(table, rows)` is called as each table is done. Raises Invalid for a code that nothing has.
    """
    authorize(actor, policies.load_network, plan)
    loading = _Loading(plan, progress or (lambda _table, _rows: None))
    loading.areas()
    loading.organisations()
    loading.units()
    loading.calendar()
    loaded = Loaded(
        {name: m.added for name, m in loading.merged.items()},
        {name: m.changed for name, m in loading.merged.items()},
    )
    if loaded.nothing:
        nothing_changed()
    else:
        kept = {"added": loaded.added, "changed": loaded.changed}
        numbers = {word: {n: c for n, c in counts.items() if c} for word, counts in kept.items()}
        record(actor=actor, code=events.NETWORK_LOADED, subject=None, source=plan.source, rows=numbers)
    return loaded


class _Loading:
    """One run: table after table, parents before children."""

    def __init__(self, plan: NetworkPlan, progress: Progress) -> None:
        self.plan, self.progress = plan, progress
        self.merged: dict[str, Merged] = {}

    def merge(
        self,
        model: type[models.Model],
        fields: Sequence[str],
        key: Sequence[str],
        rows: Iterable[Sequence[Any]],
    ) -> None:
        table, listed = str(model._meta.model_name), list(rows)
        self.merged[table] = merge_rows(model, fields, key, listed)
        self.progress(table, len(listed))

    def areas(self) -> None:
        plan = self.plan
        self.merge(
            Area,
            _AREA_FIELDS,
            ("code",),
            (
                (a.code, a.official_code, a.kind.value, a.name, a.short_name, search_text(a.name, *a.earlier),
                 _order(a.short_name), a.longitude, a.latitude, _range(a.valid))
                for a in plan.areas
            ),
        )  # fmt: skip
        ids = _Ids(Area)
        self.merge(
            AreaName, ("area", "name", "short_name", "valid"), ("area", "valid"), _names(plan.area_names, ids)
        )
        self.merge(
            AreaPlacement,
            ("area", "parent", "path", "valid"),
            ("area", "valid"),
            (
                (ids[c.node], ids[c.parent] if c.parent else None, ids.path(c.path), _range(c.valid))
                for c in chains(plan.placements)
            ),
        )
        self.merge(
            AreaSuccession,
            ("predecessor", "successor", "share", "day"),
            ("predecessor", "successor"),
            ((ids[s.predecessor], ids[s.successor], s.share, s.day) for s in plan.area_successions),
        )

    def organisations(self) -> None:
        self.merge(
            Organisation,
            ("code", "kind", "name", "short_name", "position", "reports", "letterhead", "terms"),
            ("code",),
            (
                (
                    o.code,
                    o.kind.value,
                    o.name,
                    o.short_name,
                    o.position,
                    o.reports,
                    _json(o.letterhead),
                    list(o.terms),
                )
                for o in self.plan.organisations
            ),
        )

    def units(self) -> None:
        plan, areas, organisations = self.plan, _Ids(Area), _Ids(Organisation)
        places = dict(Area.objects.values_list("code", "short_name"))
        positions = dict(Organisation.objects.values_list("code", "position"))
        self.merge(
            Unit,
            _UNIT_FIELDS,
            ("code",),
            (
                (u.code, organisations[u.organisation], areas[u.area], u.level.value, u.name, u.short_name,
                 search_text(u.name, u.short_name, *u.earlier), _order(places[u.area], positions[u.organisation]),
                 _json(u.letterhead), _range(u.valid))
                for u in plan.units
            ),
        )  # fmt: skip
        ids = _Ids(Unit)
        self.merge(
            UnitName, ("unit", "name", "short_name", "valid"), ("unit", "valid"), _names(plan.unit_names, ids)
        )
        self.merge(
            UnitLine,
            ("unit", "line", "superior", "path", "valid"),
            ("unit", "line", "valid"),
            (
                (ids[c.node], line.value, ids[c.parent], ids.path(c.path), _range(c.valid))
                for line in Line
                for c in chains(link for on, link in plan.lines if on is line)
                if c.parent is not None
            ),
        )
        self.merge(
            UnitSuccession,
            ("predecessor", "successor", "day"),
            ("predecessor", "successor"),
            ((ids[s.predecessor], ids[s.successor], s.day) for s in plan.unit_successions),
        )

    def calendar(self) -> None:
        self.merge(
            CalendarDay,
            ("day", "kind", "name"),
            ("day",),
            ((d.day, d.kind.value, d.name) for d in self.plan.calendar),
        )


class _Ids:
    """Row ids by code."""

    def __init__(self, model: type[Area | Organisation | Unit]) -> None:
        self.label = model._meta.model_name
        self.by_code: dict[str, int] = dict(model._default_manager.values_list("code", "pk"))

    def __getitem__(self, code: str) -> int:
        if code not in self.by_code:
            raise Invalid(
                _("The plan names the %(kind)s %(code)s, but neither the plan nor the tables have it."),
                kind=self.label,
                code=code,
            )
        return self.by_code[code]

    def path(self, codes: Sequence[str]) -> str:
        return ".".join(str(self[code]) for code in codes)


def _names(rows: Iterable[NameRow], ids: _Ids) -> Iterable[Sequence[Any]]:
    return ((ids[r.code], r.name, r.short_name, _range(r.valid)) for r in rows)


def _range(span: Span) -> str:
    start, end = (day.isoformat() if day else "" for day in span)
    return f"[{start},{end})"


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=40_000)
def _order(name: str, position: int = 0) -> str:
    return order_key(name, position)
