"""The provider's stand-in on its bad days: down, slow, cut off, doubled, wrong."""

import json
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import Any

from portal.demo.payments import StandIn
from portal.demo.payments.answers import Asked
from portal.demo.payments.requests import Problem
from portal.demo.payments.server import Handler

HAL = {"Content-Type": "application/hal+json"}
Change = Callable[[Any], Any]


class Mischief(StandIn):
    """A stand-in that behaves until told otherwise; `asked` has all calls that reached it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Asked] = []
        self.released = Event()
        self.behave()

    def behave(self) -> None:
        """Be good again."""
        self.status = 0
        self.slow = False
        self.cut = 0
        self.twice = False
        self.change: Change = lambda document: document
        self.released.set()

    def be_slow(self) -> None:
        """Answer nobody before `behave` is called."""
        self.slow = True
        self.released = Event()

    def respond(self, handler: Handler, asked: Asked) -> None:
        self.asked.append(asked)
        if self.status:
            told = Problem(self.status, "Not now").document()
            handler.send(self.status, json.dumps(told).encode(), HAL)
            return
        status, document = self.answers.answer(asked)
        if self.slow:
            self.released.wait(30)
            handler.close_connection = True
            return
        if self.cut:
            self.cut -= 1
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        body = json.dumps(self.change(document)).encode()
        handler.send(status, body, HAL)
        with suppress(OSError):
            if self.twice:
                handler.send(status, body, HAL)
        handler.close_connection = self.twice


def other_amount(value: str) -> Change:
    """Tell another amount than was asked for."""

    def change(document: Any) -> Any:
        return document | {"amount": document["amount"] | {"value": value}}

    return change
