"""Storing files, and sweeping away those that nothing points to."""
