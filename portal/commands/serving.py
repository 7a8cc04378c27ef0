"""The production server, for the demo and for real."""

import gc
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from portal.web.gate import Gate, waiting_at
from portal.web.templating import warm


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn around an application that is already put together."""

    def __init__(self, app: Any, options: dict[str, Any]) -> None:  # noqa: ANN401
        """`options` are Gunicorn's settings by name."""
        self.app, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        """Take the options over."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # noqa: ANN401
        """Return the application."""
        return self.app


def serve(app: Flask, bind: str, workers: int = 2, **more: Any) -> None:  # noqa: ANN401
    """Serve until stopped. Each worker opens connections of its own.

    What all of them need is made before they part, and left out of the collector's rounds: memory
    that nobody writes to is there once.
    """
    parts = app.extensions["portal"]
    warm(app)
    parts.database.engine.dispose()
    gc.collect()
    gc.freeze()
    gate = Gate(app, parts.town)

    def tend(worker: Any) -> None:  # noqa: ANN401  (gunicorn's own type)
        gate.waiting = waiting_at(worker.sockets[0].sock)

    Server(
        gate,
        {
            "bind": bind,
            "workers": workers,
            "worker_class": "sync",
            "loglevel": "warning",
            "timeout": 30,
            "post_worker_init": tend,
            "max_requests": 100_000,
            "max_requests_jitter": 5_000,
            **more,
        },
    ).run()
