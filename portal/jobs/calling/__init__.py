"""Calls: whom it helps to call now, by what the books say, never by who somebody is."""
