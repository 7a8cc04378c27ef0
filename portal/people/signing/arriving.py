"""Who came back from a provider, as somebody known here: found by number, or by name at work."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from portal.errors import NotFound
from portal.keys import keys_of
from portal.people import identity, signins
from portal.people.models import StaffMember
from portal.people.signing.models import SignInProof
from portal.people.signing.trips import Back
from portal.ports import Identity
from portal.ports.signing_in import Proven, SignInRefused
from portal.tokens import digest_of

LONGEST_NAME = 80


@dataclass(frozen=True)
class Town:
    """What the municipality says about who signs in."""

    schemes: tuple[str, ...]
    """Its identity numbers: of persons, of businesses."""
    key: str
    """Of the digests of identity numbers."""
    language: str
    """In which somebody new is written to until they say otherwise."""


def identify(session: Session, kind: str, proven: Proven, town: Town) -> Identity:
    """Return who it is, as somebody known here.

    A resident or business we never heard of is added, with nothing to their name: they see an
    empty overview and can write to us. Staff have to be added by a colleague.

    Raises SignInRefused where the number cannot be one, or nobody works here under this name.
    """
    if kind == "staff":
        return Identity("staff", _staff(session, proven.claim).ref)
    scheme = scheme_of(kind, town.schemes)
    number = proven.claim.replace("-", "") if scheme == "cpr" else proven.claim
    if not identity.is_valid(scheme, number):
        raise SignInRefused("number", "error-sign-in-number")
    person = identity.find_or_create(
        session,
        number=number,
        scheme=scheme,
        key=town.key,
        name=" ".join(proven.name.split())[:LONGEST_NAME],
        language=town.language,
        born_on=identity.born_on(scheme, number),
    )
    return Identity("resident", person.ref)


def scheme_of(kind: str, schemes: tuple[str, ...]) -> str:
    """Return the scheme of the numbers of residents, or of businesses."""
    wanted = "business" if kind == "business" else "person"
    return next(scheme for scheme in schemes if identity.DEBTOR_KINDS[scheme] == wanted)


def _staff(session: Session, name: str) -> StaffMember:
    """Return who signs in under this name, or bears it as a reference, and works here still."""
    there = select(StaffMember).where(col(StaffMember.ended_on).is_(None))
    by_login = session.exec(there.where(StaffMember.login == name)).one_or_none()
    found = (
        by_login
        or session.exec(there.where(StaffMember.ref == name, StaffMember.login == "")).one_or_none()
    )
    if found is None:
        raise SignInRefused("unknown", "error-sign-in-staff")
    return found


def proof(secret_digest: str, kind: str, proven: Proven, key: str, now: datetime) -> SignInProof:
    """Return what is kept of a proof with a session."""
    return SignInProof(
        digest=secret_digest,
        kind=kind,
        subject=keyed(proven.issuer, proven.subject, key),
        session=keyed(proven.issuer, proven.session, key),
        level=proven.level,
        proven_at=min(proven.at or now, now),
    )


def renew(session: Session, back: Back, proven: Proven, key: str, now: datetime) -> str:
    """Give a session a new secret and a new proof; return the secret.

    Raises SignInRefused where somebody else came back, or the session ended meanwhile.
    """
    old = session.get(SignInProof, back.again)
    if old is None or old.subject not in keyed_by_any(proven.issuer, proven.subject, key):
        raise SignInRefused("other", "error-sign-in-other")
    try:
        fresh = signins.renew(session, back.again, now)
    except NotFound as error:
        raise SignInRefused("trip", "error-sign-in-late") from error
    made = session.get_one(SignInProof, digest_of(fresh))
    new = proof(made.digest, back.kind, proven, key, now)
    made.session, made.level, made.proven_at = new.session, new.level, new.proven_at
    return fresh


def keyed(issuer: str, told: str, key: str) -> str:
    """Return the keyed digest of what a provider told; empty for nothing."""
    return keyed_by_any(issuer, told, key)[0]


def keyed_by_any(issuer: str, told: str, key: str) -> list[str]:
    """Return what `keyed` gave under each key, the newest in front."""
    if not told:
        return [""]
    text = f"{issuer}\n{told}".encode()
    return [hmac.new(one.encode(), text, "sha256").hexdigest() for one in keys_of(key)]
