"""Audit codes of directives."""

ASKED = "directives.dissemination_asked"
TICKED = "directives.dissemination_ticked"
REPLACEMENT_TOLD = "directives.replacement_told"
REPLACEMENT_NOTED = "directives.replacement_noted"
