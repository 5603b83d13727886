"""The record: lines, chain, seals. What two transactions do to each other is in tests/concurrency."""
