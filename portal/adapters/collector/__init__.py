"""Files to and from the state collector."""
