"""What runs by itself. Empty until the night has work to do."""
