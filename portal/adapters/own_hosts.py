"""Calls to the outside go to hosts that were set, and nowhere else."""

from urllib.parse import urlsplit

_HERE = ("127.0.0.1", "localhost")


def knows(address: str, hosts: frozenset[str]) -> bool:
    """Whether this address is at one of the hosts: encrypted, or on this machine alone.

    `hosts`: names, with the port where it is not the usual one.
    """
    url = urlsplit(address)
    is_here = url.scheme == "http" and url.hostname in _HERE
    return url.netloc in hosts and (url.scheme == "https" or is_here)
