"""Areas, organisations, units: each placement, name and line with the days on which it is true.

Overlaps are forbidden by exclusion constraints. Ranges are half-open: [from, until). An open lower end means
that the start is not known, and pages say so.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce

from giaoban.kit.access import ScopedQuerySet
from giaoban.kit.fields import LtreeField, SortKeyField
from giaoban.kit.text import fold, matches_all_words, sort_key

from .enums import AreaKind, DayKind, Level, Line, OrganisationKind


def never_two(name: str, *columns: str) -> ExclusionConstraint:
    """No two rows that agree in `columns` have validities that overlap."""
    same = [(column, RangeOperators.EQUAL) for column in columns]
    return ExclusionConstraint(name=name, expressions=[*same, ("valid", RangeOperators.OVERLAPS)])


def holds_on(valid: Any, day: date) -> bool:
    """Does a stored range hold on `day`?"""
    return (valid.lower is None or valid.lower <= day) and (valid.upper is None or day < valid.upper)


BETWEEN = " | "
"""Stands between the names of a thing in its `folded` text."""


def search_text(*names: str) -> str:
    """What searches compare: every name a thing has or had, folded."""
    return BETWEEN.join(dict.fromkeys(fold(name) for name in names))


def order_key(name: str, position: int = 0) -> str:
    """Vietnamese order with numbers by value ("Phường 2" before "Phường 10"); `position` breaks ties."""
    padded = re.sub(r"\d+", lambda number: number.group().zfill(4), name)
    return f"{sort_key(padded)} {position:04d}"


class _Said(Func):
    """`column` of the row of `names` that holds for the owner on the day. A Subquery would say the same; Django takes
    a millisecond to write one, and a page asks for several.
    """

    template = "(SELECT said.%(column)s FROM %(table)s said WHERE said.%(owner)s = %(expressions)s LIMIT 1)"
    arg_joiner = " AND said.valid @> "


def called_then(names: Any, day: date | F, owner: str, fallback: str, column: str = "name") -> Coalesce:
    """What the area or unit whose id stands in `owner` was called on `day`; `fallback`: where its latest name is.

    `names` is AreaName or UnitName; `day` may be a column of the rows.
    """
    on = day if isinstance(day, F) else Value(day, models.DateField())
    fields, table = names._meta, names._meta.db_table
    said = _Said(
        F(owner), on, table=table, owner=fields.get_field(names.OWNER).column, column=column,
        output_field=fields.get_field(column),
    )  # fmt: skip
    return Coalesce(said, fallback)


class DatedQuerySet(ScopedQuerySet[Any]):
    """Rows with a `valid` range."""

    def on(self, day: date) -> Self:
        return self.filter(valid__contains=day)


class NamedQuerySet(DatedQuerySet):
    """Rows with dated `names` and `folded` text: search ignores diacritics and case, every word must be found."""

    def named_on(self, day: date) -> Self:
        """Adds `name_then` and `short_name_then`: what each was called on `day`."""
        names = self.model._meta.get_field("names").related_model
        return self.annotate(
            name_then=called_then(names, day, "pk", "name"),
            short_name_then=called_then(names, day, "pk", "short_name", column="short_name"),
        )

    def search(self, query: str) -> Self:
        rows = self
        for word in matches_all_words(query):
            rows = rows.filter(folded__contains=word)
        return rows


class Area(models.Model):
    """A place, or a sector for bodies outside the map. `name` is its latest name; dated ones are AreaName."""

    code = models.CharField(max_length=40, unique=True)
    official_code = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=10, choices=AreaKind)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=120)
    folded = models.TextField(editable=False)
    sort_key = SortKeyField()
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    valid = DateRangeField()

    objects = NamedQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        indexes = [
            GistIndex(fields=["folded"], opclasses=["gist_trgm_ops"], name="org_area_folded"),
            models.Index(fields=["kind", "sort_key"], name="org_area_kind_order"),
        ]

    def __str__(self) -> str:
        return self.name

    def rename(self, name: str, short_name: str, *earlier: str) -> None:
        """Set the latest name with its search and order keys (not saved); `earlier` names are found too."""
        self.name, self.short_name = name, short_name
        self.folded, self.sort_key = search_text(name, *earlier), order_key(short_name)


class AreaName(models.Model):
    """What an area was called on the days of `valid`; no rows when it never changed its name."""

    OWNER = "area"
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=120)
    valid = DateRangeField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [never_two("org_area_one_name", "area")]


class AreaPlacement(models.Model):
    """Which area lay in which on the days of `valid`. `path` holds the ids from the root down to the area."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="child_placements")
    path = LtreeField()
    valid = DateRangeField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [never_two("org_area_one_parent", "area")]
        indexes = [GistIndex(fields=["path"], name="org_placement_path")]


class AreaSuccession(models.Model):
    """`share` of the predecessor went into the successor on `day`; shares of one predecessor sum to 1."""

    predecessor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="origins")
    share = models.DecimalField(
        max_digits=7, decimal_places=6, null=True, help_text="null: in part, how much is not known"
    )
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="org_one_succession")
        ]


class Organisation(models.Model):
    """An organisation with bodies at areas; or an outside body such as a ministry."""

    code = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=100, help_text="order in tables")
    reports = models.BooleanField(default=True, help_text="outside bodies are never late units")
    letterhead = models.JSONField(default=dict, help_text="layout code, symbols, signature lines by level")
    terms: ArrayField[Any, Any] = ArrayField(
        models.DateField(), default=list, help_text="first days of its terms, in order; empty: not known"
    )

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class UnitGroup(models.Model):
    """A named group of units ("provinces of the Red River delta") used to address and to filter."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=160)

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """An organisation's body at an area. Exists only where and when it existed."""

    code = models.CharField(max_length=60, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="units")
    level = models.PositiveSmallIntegerField(choices=Level)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=120)
    folded = models.TextField(editable=False)
    sort_key = SortKeyField()
    letterhead = models.JSONField(default=dict, help_text="what differs from the organisation's letterhead")
    valid = DateRangeField()
    groups = models.ManyToManyField(UnitGroup, related_name="units")

    objects = NamedQuerySet.as_manager()

    class Meta:
        ordering = ["level", "sort_key"]
        constraints = [never_two("org_one_body_at_an_area", "organisation", "area")]
        indexes = [
            GistIndex(fields=["folded"], opclasses=["gist_trgm_ops"], name="org_unit_folded"),
            models.Index(fields=["organisation", "level", "sort_key"], name="org_unit_order"),
        ]

    def __str__(self) -> str:
        return self.name

    def rename(self, name: str, short_name: str, *earlier: str) -> None:
        """Set the latest name with its search key (not saved), ordered by its area, then its organisation."""
        self.name, self.short_name = name, short_name
        self.folded = search_text(name, short_name, *earlier)
        self.sort_key = order_key(self.area.short_name, self.organisation.position)


class UnitName(models.Model):
    """What a unit was called on the days of `valid`; no rows when it never changed its name."""

    OWNER = "unit"
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=120)
    valid = DateRangeField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [never_two("org_unit_one_name", "unit")]


class UnitLine(models.Model):
    """Whom a unit answers to on one of its two lines; no row for the top. `path`: ids from the top to the unit."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="lines")
    line = models.CharField(max_length=10, choices=Line)
    superior = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="inferior_lines")
    path = LtreeField()
    valid = DateRangeField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            never_two("org_one_superior_on_a_line", "unit", "line"),
            models.CheckConstraint(
                condition=~models.Q(unit=models.F("superior")), name="org_not_its_own_superior"
            ),
        ]
        indexes = [
            GistIndex(fields=["path"], name="org_line_path"),
            models.Index(fields=["superior", "line"], name="org_line_below"),
        ]


class UnitSuccession(models.Model):
    """Posts of the successor act for the predecessor in periods that ended before `day`."""

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="origins")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="org_one_unit_succession")
        ]


class CalendarDay(models.Model):
    """A public holiday, or a weekend day worked to make up for one. Filled by the country pack."""

    day = models.DateField(unique=True)
    kind = models.CharField(max_length=8, choices=DayKind)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["day"]
