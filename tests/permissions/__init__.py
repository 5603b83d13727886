"""Who may do what: the matrix, and the proof that every policy matters to it."""
