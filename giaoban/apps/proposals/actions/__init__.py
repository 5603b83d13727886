"""Raising, merging, forwarding, answering and confirming proposals."""
