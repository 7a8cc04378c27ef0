"""Files to save: a table in the format that is asked for, or what was written already."""

from collections.abc import Iterator

from flask import Response

from portal.errors import NotFound
from portal.ports.sheets import Table
from portal.web.services import services


def as_file(table: Table, name: str, ending: str) -> Response:
    """Answer with a table in the format of this ending. Raises NotFound for another ending."""
    writer = services().sheets.get(ending)
    if writer is None:
        raise NotFound
    return saved(writer.write(table), writer.mimetype, f"{name}.{ending}")


def saved(content: bytes | str | Iterator[bytes], mimetype: str, name: str) -> Response:
    """Answer with a file to save. The name holds no name of a person or business."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
