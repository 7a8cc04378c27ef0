"""The one queue of staff: what waits, by when, who has it, and the small acts on it.

A table holds one row for each thing that waits. The database keeps it: a trigger on every table a
thing can come from, so that no act can forget it. `sources` says what waits; `triggers` keeps it.
"""
