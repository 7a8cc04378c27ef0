"""The real application behind a real port of this machine, for a browser to visit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

from flask import Flask
from sqlmodel import select
from werkzeug.serving import WSGIRequestHandler, make_server


@dataclass(frozen=True)
class Site:
    """A municipality's demo that is being served."""

    town: str
    url: str
    app: Flask

    def rows(self, table: Any) -> list[Any]:
        """Return all rows of a table."""
        with self.app.extensions["portal"].database.reading() as session:
            return list(session.exec(select(table)).all())


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        """Leave requests unwritten."""


@contextmanager
def served(town: str, app: Flask) -> Iterator[Site]:
    """Serve an application on a free port until the end of the block."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield Site(town, f"http://127.0.0.1:{server.server_port}", app)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
