"""Value types and the two aggregation settings of an indicator."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ValueType(TextChoices):
    INTEGER = "integer", _("Whole number")
    DECIMAL = "decimal", _("Decimal number")
    MONEY = "money", _("Money (đồng)")
    RATIO = "ratio", _("Ratio (numerator / denominator)")
    CHOICE = "choice", _("Choice")
    DATE = "date", _("Date")


class AreaAggregation(TextChoices):
    """How the values of several units of one period become the value of the unit above."""

    SUM = "sum", _("Sum")
    WEIGHTED_AVERAGE = "weighted_average", _("Weighted average")
    LATEST = "latest", _("Latest")
    MINIMUM = "min", _("Lowest")
    MAXIMUM = "max", _("Highest")
    COUNT = "count", _("Number of units that gave a value")
    NONE = "none", _("Not aggregated")


class TimeAggregation(TextChoices):
    """How one unit's values of several periods become its value since the start of the year or the term."""

    SUM = "sum", _("Sum")
    LATEST = "latest", _("Latest")
    AVERAGE = "average", _("Average")
    MINIMUM = "min", _("Lowest")
    MAXIMUM = "max", _("Highest")
    NONE = "none", _("Not aggregated")
