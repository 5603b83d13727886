"""Reads of the public page: for everybody, and for editors."""
