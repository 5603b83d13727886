"""Audit codes of the network."""

NETWORK_LOADED = "org.network_loaded"
