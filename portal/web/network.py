"""From where a request comes, as a network: what may be tried from there is counted together."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import request

_HOUSEHOLD = 64
"""Bits of an IPv6 address that are the same for all of one connection."""


def network() -> str:
    """Return the address of the request; of an IPv6 address the part its network has."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _HOUSEHOLD), strict=False))
    return str(address)
