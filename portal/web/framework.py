"""The web framework as this portal uses it."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response


class Portal(Flask):
    """An application of plain functions: none of its views waits for anything but the database."""

    jinja_options: dict[str, Any] = {"cache_size": -1}  # noqa: RUF012 -- its type in the framework
    """Every template stays: to note which was used last takes longer than to find it."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return it as it is; the framework would look at each function on every request."""
        return func

    def full_dispatch_request(self) -> Response:
        """Answer a request; all that a page reads it reads in one transaction."""
        with self.extensions["portal"].database.together():
            return super().full_dispatch_request()
