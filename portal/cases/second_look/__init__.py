"""A blind second look at a random sample of what the rules granted: does a person say the same?"""
