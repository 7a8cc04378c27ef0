"""The trail is chained and anchored: where the signed files lie, and with which key."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from portal.adapters.anchors import BadKey, FolderAnchors, new_key
from portal.clock import day_in
from portal.commands.place import Place, data_folder, kept
from portal.errors import UnsafeSettings
from portal.municipality import load
from portal.people.installation import purpose
from portal.people.trail.anchoring import anchor
from portal.people.trail.chain import chain
from portal.ports.anchors import Anchors, BadAnchor

_FOLDER, _KEY = "PORTAL_ANCHOR_DIR", "PORTAL_ANCHOR_KEY_FILE"


def anchors_of(place: Place) -> Anchors | None:
    """Return where anchors of this database lie; None where nothing is set. Raises UnsafeSettings.

    The demo has a folder beside its database and a key of its own.
    """
    folder, key = os.environ.get(_FOLDER, ""), os.environ.get(_KEY, "")
    if bool(folder) != bool(key):
        raise UnsafeSettings(f"Set both {_FOLDER} and {_KEY}, or neither.")
    if folder:
        return _opened(Path(folder), Path(key))
    with place.database.reading() as session:
        found = purpose(session)
    if found is None or not found.demo:
        return None
    return _opened(
        demo_folder(str(place.database.engine.url), found.municipality),
        kept("demo-anchor-key.pem", lambda: new_key().decode()),
    )


def run(place: Place, now: datetime, say: Callable[[str], None]) -> None:
    """Chain all there is and anchor the day."""
    done = chain(place.database, now)
    if done:
        say(f"trail: {done} chained")
    anchors = anchors_of(place)
    if anchors is None:
        say(f"trail: not anchored, set {_FOLDER} and {_KEY}")
        return
    try:
        no = anchor(place.database, anchors, day_in(load(place.municipality).country, now))
    except BadAnchor:
        say("trail: NOT ANCHORED, the next anchor is there already and is not ours: portal check")
        return
    if no is not None:
        say(f"trail: anchor {no} signed")


def demo_folder(url: str, municipality: str) -> Path:
    """Return where the demo keeps anchors: beside its database."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        return Path(parsed.database).absolute().with_suffix(".anchors")
    return data_folder() / f"demo-{municipality}.anchors"


def start_over(url: str, municipality: str) -> None:
    """Throw the demo's anchors away, with the database they are of."""
    if not os.environ.get(_FOLDER):
        shutil.rmtree(demo_folder(url, municipality), ignore_errors=True)


def _opened(folder: Path, key: Path) -> FolderAnchors:
    try:
        return FolderAnchors(folder, key.read_bytes())
    except (OSError, BadKey):
        raise UnsafeSettings(
            f"Set {_KEY} to a readable file with an Ed25519 private key in PEM, such as"
            " openssl genpkey -algorithm ed25519 makes."
        ) from None
