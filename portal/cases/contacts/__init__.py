"""The contact log: who spoke with whom, when, by which way, and what came of it."""
