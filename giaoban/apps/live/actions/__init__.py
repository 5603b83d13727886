"""Marking what moved, and publishing it."""
