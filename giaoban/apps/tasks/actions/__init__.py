"""Asks written and closed; tasks given, carried out, confirmed; programmes."""
