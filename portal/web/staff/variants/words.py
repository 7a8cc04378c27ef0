"""Values of the rules in words: what each is called, how it reads, how it is typed."""

from typing import Any

from flask_babel import format_decimal, gettext

from portal.adopting.kinds import AMOUNT, RATE, YES_NO, base_of, written_of
from portal.cases.assumptions import ASSUMED, Assumption
from portal.money import minor, plain
from portal.rules.policy import DatedValue
from portal.rules.policy_data import read_value
from portal.web.context import amount
from portal.web.staff.assumed_words import name_words, shown_words
from portal.web.value_words import value_words


def title_of(group: str, name: str) -> str:
    """Return what a value is called, or a figure in one of its rows."""
    title = name_words(Assumption(group, base_of(name), ASSUMED, None, ""))
    if base_of(name) == name:
        return title
    _, row, part = name.split(".")
    return gettext(f"variants-figure-{part}".replace("_", "-"), value=title, no=int(row) + 1)


def entry_words(group: str, name: str, entry: DatedValue) -> str:
    """Return a dated value as it reads, or the figure of one of its rows."""
    if base_of(name) != name:
        return _figure(written_of(name, entry))
    written = entry.value if entry.written is None else entry.written
    told = Assumption(group, name, ASSUMED, written, entry.source, entry.start, entry)
    return shown_words(told)


def written_words(group: str, name: str, written: Any, like: DatedValue) -> str:  # noqa: ANN401
    """Return a value as it would stand in a file in words, as the entry of the same name reads."""
    if base_of(name) != name:
        return _figure(written)
    value = read_value(name, written)
    entry = DatedValue(value, like.start, "", "policy", None, written)
    return value_words(name, value) if group != "courses" else entry_words(group, name, entry)


def _figure(written: Any) -> str:  # noqa: ANN401
    """A figure of a frame: an amount, or months."""
    if isinstance(written, str):
        return amount(minor(written))
    return gettext("unit-months", count=written)


def to_written(kind: str, typed: Any) -> int | str | bool:  # noqa: ANN401
    """Return what a form holds as it would stand in a file."""
    if kind in (AMOUNT, RATE):
        return plain(typed)
    return typed == "yes" if kind == YES_NO else int(typed)


def to_typed(kind: str, written: Any) -> Any:  # noqa: ANN401
    """Return a value of a file as a form holds it; None for what is not one."""
    if kind in (AMOUNT, RATE):
        return minor(written) if isinstance(written, str) else None
    if kind == YES_NO:
        return "yes" if written else "no"
    return written if isinstance(written, int) else None


def number(figure: int | None) -> str:
    """Write a count; a dash where it is not told."""
    return "\N{EN DASH}" if figure is None else format_decimal(figure)


def share(part: int | None, whole: int | None) -> str:
    """Write a count with what it is of the whole in percent."""
    if part is None or not whole:
        return number(part)
    percent = (200 * part + whole) // (2 * whole)
    return gettext("variants-share", count=number(part), percent=percent)
