"""`portal bench`: runs benchmarks and writes down each figure with its bound."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from portal.app import create_app
from portal.bench import faults, figures, ledger, load, migrations, queue, rules, web
from portal.bench.measure import Measured
from portal.bench.site import Kit
from portal.commands.serving import Server, serve

KIT = Kit(create_app, serve)


def bare(app: Any, bind: str, **options: Any) -> None:  # noqa: ANN401
    """Serve an application that is no portal in the same way."""
    Server(app, {"bind": bind, "workers": 2, "worker_class": "sync", **options}).run()


BENCHES: Mapping[str, Callable[[Callable[[str], None]], Iterator[Measured]]] = {
    "rules": rules.bench,
    "ledger": ledger.bench,
    "migrations": migrations.bench,
    "figures": figures.bench,
    "queue": partial(queue.bench, make=create_app),
    "web": partial(web.bench, kit=KIT, bare=bare),
    "load": partial(load.bench, kit=KIT),
    "faults": partial(faults.bench, kit=KIT),
}

ALONE = ("load", "faults")
"""Take minutes and the whole machine: only when they are named."""


def run(
    name: str | None, say: Callable[[str], None], note: Callable[[str], None], *, as_json: bool
) -> None:
    """Measure one benchmark or all; `say` gets the figures, `note` what else there is to say."""
    wanted = [name] if name else [each for each in BENCHES if each not in ALONE]
    found = [measured for each in wanted for measured in BENCHES[each](note)]
    if as_json:
        say(json.dumps([measured.as_json() for measured in found], indent=2))
        return
    for measured in found:
        kept = "holds" if measured.holds else "FALLS SHORT"
        figures = f"{measured.measured:.4g} against {measured.yardstick:.4g}"
        say(f"{measured.name}: {figures}, ratio {measured.ratio:.2f} ({measured.bound}): {kept}")
