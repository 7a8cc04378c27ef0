"""Signing in with a provider: the way there and back, who it was, and the sessions that follow."""
