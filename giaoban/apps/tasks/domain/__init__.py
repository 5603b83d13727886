"""Asks and tasks as values: what is asked, the states of a task, progress."""
