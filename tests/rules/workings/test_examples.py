"""Every working does what its examples say; and every one of a municipality has examples."""

import pytest

from portal import municipality
from tests.rules.working_examples import Example, examples
from tests.rules.working_facts import codes, figures, marks

EXAMPLES = examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_example_comes_out(example: Example) -> None:
    made = example.made()
    assert dict(made.mistakes()) == dict(example.mistakes)
    if example.mistakes:
        return
    found, firm = figures(made), marks(made)
    assert {name: found.get(name) for name in example.lines} == dict(example.lines)
    assert [name for name in example.without if name in found] == []
    assert {name: firm.get(name) for name in example.marks} == dict(example.marks)
    if example.advice is not None:
        assert tuple(codes(made)) == example.advice


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_line_and_every_advice_has_an_article_of_the_policy(example: Example) -> None:
    made, articles = example.made(), municipality.load(example.municipality).policy.articles
    if example.mistakes:
        return
    named = [*(line.article for line in made.account()), *(one.article for one in made.advice())]
    assert [article for article in named if article not in articles] == []
    assert all(articles[name].url.startswith("https://") for name in named if articles[name].url)


def test_every_working_of_these_files_is_one_of_the_municipality() -> None:
    told = {(example.municipality, example.working) for example in EXAMPLES}
    assert [
        working for town, working in told if working not in municipality.load(town).workings
    ] == []
