"""Reads of briefings."""
