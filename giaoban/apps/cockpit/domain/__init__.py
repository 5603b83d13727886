"""Plain values of the home, the leader's page and the demonstration."""
