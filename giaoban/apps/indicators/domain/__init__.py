"""Pure functions on indicator values: arithmetic of slot arrays, and figures put into sentences."""
