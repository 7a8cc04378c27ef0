"""Payments on the pages of Mollie, over its v2 payments interface."""

from portal.adapters.mollie.provider import Mollie

__all__ = ["Mollie"]
