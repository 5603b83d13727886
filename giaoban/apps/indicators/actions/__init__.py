"""Moving totals: steps inside the use cases of rooms above, under their permission and audit."""
