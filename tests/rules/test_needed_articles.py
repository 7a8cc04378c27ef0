"""A policy without an article that a reason, a line or an advice cites is told so at the start."""

import ast
import inspect
import shutil
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from portal.errors import BadFile
from portal.municipality import Municipality, load, must_be_whole, names
from portal.municipality.reading import read
from portal.rules import frame_test, means_test, remission
from portal.rules.assess import DECISIONS
from portal.rules.needed_articles import ADVICE, REASONS
from portal.rules.verdict import ARTICLES
from portal.rules.workings import registry
from portal.rules.workings.working import Advice, Working
from tests.rules.test_needed import cut
from tests.rules.working_examples import Example, examples

TOWNS = [load(name) for name in names()]
CITED = [(town, name) for town in TOWNS for name in town.policy.articles]
CODE = {"means_test": (means_test, remission), "frame": (frame_test,)}
"""The modules that give the reasons of each order of decisions."""


def without(town: Municipality, article: str) -> Municipality:
    kept = {key: told for key, told in town.policy.articles.items() if key != article}
    return replace(town, policy=replace(town.policy, articles=kept))


@pytest.mark.parametrize(("town", "name"), CITED, ids=lambda it: getattr(it, "name", it))
def test_each_article_of_a_policy_is_needed(town: Municipality, name: str) -> None:
    lacking = without(town, name)
    with pytest.raises(BadFile) as stopped:
        must_be_whole(lacking.policy, lacking)
    (told,) = stopped.value.mistakes
    assert told.startswith(f"articles.{name} is missing, and ")
    assert told.endswith(f" needs it: add [articles.{name}] with label, url and mark")


def test_what_cites_the_article_is_named(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(load("oss").folder, tmp_path / "oss"))
    for name in ("proposal", "norm", "urgent", "scheme_ioaw"):
        cut(folder / "policy.toml", name)
    with pytest.raises(BadFile) as stopped:
        read(folder)
    assert sorted(stopped.value.mistakes) == [
        'policy.toml: articles.norm is missing, and the line "norm" of '
        'account = "NormThresholdCapacity" needs it: '
        "add [articles.norm] with label, url and mark",
        'policy.toml: articles.proposal is missing, and the reason "proposal_below_capacity" of '
        'decisions = "means_test" needs it: add [articles.proposal] with label, url and mark',
        "policy.toml: articles.scheme_ioaw is missing, and advice of the calculation "
        '"other_scheme" needs it: add [articles.scheme_ioaw] with label, url and mark',
        "policy.toml: articles.urgent is missing, and advice of the calculation "
        '"remission_gate" needs it: add [articles.urgent] with label, url and mark',
    ]


def written(code: ModuleType | type[Working]) -> set[str]:
    """Every text in quotation marks in a piece of code."""
    walked = ast.walk(ast.parse(inspect.getsource(code)))
    return {
        one.value for one in walked if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def test_every_reason_that_an_order_of_decisions_can_give_is_listed() -> None:
    assert REASONS.keys() == CODE.keys() == DECISIONS.keys()
    for order, modules in CODE.items():
        said = set[str]().union(*map(written, modules)) & ARTICLES.keys()
        assert said == set(REASONS[order]), order
    assert set[str]().union(*REASONS.values()) == ARTICLES.keys()


def cited(working: type[Working]) -> set[str]:
    """The articles that an advice names in so many words."""
    walked = ast.walk(ast.parse(inspect.getsource(working)))
    calls = (one for one in walked if isinstance(one, ast.Call))
    advice = (one.args[1] for one in calls if ast.unparse(one.func) == Advice.__name__)
    return {one.value for one in advice if isinstance(one, ast.Constant)}


@pytest.mark.parametrize("name", registry.WORKINGS)
def test_every_article_of_an_advice_is_listed(name: str) -> None:
    working = registry.WORKINGS[name]
    assert cited(working) <= set(ADVICE[name])
    assert set(ADVICE[name]) - cited(working) <= written(working) | made_of(working)


def made_of(working: type[Working]) -> set[str]:
    """The articles of the choices of a working, where an advice is named after one."""
    return {f"{a.name}_{choice}" for a in working.asks for choice in a.choices}


@pytest.mark.parametrize("example", examples(), ids=lambda one: one.name)
def test_what_the_examples_cite_is_listed(example: Example) -> None:
    made = example.made()
    if not made.mistakes():
        lines = {line.article for part in made.parts() for line in part.lines}
        assert {one.article for one in made.advice()} <= set(ADVICE[example.working])
        own = {line.article for line in made.lines}
        assert lines <= own | set(ADVICE[example.working])
