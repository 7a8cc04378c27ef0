"""What is wrong with the input of a command, as lines on stderr and exit code 2."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import ArgumentError

from portal.errors import BadFile, Conflict, NotFound, UnsafeSettings

BAD_INPUT = 2


@contextmanager
def told() -> Iterator[None]:
    """Turn what is wrong with the input into lines on stderr and exit code 2."""
    try:
        yield
    except BadFile as bad:
        _stop(bad.mistakes)
    except (UnsafeSettings, NotFound) as unsafe:
        _stop(str(unsafe).splitlines() or ["not found"])
    except ArgumentError:
        _stop(["PORTAL_DATABASE_URL: this is not the address of a database"])
    except Conflict:
        _stop(["somebody else changed the same records; nothing was changed, try again"])
    except BrokenPipeError:
        raise  # nobody reads on: click ends quietly
    except OSError as error:
        _stop([f"{error.filename or 'file'}: {error.strerror}"])


def _stop(lines: list[str]) -> None:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(BAD_INPUT)
