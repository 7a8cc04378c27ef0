"""Damage to what was sent along, and the invariant that finds each."""

from collections.abc import Callable

from tests import builders
from tests.builders import NOW
from tests.db.handover_damage import Place

_KEPT = (
    "insert into evidence (ref, person_id, about, name, kind, pages, size, digest, stored,"
    " has_thumbnail, scanner, added_by, added_at, is_missing, removed_at, removed_why)"
    " values ('r', :person, :about, 'a.jpg', 'jpeg', 1, 9, 'd', 's', true, 'none', 'x', :now,"
    " false, {gone})"
)


def _kept(place: Place, *, gone: str = "null, ''", strange: bool = False, about: str = "") -> None:
    owner = builders.person(place.session)
    case = builders.case(place.session, owner, [builders.claim(place.session, owner, 9_00)])
    whose = builders.person(place.session) if strange else owner
    about = about or f"case:{case.ref}"
    place.run(_KEPT.format(gone=gone), person=whose.id, about=about, now=NOW.isoformat(" "))


def a_file_of_somebody_else(place: Place) -> None:
    _kept(place, strange=True)


def a_file_of_a_mandate_nobody_asked_for(place: Place) -> None:
    _kept(place, about="mandate:none")


def a_file_that_is_gone_and_still_named(place: Place) -> None:
    _kept(place, gone=":now, 'taken-back'")


DAMAGE: dict[Callable[[Place], None], str] = {
    a_file_of_somebody_else: "file-of-whose-request-it-is",
    a_file_of_a_mandate_nobody_asked_for: "file-of-whose-mandate-it-is",
    a_file_that_is_gone_and_still_named: "file-that-is-gone-has-no-name",
}
