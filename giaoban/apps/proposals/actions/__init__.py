"""Raising, correcting, withdrawing, merging, forwarding, answering and confirming proposals."""
