"""Audit codes of briefings."""

COMPOSED = "briefings.composed"
ORDERED = "briefings.ordered"
ISSUED = "briefings.issued"
PICKED = "briefings.text_picked"
