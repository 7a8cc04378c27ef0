"""Identity numbers: whether they can be right, and the keyed digest by which a person is found.

While one key takes over from another a person may lie under a digest of either; see `rotating`.
"""

import hmac
import re
from collections.abc import Callable, Iterable
from datetime import date

from sqlmodel import Session, col, select
from stdnum.dk import cpr, cvr
from stdnum.exceptions import ValidationError
from stdnum.nl import bsn

from portal.keys import keys_of
from portal.people.models import Person
from portal.people.refs import new_ref
from portal.record import add_row
from portal.rows import in_parts

_REPLACEMENT = 60
"""Added to the day of birth in a Danish replacement number."""


def _is_bsn(number: str) -> bool:
    return re.fullmatch(r"[0-9]{9}", number) is not None and bool(bsn.is_valid(number))


def _is_kvk(number: str) -> bool:
    """The Dutch trade register gives eight digits; there is no check digit."""
    return re.fullmatch(r"[0-9]{8}", number) is not None and number != "0" * 8


def _is_cvr(number: str) -> bool:
    return re.fullmatch(r"[0-9]{8}", number) is not None and bool(cvr.is_valid(number))


def _is_cpr(number: str) -> bool:
    """Shape and date of birth only: since 2007 valid numbers fail modulus 11."""
    return _birth_in_cpr(number) is not None


def _birth_in_cpr(number: str) -> date | None:
    bare = number.replace("-", "", 1) if re.fullmatch(r"[0-9]{6}-[0-9]{4}", number) else number
    if not re.fullmatch(r"[0-9]{10}", bare):
        return None
    day = int(bare[:2])
    day -= _REPLACEMENT if day > _REPLACEMENT else 0
    try:
        born: date = cpr.get_birth_date(f"{day:02d}{bare[2:]}")
    except ValidationError:
        return None
    return born


_CHECKS: dict[str, Callable[[str], bool]] = {
    "bsn": _is_bsn,
    "cpr": _is_cpr,
    "kvk": _is_kvk,
    "cvr": _is_cvr,
}
DEBTOR_KINDS = {"bsn": "person", "cpr": "person", "kvk": "business", "cvr": "business"}
"""Whom a number of each scheme names."""
BRANCH_DIGITS = {"kvk": 12, "cvr": 10}
"""How many digits the number of a branch has (vestigingsnummer, P-nummer)."""


def is_valid(scheme: str, number: str) -> bool:
    """Whether this can be a number of the scheme (`bsn`, `cpr`, `kvk`, `cvr`), as far as sums tell.

    Digits only, leading zeros included; a CPR number may have its hyphen. An unknown scheme has
    no valid numbers.
    """
    check = _CHECKS.get(scheme)
    return check is not None and check(number)


def born_on(scheme: str, number: str) -> date | None:
    """Return the day of birth that a valid number says (a CPR number does), else None."""
    return _birth_in_cpr(number) if scheme == "cpr" else None


class Digest(str):
    """A digest under the newest key, which knows those under keys of before."""

    __slots__ = ("older",)
    older: tuple[str, ...]

    def __new__(cls, *versions: str) -> "Digest":
        """`versions`: the newest in front."""
        made = super().__new__(cls, versions[0])
        made.older = versions[1:]
        return made

    @property
    def versions(self) -> tuple[str, ...]:
        """All it may lie under, the newest in front."""
        return (str(self), *self.older)

    @property
    def kept(self) -> str:
        """As it is kept with what is not carried out yet; `read` gives it back."""
        return " ".join(self.versions)

    @classmethod
    def read(cls, kept: str) -> "Digest":
        """Return a digest from what was kept of it."""
        return cls(*kept.split(" "))


def digest(number: str, scheme: str, key: str) -> Digest:
    """Return the keyed digest (HMAC-SHA256) under which the number is known.

    A later key digests the digest of the one before: so those whose number is not kept can be
    moved to it as well.
    """
    bare = number.replace("-", "")
    newer, oldest = keys_of(key)[:-1], keys_of(key)[-1]
    first = hmac.new(oldest.encode(), f"{scheme}:{bare}".encode(), "sha256").hexdigest()
    return _renewed([first], newer)


def renewed(stored: str, key: str) -> Digest:
    """Return a digest that was stored, under the newest key; one of a key not known stays."""
    keys = keys_of(key)
    made = [_mark(one) for one in keys]
    mark = stored.partition(":")[0] if ":" in stored else made[-1]
    return _renewed([stored], keys[: made.index(mark)]) if mark in made else Digest(stored)


def _renewed(versions: list[str], newer: tuple[str, ...]) -> Digest:
    for key in reversed(newer):
        found = hmac.new(key.encode(), versions[-1].encode(), "sha256").hexdigest()
        versions.append(f"{_mark(key)}:{found}")
    return Digest(*reversed(versions))


def mark(key: str) -> str:
    """Return how digests under the newest key begin; empty where there was never another."""
    keys = keys_of(key)
    return f"{_mark(keys[0])}:" if len(keys) > 1 else ""


def _mark(key: str) -> str:
    return hmac.new(key.encode(), b"portal:mark", "sha256").hexdigest()[:8]


def is_under(stored: str, digest: str) -> bool:
    """Whether a stored digest is this one, under whichever key."""
    return stored in _versions(digest)


def _versions(digest: str) -> tuple[str, ...]:
    return digest.versions if isinstance(digest, Digest) else (digest,)


def find(session: Session, number: str, scheme: str, key: str) -> Person | None:
    """Return the person with this identity number, or None when there is none here."""
    wanted = digest(number, scheme, key)
    return find_all(session, [wanted]).get(wanted)


def find_all(session: Session, digests: Iterable[str]) -> dict[str, Person]:
    """Return those known here by their digests, in a few queries however many there are."""
    wanted = {version: one for one in digests for version in _versions(one)}
    found: dict[str, Person] = {}
    for part in in_parts(sorted(wanted)):
        query = select(Person).where(col(Person.identity_digest).in_(part))
        found |= {wanted[person.identity_digest]: person for person in session.exec(query)}
    return found


def find_or_create(
    session: Session,
    *,
    number: str,
    scheme: str,
    key: str,
    name: str,
    language: str,
    address: str = "",
    born_on: date | None = None,
) -> Person:
    """Return the person with this identity number; someone new is added with these particulars.

    Someone known keeps the particulars they have. Raises ValueError for an impossible number.
    """
    known = find(session, number, scheme, key)
    if known is not None:
        return known
    person = new_person(
        number=number, scheme=scheme, key=key, name=name, language=language, address=address
    )
    person.born_on = born_on
    return add_row(session, person)


def new_person(
    *, number: str, scheme: str, key: str, name: str, language: str, address: str = ""
) -> Person:
    """Return a person not yet stored. Raises ValueError, without the number, if it is wrong."""
    if not is_valid(scheme, number):
        raise ValueError("not an identity number of this scheme")
    return Person(
        ref=new_ref(),
        kind=DEBTOR_KINDS[scheme],
        name=name,
        language=language,
        identity_scheme=scheme,
        identity_digest=str(digest(number, scheme, key)),
        address=address,
    )
