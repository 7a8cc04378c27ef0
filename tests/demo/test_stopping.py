"""The demo stops at once: its server's processes do not wait for what only the first one runs."""

import multiprocessing
from contextlib import ExitStack

from portal.demo.payments.server import StandIn

SOON = 5.0
"""Seconds; a process that waits for the stand-in never ends by itself."""


def test_a_process_of_the_server_ends_without_waiting_for_the_payment_stand_in() -> None:
    with ExitStack() as demo:
        demo.enter_context(StandIn().running())
        worker = multiprocessing.get_context("fork").Process(target=demo.close)
        worker.start()
        worker.join(SOON)
        ended = worker.exitcode
        worker.kill()
        worker.join()

    assert ended == 0
