"""Calls to a provider: to its own hosts only, bounded in time and size, and never sent on."""

import time
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from portal.adapters.own_hosts import knows
from portal.ports.signing_in import SignInDown

CONNECT, READ, WHOLE = 3.0, 5.0, 8.0
"""Seconds to be connected, between two parts of an answer, and for all of it."""
LARGEST = 256 * 1024
"""Bytes of an answer."""


class OwnHosts(HTTPAdapter):
    """Sends to some hosts alone."""

    def __init__(self, hosts: frozenset[str]) -> None:
        """`hosts`: names, with the port where it is not the usual one."""
        super().__init__(max_retries=0)
        self._hosts = hosts

    def send(self, request: PreparedRequest, *_: Any, **kwargs: Any) -> Response:  # noqa: ANN401
        """Send within bounds. Raises SignInDown for any other host and any answer too large."""
        if not self.knows(request.url or ""):
            raise SignInDown
        kwargs |= {"timeout": (CONNECT, READ), "stream": True}
        until = time.monotonic() + WHOLE
        answer = super().send(request, **kwargs)
        if answer.is_redirect:
            raise SignInDown
        answer._content = _read(answer, until)
        return answer

    def knows(self, address: str) -> bool:
        """Whether this is an address of the provider: encrypted, or of this machine alone."""
        return knows(address, self._hosts)


def _read(answer: Response, until: float) -> bytes:
    content = b""
    for part in answer.iter_content(8192):
        content += part
        if len(content) > LARGEST or time.monotonic() > until:
            answer.close()
            raise SignInDown
    return content
