"""The bytes of a bank file, where there are some and not too many."""

from typing import BinaryIO

from portal.errors import BadFile

MOST_BYTES = 32 * 1024 * 1024
"""The largest bank file that is read; a day of a large municipality is far below it."""


def content(file: BinaryIO) -> bytes:
    """Return the bytes of the file. Raises BadFile when it is empty or too large to be right."""
    data = file.read(MOST_BYTES + 1)
    if not data.strip():
        raise BadFile(["The file is empty. Download the statement from the bank again."])
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        raise BadFile([f"The file is larger than {most} MB. Ask the bank for a file per day."])
    return data
