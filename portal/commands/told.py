"""What is wrong with the input of a command, as lines on stderr and exit code 2."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import ArgumentError, OperationalError

from portal.errors import BadFile, Conflict, NotFound, UnsafeSettings

BAD_INPUT, FAULT = 2, 1


@contextmanager
def told() -> Iterator[None]:
    """Turn what is wrong with the input into lines on stderr and exit code 2.

    A database that is not there is a fault: one line, and exit code 1.
    """
    try:
        yield
    except BadFile as bad:
        _stop(bad.mistakes)
    except (UnsafeSettings, NotFound) as unsafe:
        _stop(str(unsafe).splitlines() or ["not found"])
    except ArgumentError:
        _stop(["PORTAL_DATABASE_URL: this is not the address of a database"])
    except OperationalError as down:
        if down.statement is not None:
            raise  # it answered, and could not do what it was asked
        _stop([f"The database does not answer: {str(down.orig).splitlines()[0]}"], FAULT)
    except Conflict:
        _stop(["somebody else changed the same records; nothing was changed, try again"])
    except BrokenPipeError:
        raise  # nobody reads on: click ends quietly
    except OSError as error:
        _stop([f"{error.filename or 'file'}: {error.strerror}"])


def _stop(lines: list[str], code: int = BAD_INPUT) -> None:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(code)
