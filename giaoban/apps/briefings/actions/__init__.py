"""Composing and issuing briefings."""
