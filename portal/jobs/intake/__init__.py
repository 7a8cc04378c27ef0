"""Files that come in: read whole, then taken in one unit of work, by staff or at a command."""
