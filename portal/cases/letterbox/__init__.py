"""How a letter gets to someone and is known again: its code, its reading, its way there."""
