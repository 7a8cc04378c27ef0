"""Ways to send text messages."""
