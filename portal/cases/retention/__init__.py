"""How long each kind of data is kept, by dated terms of the municipality, and what went by them."""
