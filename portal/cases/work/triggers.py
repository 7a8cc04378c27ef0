"""The database keeps what waits: a trigger on every table it comes from, on both databases.

They are put in place after every change of the database's shape, and taken away before one.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, TextClause, text

from portal.cases.work.sources import COLUMNS, SOURCES, Source, Watch, Words, all_of

PREFIX = "keeps_work_"
_ROW = {"insert": "new", "update": "new", "delete": "old"}


def remove(connection: Connection) -> None:
    """Take the triggers away; without them the table of what waits stays as it is."""
    is_sqlite = connection.dialect.name == "sqlite"
    named = (
        "select name from sqlite_master where type = 'trigger' and name like :like"
        if is_sqlite
        else "select oid::regprocedure::text from pg_proc where proname like :like"
    )
    for (name,) in connection.execute(text(named), {"like": f"{PREFIX}%"}).all():
        _run(connection, f"drop trigger {name}" if is_sqlite else f"drop function {name} cascade")


def put_in_place(connection: Connection) -> None:
    """Make the triggers, and the table of what waits as it should be."""
    say = _on_sqlite if connection.dialect.name == "sqlite" else _on_postgresql
    for source in SOURCES:
        for statement in say(source):
            _run(connection, statement)
    rebuild(connection)


def rebuild(connection: Connection) -> None:
    """Bring every row to what the statements find; a row that is right is not written."""
    words = Words(connection.dialect.name == "sqlite")
    found = all_of(words)
    _run(connection, _bring(found, words, changed_only=True))
    _run(connection, f"delete from work_item where {_is_gone(found)}")  # noqa: S608


def as_it_stands(statement: str) -> TextClause:
    """Return a statement in which a colon stands for nothing but itself."""
    return text(statement.replace(":", "\\:"))


def _run(connection: Connection, statement: str) -> None:
    connection.execute(as_it_stands(statement))


def _bring(found: str, words: Words, *, changed_only: bool = False) -> str:
    """Say: put in what is found, and bring what is there to it."""
    rest = COLUMNS[2:]
    to = ", ".join(f"{name} = excluded.{name}" for name in rest)
    other = " or ".join(words.differs(f"work_item.{name}", f"excluded.{name}") for name in rest)
    names = ", ".join(COLUMNS)
    return (
        f"insert into work_item ({names}) select {names} from ({found}) q where true"  # noqa: S608
        f" on conflict (source, subject) do update set {to}"
        + (f" where {other}" if changed_only else "")
    )


def _is_gone(found: str) -> str:
    return (
        f"not exists (select 1 from ({found}) q where q.source = work_item.source"  # noqa: S608
        " and q.subject = work_item.subject)"
    )


def _refresh(source: Source, words: Words, subjects: str) -> tuple[str, str]:
    """Say the two statements that bring these subjects' rows up to date."""
    found = source.select(words, f"and b.id in {subjects}")
    theirs = f"source = '{source.name}' and subject in {subjects}"
    return _bring(found, words), f"delete from work_item where {theirs} and {_is_gone(found)}"  # noqa: S608


def _subjects(watch: Watch, row: str) -> str:
    named = watch.subjects.format(row=row)
    return named if named.startswith("(") else f"({named})"


def _conditions(watch: Watch, act: str, words: Words) -> str:
    """Say for which rows of an act the trigger does something."""
    if act == "update" and watch.columns:
        changed = (words.differs(f'old."{name}"', f'new."{name}"') for name in watch.columns)
        return f" when ({' or '.join(changed)})"
    return f" when ({watch.when.format(row=_ROW[act])})" if watch.when else ""


def _named(source: Source, watch: Watch, act: str) -> str:
    return f"{PREFIX}{source.name}_{watch.table}_{act}"


def _on_sqlite(source: Source) -> Iterator[str]:
    words = Words(is_sqlite=True)
    for watch in source.watches:
        for act in watch.acts:
            body = "; ".join(_refresh(source, words, _subjects(watch, _ROW[act])))
            yield (
                f'create trigger {_named(source, watch, act)} after {act} on "{watch.table}"'
                f"{_conditions(watch, act, words)} begin {body}; end"
            )


def _on_postgresql(source: Source) -> Iterator[str]:
    """Hold the row it is about first: of two at once the second sees what the first did.

    Rows are found by index: a plan made while a table was empty would read all of it for each row.
    """
    words = Words(is_sqlite=False)
    refresh = f"{PREFIX}{source.name}"
    bring, drop = _refresh(source, words, "(one)")
    yield (
        f"create function {refresh}(one bigint) returns void language plpgsql"
        " set enable_seqscan = off as $$ begin"
        f' perform 1 from "{source.table}" where id = one for no key update;'
        f" {bring}; {drop}; end $$"
    )
    for watch in source.watches:
        for act in watch.acts:
            name, row = _named(source, watch, act), _ROW[act]
            each = _subjects(watch, row)
            loop = each if each.startswith("(select") else f"(select {each})"
            yield (
                f"create function {name}() returns trigger language plpgsql as $$ declare"
                f" it bigint; begin for it in {loop} loop"
                f" perform {refresh}(it); end loop; return null; end $$"
            )
            yield (
                f'create trigger {name} after {act} on "{watch.table}" for each row'
                f"{_conditions(watch, act, words)} execute function {name}()"
            )
