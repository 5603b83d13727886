"""Topics and the addresses that open them: no database."""
