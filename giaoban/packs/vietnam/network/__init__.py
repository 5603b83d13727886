"""The network of Vietnam as a plan for `org.load_network`: both maps, organisations, units, calendar."""
