"""Pages of accounts: signing in, choosing the hat."""
