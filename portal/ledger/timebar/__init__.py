"""Until when a claim can be collected: what lengthens its time, and what starts it anew."""
