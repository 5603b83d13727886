"""Reads over all rooms: the home, the leader's page, the walk of the demonstration."""
