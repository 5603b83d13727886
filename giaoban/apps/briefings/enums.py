"""States of a briefing and its three sizes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BriefingState(TextChoices):
    DRAFT = "draft", _("Drafting")
    ISSUED = "issued", _("Issued")


TONE = {BriefingState.DRAFT: "neutral", BriefingState.ISSUED: "done"}


class Size(TextChoices):
    """The same briefing for three readers."""

    FULL = "full", _("Full text")
    SUMMARY = "summary", _("Summary to be read out")
    FIGURES = "figures", _("Annex of figures")
