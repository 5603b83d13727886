"""When something is asked for, seen from now."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Due(TextChoices):
    OVERDUE = "overdue", _("Overdue")
    TODAY = "today", _("Today")
    WEEK = "week", _("In the next seven days")
    LATER = "later", _("Later, or without a date")


DUE_TONE = {Due.OVERDUE: "late", Due.TODAY: "due", Due.WEEK: "progress", Due.LATER: "neutral"}
