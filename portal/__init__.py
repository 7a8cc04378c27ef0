"""Overblik: a municipal self-service portal for debts. portal/app.py puts its parts together."""
