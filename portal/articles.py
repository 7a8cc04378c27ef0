"""The articles of a policy and how each is carried out here, as a municipality lists them."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from portal.errors import BadFile
from portal.money import is_plain, minor
from portal.municipality import Municipality
from portal.rules.policy import MARKS, Article, Policy

HOWS = ("computed", "prepared", "ledger", "calendar", "information", "planned")
"""By the rules; for a person to decide; in the books; by dates; only told; not here yet."""
OPENED = HOWS[:4]
"""What is carried out has a case that shows it."""
_FILE = "articles.toml"
_PLACE = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"\d+")
_NEEDED = frozenset({"section", "title", "says", "how", "mark", "source"})
_TAKEN = _NEEDED | {"article", "cites", "lines", "codes", "facts", "opens"}
_OPENING = {"page", "name", "command", "situation", "case"}
Table = Mapping[str, Any]


@dataclass(frozen=True)
class Opens:
    """Where an article is seen at work, and the case that a test opens there."""

    case: str
    page: str = ""
    """The endpoint of a page."""
    name: str = ""
    """Of the calculation on it, where it shows one of several."""
    command: str = ""
    situation: str = ""
    """The file of situations that holds the case, without its ending."""


@dataclass(frozen=True)
class Row:
    """An article, or a part of one that is carried out in its own way."""

    id: str
    """Unique, and the end of its anchor."""
    section: str
    title: Mapping[str, str]
    """By language, like `says`; `{name}` stands for the dated value of that name."""
    says: Mapping[str, str]
    how: str
    """One of HOWS."""
    mark: str
    source: str
    label: str
    """How the article is cited."""
    url: str
    """Its official text; empty where none is known."""
    key: str = ""
    """Of the policy's article that account lines cite."""
    lines: tuple[str, ...] = ()
    """Lines of an account it is worked out by."""
    codes: tuple[str, ...] = ()
    """Reasons it leads to."""
    facts: tuple[str, ...] = ()
    """What is asked for it."""
    opens: Opens | None = None

    @property
    def number(self) -> str:
        """The number of its article; empty where it stands beside the policy."""
        found = _NUMBER.match(self.id)
        return found[0] if found else ""


@dataclass(frozen=True)
class Articles:
    """All rows in the order of the policy, in sections."""

    sections: Mapping[str, Mapping[str, str]]
    """Names by language."""
    rows: tuple[Row, ...]

    def of(self, section: str) -> tuple[Row, ...]:
        """The rows of a section."""
        return tuple(row for row in self.rows if row.section == section)

    def citing(self, key: str, line: str) -> Row | None:
        """The row that a line of an account cites: the one it works out, if there is one."""
        cited = [row for row in self.rows if row.key == key]
        nearest = sorted(cited, key=lambda row: (line not in row.lines, row.how != "computed"))
        return nearest[0] if nearest else None


@cache
def articles_of(town: Municipality) -> Articles:
    """Read the list of a municipality, once; empty where it has none. Raises BadFile."""
    file = town.folder / _FILE
    if not file.is_file():
        return Articles({}, ())
    return read(tomllib.loads(file.read_text(encoding="utf-8")), town)


def read(data: Table, town: Municipality) -> Articles:
    """Take the tables of the file. Raises BadFile, naming each row with its mistake."""
    entries = {key: row for key, row in data.items() if key not in ("label", "url", "sections")}
    wrong = [
        f"{key}: {said}" for key, row in entries.items() for said in _mistakes(row, data, town)
    ]
    if wrong:
        raise BadFile(wrong)
    policy = Article(data["label"], data["url"], "policy")
    rows = tuple(_row(key, row, policy, town.policy) for key, row in entries.items())
    return Articles(data["sections"], rows)


def filled(said: str, policy: Policy, on: date, write: Mapping[bool, Any]) -> str:
    """Fill in dated values: `write[True]` words minor units, `write[False]` any other value."""

    def worded(place: re.Match[str]) -> str:
        written = str(policy.dated(place[1], on).written)
        is_money = is_plain(written)
        return str(write[is_money](minor(written) if is_money else written))

    return _PLACE.sub(worded, said)


def _row(key: str, row: Table, whole: Article, policy: Policy) -> Row:
    cited = policy.articles[row["article"]] if "article" in row else whole
    number = _NUMBER.match(key)
    own = row.get("cites") or (f"{whole.label} {number[0]}" if number else whole.label)
    lines, codes, facts = (tuple(row.get(name, ())) for name in ("lines", "codes", "facts"))
    return Row(
        id=key,
        section=row["section"],
        title=row["title"],
        says=row["says"],
        how=row["how"],
        mark=row["mark"],
        source=row["source"],
        label=cited.label if "article" in row else own,
        url=cited.url,
        key=row.get("article", ""),
        lines=lines,
        codes=codes,
        facts=facts,
        opens=Opens(**row["opens"]) if "opens" in row else None,
    )


def _mistakes(row: Table, data: Table, town: Municipality) -> list[str]:
    """Say what is wrong with one row."""
    if set(row) - _TAKEN or _NEEDED - set(row):
        return [f"needs {', '.join(sorted(_NEEDED))}; takes {', '.join(sorted(_TAKEN))}"]
    found = [
        (row["section"] not in data["sections"], "its section is not in the list"),
        (row["how"] not in HOWS, f"how is one of {', '.join(HOWS)}"),
        (row["mark"] not in MARKS, f"mark is one of {', '.join(MARKS)}"),
        (
            row.get("article", "") not in {"", *town.policy.articles},
            "the policy has no such article",
        ),
        (
            any(not set(town.languages) <= set(row[text]) for text in ("title", "says")),
            "a language lacks",
        ),
        (not _places(row) <= set(town.policy.settings) | set(town.policy.amounts), "no such value"),
        *_about_opening(row),
    ]
    return [said for is_wrong, said in found if is_wrong]


def _places(row: Table) -> set[str]:
    texts = (*row["title"].values(), *row["says"].values())
    return {name for said in texts for name in _PLACE.findall(said)}


def _about_opening(row: Table) -> list[tuple[bool, str]]:
    opens = row.get("opens", {})
    seen = "page" in opens or "command" in opens
    return [
        (row["how"] in OPENED and not opens, "what is carried out opens somewhere"),
        (row["how"] == "planned" and bool(opens), "what is planned opens nowhere"),
        (bool(opens) and not (seen and "case" in opens), "opens a page or a command, with a case"),
        (bool(set(opens) - _OPENING), f"opens takes {', '.join(sorted(_OPENING))}"),
    ]
