"""What is done again and again beside all else, in a thread of its own, until it is stopped."""

import threading
from collections.abc import Callable
from contextlib import suppress


def keep_doing(
    work: Callable[[], object], every: float, stop: threading.Event, *passing: type[Exception]
) -> None:
    """Do this every so many seconds; after one of the `passing` troubles it is tried again."""

    def go_on() -> None:
        while not stop.wait(every):
            with suppress(*passing):
                work()

    threading.Thread(target=go_on, daemon=True).start()
