"""The rooms, on floors: see ARCHITECTURE.md and the contracts in pyproject.toml."""
