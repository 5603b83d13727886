"""Several at once, and processes killed in the middle, against real PostgreSQL."""
