"""Tasks and programmes, and the asks: one row for each thing asked of a unit."""
