"""Speed is measured by bench/; here only that the benches say what they promise."""
