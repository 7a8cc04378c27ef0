"""What `portal replay` prints: a line for each difference, and what it came to."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import click

from portal import replay
from portal.adopting.current import town_of
from portal.commands.place import Place
from portal.replay import Replayed

_SAID = {
    "facts": "facts (the rules cannot take them)",
    "seal": "seal (the record itself was changed)",
}


def run(place: Place, refs: Sequence[str], say: Callable[[str], None]) -> bool:
    """Compute receipts again and say what differs; return whether none does. Raises BadFile."""
    town = town_of(place.database, place.municipality)
    with place.database.reading() as session:
        receipts = replay.replay(session, town, refs)
        total = replay.count(session, refs)
        told = Counter(_tell(found, say) for found in _shown(receipts, total))
    different, gone = told[_DIFFERENT], told[_GONE]
    here = total - gone
    say(f"computed again: {here}; the same: {here - different}; different: {different}")
    if gone:
        say(f"facts deleted after their time: {gone}")
    return not different


_SAME, _DIFFERENT, _GONE = "same", "different", "gone"


def _tell(found: Replayed, say: Callable[[str], None]) -> str:
    if found.deleted:
        say(f"{found.case}: facts were lawfully deleted ({found.deleted})")
        return _GONE
    for name in found.differences:
        say(f"{found.case}: {_SAID.get(name, name)}")
    return _DIFFERENT if found.differences else _SAME


def _shown(receipts: Iterable[Replayed], total: int) -> Iterator[Replayed]:
    """Show how far it is on a terminal; what is said meanwhile stands above the bar."""
    if not sys.stderr.isatty():
        yield from receipts
        return
    with click.progressbar(receipts, length=total, file=sys.stderr) as bar:
        for found in bar:
            if found.differences or found.deleted:
                click.echo("\r\033[K", file=sys.stderr, nl=False)
            yield found
