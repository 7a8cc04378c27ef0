"""Fills an empty database with fictional people, their claims, plans and payments."""

from portal.demo.filling import fill

__all__ = ["fill"]
