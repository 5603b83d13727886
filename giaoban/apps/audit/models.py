"""Audit lines and the seals over them. Append-only by database triggers (see the migration)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Func
from django.db.models.functions import Now


class CurrentTransaction(Func):
    """The id of the running transaction, 64 bits, never reused within a cluster."""

    template = "pg_current_xact_id()"
    output_field = models.TextField()


class Xid8Field(models.Field[int | None, int | None]):
    """PostgreSQL's xid8, read as text."""

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        return None if value is None else int(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """As text: PostgreSQL has no cast from a number to xid8. Expressions pass as they are."""
        return str(value) if isinstance(value, int) else value


class AuditLine(models.Model):
    """One thing done. `data` holds ids, codes, field names, amounts and salted digests, never personal values."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
    tx = Xid8Field(db_default=CurrentTransaction(), editable=False)
    code = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=10)
    actor_user_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=80, blank=True)
    unit_id = models.BigIntegerField(null=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_line_subject"),
            models.Index(F("tx"), name="audit_line_tx"),
        ]


class Seal(models.Model):
    """A chained digest over the lines with `after_id` < id ≤ `until_id` and `from_tx` ≤ tx < `to_tx`, in id order.

    `until_id` and `to_tx` are null when open on that side. `cluster` is PostgreSQL's system identifier: another
    one means that the data were restored elsewhere, where transaction ids start anew.
    """

    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="next")
    cluster = models.CharField(max_length=24)
    after_id = models.BigIntegerField()
    until_id = models.BigIntegerField(null=True)
    from_tx = Xid8Field()
    to_tx = Xid8Field(null=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.IntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
