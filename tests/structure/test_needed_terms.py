"""Every term that the code asks for is one a town must have, or one that may be left out."""

import ast
from collections.abc import Iterator
from pathlib import Path

from portal import municipality
from portal.cases.matters.kinds import KINDS, TO_CORRECT
from portal.cases.plans.changing import FREE
from portal.cases.plans.rhythms import TIMES
from portal.cases.retention.rules import RULES
from portal.cases.work.keeping import TERMS as WORK_DAYS
from portal.rules import needed_terms as lists
from tests.structure.tree import name, product, syntax

READS = {"number", "word", "names", "dated"}
RETENTION = frozenset(rule.term for rule in RULES)
MADE = {
    "cases/assumptions.py key": frozenset[str](),  # those that are there, one by one
    "cases/work/keeping.py name": frozenset[str](),  # those of them that begin alike
    "rules/needed_terms.py name": frozenset[str](),  # the lists themselves
    "cases/matters/answering.py f'{what}_look_days'": frozenset(
        f"{'upheld' if ask in TO_CORRECT else ask}_look_days"
        for ask, kind in KINDS.items()
        if kind.holds_after
    )
    - {"settlement_look_days"},  # a half that is offered has its day to be paid
    "cases/matters/sending.py f'answer_{case.ask}_days'": frozenset(
        f"answer_{ask}_days" for ask in KINDS
    ),
    "cases/plans/changing.py term": frozenset(FREE.values()),
    "cases/plans/rhythms.py TIMES[rhythm]": frozenset(TIMES.values()),
    "cases/retention/deleting.py FACTS.term": RETENTION,
    "cases/retention/deleting.py rule.term": RETENTION,
    "cases/retention/rules.py term": RETENTION,
    "commands/retaining.py rule.term": RETENTION,
    "jobs/enforcing.py name": frozenset({"attachment_notice_fee", "attachment_notice_fee_most"}),
    "ledger/dunning/course.py name": frozenset(
        f"reminder_cost_{part}" for part in ("border", "below", "above")
    ),
    "ledger/joint/minors.py f'minor_{answer}_kinds'": frozenset(
        {"minor_as_adult_kinds", "minor_guardian_kinds"}
    ),
}
"""Names that the code puts together or takes from a list, by the file and as it writes them."""


def listed() -> set[str]:
    """All names of the lists."""
    by_value = [names for values in lists.CHOSEN.values() for names in values.values()]
    groups = (*lists.EVERY.values(), *lists.ASKS.values(), *by_value, *lists.BESIDE.values())
    found = {one for group in groups for one in group}
    return found | {*lists.SEPA, *lists.BENEFITS, *lists.OPTIONAL}


def asked(path: Path) -> Iterator[ast.expr]:
    """What a file asks terms for: the first argument of each call, and each key of the series."""
    for node in syntax(path):
        match node:
            case ast.Call(func=ast.Attribute(attr=read, value=held), args=[first, *_]):
                if read in READS and _is_terms(held):
                    yield first
            case ast.Subscript(value=ast.Attribute(attr="series", value=held), slice=first):
                if _is_terms(held):
                    yield first
            case ast.Compare(
                left=first, comparators=[ast.Attribute(attr="series", value=held)]
            ) if _is_terms(held):
                yield first


def _is_terms(held: ast.expr) -> bool:
    return ast.unparse(held).split(".")[-1] == "terms"


def constants() -> dict[str, set[str]]:
    """The texts that modules give a name, by that name."""
    found: dict[str, set[str]] = {}
    for path in product(".py"):
        for node in syntax(path):
            match node:
                case ast.Assign(targets=[ast.Name(id=at)], value=ast.Constant(value=str(said))):
                    found.setdefault(f"{name(path)}:{at}", set()).add(said)
                    found.setdefault(at, set()).add(said)
    return found


def names_of(path: Path, first: ast.expr, known: dict[str, set[str]]) -> set[str]:
    """The names that an expression stands for."""
    match first:
        case ast.Constant(value=str(said)):
            return {said}
        case ast.Name(id=at) if f"{name(path)}:{at}" in known:
            return known[f"{name(path)}:{at}"]
        case ast.Attribute(attr=at) if len(known.get(at, ())) == 1:
            return known[at]
    written = f"{name(path).removeprefix('portal/')} {ast.unparse(first)}"
    assert written in MADE, f"{written}: which terms are these? Add them to MADE"
    return set(MADE[written])


def test_every_term_that_the_code_asks_for_stands_in_the_lists() -> None:
    known, all_of_them = constants(), listed()
    used: set[str] = set()
    for path in product(".py"):
        for first in asked(path):
            found = names_of(path, first, known)
            assert found <= all_of_them, f"{name(path)}: add {found - all_of_them} to the lists"
            used |= found
    assert all_of_them - used == {WORK_DAYS}, "nothing asks for these any more"


def test_terms_are_asked_where_the_name_stands() -> None:
    """A method of terms under another name would hide what is asked for."""
    for path in product(".py"):
        called = {id(node.func) for node in syntax(path) if isinstance(node, ast.Call)}
        for node in syntax(path):
            match node:
                case ast.Attribute(attr=read, value=held) if read in READS and _is_terms(held):
                    assert id(node) in called, f"{name(path)}: {ast.unparse(node)}"


def test_no_town_has_a_term_that_nothing_asks_for() -> None:
    for town in map(municipality.load, municipality.names()):
        unknown = town.terms.series.keys() - listed()
        assert {one for one in unknown if not one.startswith(f"{WORK_DAYS}_")} == set(), town.name


def test_each_ask_that_a_person_answers_has_its_terms() -> None:
    assert lists.ASKS.keys() == KINDS.keys()
    for ask, names in lists.ASKS.items():
        assert f"answer_{ask}_days" in names
