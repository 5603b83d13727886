"""The consolidated report of a scope and period, composed from the floors below and frozen at issue."""
