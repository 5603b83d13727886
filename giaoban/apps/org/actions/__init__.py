"""Loading the network."""
