"""Asking for dissemination, ticking it, telling whom a replacement concerns."""
