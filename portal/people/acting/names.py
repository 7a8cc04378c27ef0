"""Who a record means by a helper: their name, from the signature that was kept."""

import re
from collections.abc import Iterable

from sqlmodel import Session, col, select

from portal.people.acting.models import HelperVisit
from portal.people.models import Person

_HELPER = re.compile(r"helper:([\w-]+) for ")


def helper_names(session: Session, signatures: Iterable[str]) -> dict[str, str]:
    """Return the helper's name by signature, for those that are of someone who acts for another."""
    refs = {text: found[1] for text in signatures if (found := _HELPER.match(text))}
    wanted = sorted(set(refs.values()))
    if not wanted:
        return {}
    names: dict[str, str] = {}
    for table in (HelperVisit, Person):
        rows = select(table.ref, table.name).where(col(table.ref).in_(wanted))
        names |= dict(session.exec(rows).all())
    return {text: names[ref] for text, ref in refs.items() if ref in names}
