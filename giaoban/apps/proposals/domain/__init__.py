"""Proposals as values: what is raised, which step leads where."""
