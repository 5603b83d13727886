"""Audit codes of files."""

FILE_STORED = "files.stored"
