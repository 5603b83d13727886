"""Audit codes of proposals."""

RAISED = "proposals.raised"
MERGED = "proposals.merged"
FORWARDED = "proposals.forwarded"
ANSWERED = "proposals.answered"
CONFIRMED = "proposals.confirmed"
CONTESTED = "proposals.contested"
