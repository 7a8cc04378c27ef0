"""Money paid back: prepared, proposed by one person, approved by another, paid by the bank."""
