"""`portal assess`: a request in JSON through the rules, with the answer in a reader's language."""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from typing import Any

import orjson

from portal import municipality
from portal.errors import BadFile
from portal.rules.answer import RulesAnswer
from portal.rules.assess import assess
from portal.rules.facts import Situation
from portal.rules.intake import Shape, read_situation
from portal.rules.policy import Policy
from portal.rules.reply import answer_to_json
from portal.texts import text


def parse(written: str) -> object:
    """Read one JSON value; a key given twice, or a number JSON does not know, is a mistake.

    Raises BadFile.
    """
    try:
        return _READER.decode(written)
    except (ValueError, RecursionError) as mistake:
        raise BadFile([f"input: is not JSON: {_said(mistake)}"]) from mistake


def _said(mistake: Exception) -> str:
    """What JSON says of it, without a word of the input."""
    if isinstance(mistake, json.JSONDecodeError):
        return f"{mistake.msg} at line {mistake.lineno}, column {mistake.colno}"
    return "nested too deep" if isinstance(mistake, RecursionError) else str(mistake)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _unknown(_constant: str) -> float:
    raise ValueError("a number is not a number")


_READER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_unknown)


def read(data: object) -> tuple[str, Situation]:
    """Return the municipality and the situation. Raises BadFile, each mistake by its path."""
    return read_situation(data, _shape)


def _shape(name: str) -> Shape | None:
    return municipality.load(name).shape if name in municipality.names() else None


def dump(answer: dict[str, Any], *, indented: bool = False) -> str:
    """Write an answer as JSON, on one line unless it is to be indented."""
    return orjson.dumps(answer, option=orjson.OPT_INDENT_2 if indented else None).decode()


def assess_json(data: object, lang: str) -> dict[str, Any]:
    """Answer one request; texts are in `lang`. Raises BadFile, each mistake by its path."""
    name, situation = read(data)
    policy = municipality.load(name).policy
    return in_words(assess(situation, policy), policy, lang)


def assess_lines(lines: Iterable[str], lang: str) -> Iterator[dict[str, Any]]:
    """Answer one request a line, in the same order.

    Every line is read before the first answer. Raises BadFile with all mistakes, by line and path.
    """
    mistakes: list[str] = []
    read_lines: list[tuple[str, Situation]] = []
    for number, line in enumerate(lines, 1):
        try:
            read_lines.append(read(parse(line)))
        except BadFile as bad:
            mistakes += [f"line {number}: {mistake}" for mistake in bad.mistakes]
    if mistakes:
        raise BadFile(mistakes)
    from portal.rules.batch import assess_all  # noqa: PLC0415  (numpy takes 20 MB: not for one)

    asked = [(situation, municipality.load(name).policy) for name, situation in read_lines]
    pairs = zip(assess_all(asked), asked, strict=True)
    return (in_words(answer, policy, lang) for answer, (_, policy) in pairs)


def in_words(answer: RulesAnswer, policy: Policy, lang: str) -> dict[str, Any]:
    """Return an answer of the rules with its texts in `lang`."""
    return answer_to_json(answer, policy, _texts(lang))


@cache
def _texts(lang: str) -> Callable[[str], str]:
    """The texts of a language, each looked up once: an answer has one with each of its lines."""
    return cache(partial(text, lang))
