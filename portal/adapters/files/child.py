"""The process of its own in which one file is made anew: little memory, little time, no more files.

It reads the limits (a line of JSON) and the file, and writes a line of JSON, the file and its small
picture; or a line with the id of what is wrong.
"""

import json
import resource
import sys

from portal.adapters.files.cleaning import SECONDS, Here
from portal.ports.files import FileNotTaken, Limits

MEMORY = 1536 * 1024 * 1024


def main() -> None:
    """Make one file anew."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    line = sys.stdin.buffer.readline()
    try:
        made = Here().clean(sys.stdin.buffer.read(), Limits(**json.loads(line)))
    except FileNotTaken as problem:
        sys.stdout.buffer.write(json.dumps({"message": problem.message}).encode() + b"\n")
        return
    head = {"kind": made.kind, "pages": made.pages, "size": len(made.content)}
    for part in (json.dumps(head).encode() + b"\n", made.content, made.thumbnail):
        sys.stdout.buffer.write(part)
