"""Pages of accounts: one's own, and those that an administrator runs."""
