"""The network as values: what a loader hands over, paths, letterheads."""
