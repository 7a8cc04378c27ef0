"""Sums that prepare a decision for a person: a form of facts in, an account and advice out."""
