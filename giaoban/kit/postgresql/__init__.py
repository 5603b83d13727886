"""Django's backend for PostgreSQL, with a check of kept connections that sends nothing (`ENGINE`)."""
