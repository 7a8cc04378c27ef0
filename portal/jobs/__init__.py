"""What runs by itself: the night in chunks, the outbox, reviews."""
