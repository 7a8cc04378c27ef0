"""Every page in every state: axe finds nothing, it fits every screen and thumb, it is small.

What a screen reader meets there is as it was when it was read through; see trees/.
"""

from collections.abc import Callable, Iterator

import pytest
from _pytest.mark import ParameterSet
from playwright.sync_api import Page

from tests.browser import trees, walks
from tests.browser.fit import faults, too_close_colours, violations
from tests.browser.forced import faults_in_forced_colours
from tests.browser.site import Site
from tests.browser.trees import Trees, where
from tests.browser.visit import Cost, Look, Visit

pytestmark = pytest.mark.browser

TOWNS = ("oss", "norddjurs")
MOST_BYTES, MOST_STEP_BYTES = 6_000, 2_000
"""On the wire for a page after the first, with what the cache keeps; and for a step within one."""
MOST_BYTES_AT_A_DESK = 8_000
"""For a page of staff that shows what was typed, which is not compressed."""
WALKS = (
    walks.front_door,
    walks.what_one_owes,
    walks.asking,
    walks.asking_otherwise,
    walks.after_sending,
    walks.staff_decides,
    walks.staff_money,
    walks.staff_rules,
    walks.staff_workings,
)
LONG = (walks.asking_otherwise, walks.staff_money, walks.staff_workings)
"""Only in the long run: their pages are much like those of other walks."""


def walks_of_a_run() -> Iterator[ParameterSet]:
    """Each walk in one of the municipalities, turn by turn; the other one in the long run."""
    for number, walk in enumerate(WALKS):
        for place, town in enumerate(TOWNS):
            is_short = walk not in LONG and number % 2 == place
            marks = () if is_short else (pytest.mark.long,)
            yield pytest.param(walk, town, marks=marks, id=f"{walk.__name__}-{town}")
    unit = pytest.mark.long
    yield pytest.param(walks.staff_unit, "norddjurs", marks=unit, id="staff_unit-norddjurs")


def looking(visit: Callable[..., Visit], made: list[Visit], met: Trees) -> Callable[..., Visit]:
    """Return how to begin a visit that looks at every page."""

    def begin(site: Site, lang: str = "") -> Visit:
        town = site.app.extensions["portal"].town
        made.append(visit(site, lang or town.languages[0]))
        made[-1].looks = [once_a_state(every_look, town.name), met.look]
        return made[-1]

    return begin


LOOKS = (faults, violations, too_close_colours, faults_in_forced_colours)
_SEEN: set[tuple[str, ...]] = set()
"""What a look was held against in this run: on every walk people come by the same pages again."""


def every_look(page: Page) -> list[str]:
    """Return all that is wrong with how a page is seen."""
    return [fault for look in LOOKS for fault in look(page)]


def once_a_state(look: Look, town: str) -> Look:
    """Look at a page once in each state: as it comes, with something to tell, unfolded."""

    def at(page: Page) -> list[str]:
        state = (look.__name__, town, page.evaluate("document.documentElement.lang"), *where(page))
        if state in _SEEN:
            return []
        _SEEN.add(state)
        return look(page)

    return at


def wrong(made: list[Visit]) -> str:
    """Return what the looks found on all these visits, a line each."""
    return "\n".join(fault for one in made for fault in one.faults)


def heavy(made: list[Visit]) -> str:
    """Return the pages that cost too much; the first of a visit has a test of its own."""
    found = [cost for one in made for cost in one.costs[1:] if cost.bytes > _most(cost)]
    steps = [
        f"step {url}: {size}"
        for one in made
        for url, size in one.wire.steps.items()
        if size > MOST_STEP_BYTES
    ]
    return "\n".join([*map(str, found), *steps])


def _most(cost: Cost) -> int:
    is_typed_at_a_desk = cost.page.startswith("/staff/") and not cost.compressed
    return MOST_BYTES_AT_A_DESK if is_typed_at_a_desk else MOST_BYTES


@pytest.fixture
def rewrites(request: pytest.FixtureRequest) -> bool:
    """Whether the copies of the trees are to be written anew."""
    return bool(request.config.getoption("--rewrite-trees"))


@pytest.mark.parametrize(("walk", "town"), list(walks_of_a_run()))
def test_every_page_of_the_walk_is_fit(
    serve: Callable[..., Site],
    visit: Callable[..., Visit],
    town: str,
    walk: walks.Walk,
    rewrites: bool,
) -> None:
    made: list[Visit] = []
    met = Trees(walk.__name__, town)
    walk(serve(town), looking(visit, made, met))
    if rewrites:
        met.write()
    assert not wrong(made), wrong(made)
    assert not heavy(made), heavy(made)
    assert not met.changes(), met.changes()


def test_the_copies_of_the_trees_are_few_enough_to_read() -> None:
    assert sum(file.stat().st_size for file in trees.FOLDER.rglob("*.txt")) <= trees.MOST_BYTES
