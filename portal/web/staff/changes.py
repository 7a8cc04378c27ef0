"""What would have changed the advice on a case, by the facts it was made from."""

from portal.municipality import Municipality
from portal.rules.changes.nearest import nearest_changes
from portal.rules.intake import read_situation
from portal.web.change_words import once, sentences
from portal.web.staff.opened import Opened


def changes_of(town: Municipality, opened: Opened) -> list[str]:
    """Return a sentence for each change that would do, while the case is open."""
    if not opened.is_open:
        return []
    shapes = {town.name: town.shape}
    _, situation = read_situation(opened.receipt.facts, shapes.get, stored=True)
    numbers = {view.ref: view.number for view in opened.claims}
    changes = once(nearest_changes(situation, town.policy))
    return [sentences(change, numbers) for change in changes]
