"""Persons, businesses and staff; who may see and do what; the record of who did."""
