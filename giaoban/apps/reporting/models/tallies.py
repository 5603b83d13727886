"""Counts of reports, kept by triggers of PostgreSQL, so that no page counts leaves."""

from __future__ import annotations

from django.db import models

from ..enums import Relation
from .collections import Collection


class Tally(models.Model):
    """A change of the counts that a unit sees of one collection. The counts are the sum over its rows.

    Triggers (migration 0002_tally) add rows for every unit of the chain and of the readers in the transaction that
    opens a collection or moves a report; nothing is ever updated, so nobody waits for anybody. `fold_tallies` adds
    up what is `loose`. Units that only consolidate are not counted.

    `direct`: the counted units hand in to this unit. `deadline`, `level`: those of the counted units.
    """

    collection = models.ForeignKey(
        Collection, on_delete=models.DO_NOTHING, related_name="tallies", db_constraint=False, db_index=False
    )
    unit_id = models.BigIntegerField(help_text="whose counts these are")
    relation = models.CharField(max_length=5, choices=Relation, help_text="the counted units as it sees them")
    direct = models.BooleanField()
    level = models.PositiveSmallIntegerField()
    deadline = models.DateTimeField()
    loose = models.BooleanField(default=True)
    expected = models.IntegerField()
    handed_in = models.IntegerField()
    received = models.IntegerField()
    on_time = models.IntegerField(help_text="received, and handed in by the deadline")
    late = models.IntegerField()
    returned = models.IntegerField()
    waiting = models.IntegerField(help_text="handed in and neither received nor returned")

    class Meta:
        indexes = [
            models.Index(fields=["unit_id", "collection"], name="reporting_tally_of_unit"),
            models.Index(fields=["collection"], condition=models.Q(loose=True), name="reporting_tally_loose"),
        ]
