"""Audit codes of briefings."""

COMPOSED = "briefings.composed"
ISSUED = "briefings.issued"
PICKED = "briefings.text_picked"
