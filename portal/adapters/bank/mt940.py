"""Reads MT940 (SWIFT customer statement) as banks really send it."""

import re
from collections.abc import Sequence
from typing import BinaryIO

from portal.adapters.bank.content import content
from portal.adapters.bank.mt940_fields import Field, decoded, split
from portal.adapters.bank.mt940_statement import Draft
from portal.adapters.mistakes import Mistakes
from portal.errors import BadFile
from portal.ports.bank import Statement

_HEAD = re.compile(rb"(?:\A|[\r\n]|\A\xef\xbb\xbf):20:")


class Mt940:
    """The reader of MT940 files."""

    def recognises(self, head: bytes) -> bool:
        """Say whether a line near the beginning starts with :20:, as every statement does."""
        return bool(_HEAD.search(head))

    def read(self, file: BinaryIO) -> Sequence[Statement]:
        """Return the statements in the file. Raises BadFile with a sentence per mistake."""
        mistakes = Mistakes()
        found = split(decoded(content(file)), mistakes)
        statements: list[Statement] = []
        for fields in found:
            with mistakes.at(f"Line {fields[0].line}"):
                statements += _statement(fields, mistakes)
        mistakes.stop()
        if not statements:
            raise BadFile(
                ["No line starts with :20:, so the file is no MT940. Download it again as MT940."]
            )
        return statements


def _statement(fields: list[Field], mistakes: Mistakes) -> Sequence[Statement]:
    """Return the statement, or none when a field has a mistake: more would follow from it."""
    draft, before = Draft(), mistakes.count
    for field in fields:
        with mistakes.at(f"Line {field.line}, :{field.tag}:"):
            draft.take(field)
    return [draft.statement()] if mistakes.count == before else []
