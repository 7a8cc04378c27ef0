"""Payments on the provider's page: begun here, made there, booked by what the provider tells."""
