"""Reads the pack's words of news."""
