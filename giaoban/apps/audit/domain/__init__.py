"""The sealing arithmetic, without a database."""
