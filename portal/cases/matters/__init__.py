"""Asks the rules do not answer: each goes to a person, with a day by which they answer."""
