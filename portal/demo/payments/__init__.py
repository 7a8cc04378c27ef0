"""A stand-in for the payment provider, on this machine alone: no money moves.

It answers as the provider's documented v2 payments interface does and refuses what is not
documented. The demo pays with it; the tests make it misbehave.
"""

from portal.demo.payments.server import StandIn

__all__ = ["StandIn"]
