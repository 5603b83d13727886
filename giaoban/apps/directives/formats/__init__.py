"""Papers of a wave: the report of what came of it, the letter to those who are late."""
