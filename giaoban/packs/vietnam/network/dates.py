"""The day between the two maps."""

from datetime import date

CHANGE = date(2025, 7, 1)
OLD = (None, CHANGE)
NEW = (CHANGE, None)
