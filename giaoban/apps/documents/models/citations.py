"""What people decided about mentions of documents that the register alone cannot tell apart."""

from __future__ import annotations

from django.db import models

from giaoban.apps.accounts.models import User
from giaoban.apps.org.models import Unit

from .register import Document


class CitationChoice(models.Model):
    """For the texts of `unit`, the mention `sign` means `document`; None: a document outside this system."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    sign = models.CharField(
        max_length=120, help_text="number and symbol, and the date where the text says it"
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "sign"], name="documents_one_citation_choice")]
