"""Identity numbers: whether they can be right, and the keyed digest that is all we keep of one."""

import hmac
import re
from collections.abc import Callable, Iterable
from datetime import date

from sqlmodel import Session, col, select
from stdnum.dk import cpr, cvr
from stdnum.exceptions import ValidationError
from stdnum.nl import bsn

from portal.people.models import Person
from portal.people.refs import new_ref

_REPLACEMENT = 60
"""Added to the day of birth in a Danish replacement number."""
_CHUNK = 500
"""Digests in one query; databases limit the number of parameters."""


def _is_bsn(number: str) -> bool:
    return re.fullmatch(r"[0-9]{9}", number) is not None and bool(bsn.is_valid(number))


def _is_kvk(number: str) -> bool:
    """The Dutch trade register gives eight digits; there is no check digit."""
    return re.fullmatch(r"[0-9]{8}", number) is not None and number != "0" * 8


def _is_cvr(number: str) -> bool:
    return re.fullmatch(r"[0-9]{8}", number) is not None and bool(cvr.is_valid(number))


def _is_cpr(number: str) -> bool:
    """Shape and date of birth only: since 2007 valid numbers fail modulus 11."""
    bare = number.replace("-", "", 1) if re.fullmatch(r"[0-9]{6}-[0-9]{4}", number) else number
    if not re.fullmatch(r"[0-9]{10}", bare):
        return False
    day = int(bare[:2])
    born = day - _REPLACEMENT if day > _REPLACEMENT else day
    try:
        cpr.get_birth_date(f"{born:02d}{bare[2:]}")
    except ValidationError:
        return False
    return True


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
    if scheme != "cpr" or not _is_cpr(number):
        return None
    bare = number.replace("-", "")
    day = int(bare[:2])
    born: date = cpr.get_birth_date(
        f"{day - _REPLACEMENT if day > _REPLACEMENT else day:02d}{bare[2:]}"
    )
    return born


def digest(number: str, scheme: str, key: str) -> str:
    """Return the keyed digest (HMAC-SHA256, hexadecimal) under which the number is known."""
    bare = number.replace("-", "")
    return hmac.new(key.encode(), f"{scheme}:{bare}".encode(), "sha256").hexdigest()


def find(session: Session, number: str, scheme: str, key: str) -> Person | None:
    """Return the person with this identity number, or None when there is none here."""
    wanted = digest(number, scheme, key)
    return find_all(session, [wanted]).get(wanted)


def find_all(session: Session, digests: Iterable[str]) -> dict[str, Person]:
    """Return those known here by their digests, in a few queries however many there are."""
    wanted = sorted(set(digests))
    found: dict[str, Person] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        query = select(Person).where(col(Person.identity_digest).in_(chunk))
        found |= {person.identity_digest: person for person in session.exec(query)}
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
    session.add(person)
    session.flush()
    return person


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
        identity_digest=digest(number, scheme, key),
        address=address,
    )
