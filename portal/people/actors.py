"""Who is acting: a resident, a business or a member of staff, and what their role may do."""

from dataclasses import dataclass
from enum import StrEnum

from portal.errors import NotAllowed
from portal.people.models import Person, StaffMember


class Permission(StrEnum):
    """A right, as `what:act`. Kept in alphabet."""

    CASE_DECIDE = "case:decide"
    CASE_READ = "case:read"
    CASE_TAKE = "case:take"
    CLAIM_CHANGE = "claim:change"
    CLAIM_READ_UNIT = "claim:read-unit"
    CLAIM_REGISTER = "claim:register"
    DEBIT_RELEASE = "debit:release"
    HOLD_PLACE = "hold:place"
    OWN_CASES = "own:cases"
    OWN_CLAIMS = "own:claims"
    PAYMENT_MATCH = "payment:match"
    PAYMENT_REFUND = "payment:refund"
    PERSON_READ = "person:read"
    PLAN_MAKE = "plan:make"
    PROPOSAL_ANSWER = "proposal:answer"
    RULES_CONFIRM = "rules:confirm"


RESIDENT = frozenset({Permission.OWN_CASES, Permission.OWN_CLAIMS})
CASE_WORKER = frozenset(
    {
        Permission.CASE_DECIDE,
        Permission.CASE_READ,
        Permission.CASE_TAKE,
        Permission.CLAIM_CHANGE,
        Permission.DEBIT_RELEASE,
        Permission.HOLD_PLACE,
        Permission.PAYMENT_MATCH,
        Permission.PAYMENT_REFUND,
        Permission.PERSON_READ,
        Permission.PLAN_MAKE,
        Permission.PROPOSAL_ANSWER,
    }
)
ROLES = {
    "person": RESIDENT,
    "business": RESIDENT,
    "case_worker": CASE_WORKER,
    "supervisor": CASE_WORKER | {Permission.RULES_CONFIRM},
    "decentral_unit": frozenset({Permission.CLAIM_READ_UNIT, Permission.CLAIM_REGISTER}),
}
"""The rights of each role; the table the pages and the tests share."""


@dataclass(frozen=True)
class Actor:
    """Someone signed in."""

    id: int
    ref: str
    name: str
    role: str
    """A key of ROLES."""
    language: str = ""
    unit: str = ""

    @property
    def is_staff(self) -> bool:
        """Whether they work for the municipality."""
        return self.role not in ("person", "business")

    @property
    def signature(self) -> str:
        """How the record names them."""
        return f"{'staff' if self.is_staff else 'resident'}:{self.ref}"

    def may(self, permission: Permission) -> bool:
        """Whether their role has this right."""
        return permission in ROLES[self.role]

    def must(self, permission: Permission) -> None:
        """Raise NotAllowed unless their role has this right."""
        if not self.may(permission):
            raise NotAllowed


def person_actor(person: Person) -> Actor:
    """Return the resident or business as an actor."""
    assert person.id is not None
    return Actor(person.id, person.ref, person.name, person.kind, person.language)


def staff_actor(member: StaffMember) -> Actor:
    """Return the member of staff as an actor."""
    assert member.id is not None
    return Actor(member.id, member.ref, member.name, member.role, unit=member.unit)
