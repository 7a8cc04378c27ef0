"""So many calls a minute for each address, in a memory that does not grow."""

from portal.web import limits
from portal.web.limits import Limit


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_comes_above_it_waits_for_the_next_minute() -> None:
    clock = Seconds()
    limit = Limit(2, clock)
    assert [limit.take("a") for _ in range(3)] == [0, 0, 60]
    clock.now = 45.5
    assert (limit.take("a"), limit.take("b")) == (14, 0)
    clock.now = 60
    assert [limit.take("a") for _ in range(3)] == [0, 0, 60]


def test_many_addresses_are_not_all_remembered() -> None:
    limit = Limit(1, Seconds())
    for number in range(3 * limits.MOST_CALLERS):
        limit.take(f"caller {number}")
        limit.take("one that goes on")
    assert len(limit._calls) == limits.MOST_CALLERS
    assert limit.take("one that goes on") > 0
