"""Who is acting, for whom, and what they may do: a resident, a business, staff, or a helper."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from portal.errors import NotAllowed
from portal.people.models import Person, StaffMember


class Permission(StrEnum):
    """A right, as `what:act`. Kept in alphabet."""

    AUDIT_READ = "audit:read"
    """See who looked at what and who did what; nothing of the records themselves."""
    CASE_DECIDE = "case:decide"
    CASE_READ = "case:read"
    CASE_SIGN = "case:sign"
    """Sign what someone else decided, where two have to."""
    CASE_TAKE = "case:take"
    CLAIM_CHANGE = "claim:change"
    CLAIM_READ_UNIT = "claim:read-unit"
    CLAIM_REGISTER = "claim:register"
    CONTACT_WRITE = "contact:write"
    """Note a contact with a person, and correct a note."""
    DEBIT_RELEASE = "debit:release"
    FIGURES_COUNCIL = "figures:council"
    """See what the council sees: arrears, what was let go, where people depart from the rules."""
    FIGURES_OWN = "figures:own"
    FIGURES_READ = "figures:read"
    """Open the pages of figures; which of them says another right."""
    FIGURES_TEAM = "figures:team"
    FILE_CLOSE = "file:close"
    """Close somebody's file to a colleague, and open it again."""
    FILE_GIVE = "file:give"
    FILE_TAKE = "file:take"
    FIRM_BOOKS = "firm:books"
    """See the books of a business: balance, account, documents."""
    FIRM_MANAGE = "firm:manage"
    """Give and end what opens its books: keys for programs, people of the business."""
    HOLD_PLACE = "hold:place"
    OWN_ASK = "own:ask"
    """Send a request, write about it, take it back, change a plan."""
    OWN_CASES = "own:cases"
    """See requests."""
    OWN_CLAIMS = "own:claims"
    """See claims, letters and payments."""
    OWN_FILL = "own:fill"
    """Begin a request and fill it in; sending is another right."""
    OWN_MANAGE = "own:manage"
    """How one is told, who helps, direct debit."""
    OWN_PAY = "own:pay"
    OWN_SWITCH = "own:switch"
    """Change whom one acts for; always left to a helper."""
    PART_CLOSE = "part:close"
    """Close a part of the portal for a while, and open it again."""
    PAYMENT_MATCH = "payment:match"
    PAYMENT_REFUND = "payment:refund"
    PERSON_READ = "person:read"
    PLAN_MAKE = "plan:make"
    PROPOSAL_ANSWER = "proposal:answer"
    RULES_ADOPT = "rules:adopt"
    """Propose a value of the rules with its day, or take it back before that day."""
    RULES_CONFIRM = "rules:confirm"
    RULES_TRY = "rules:try"
    """See what another value of a rule would do."""
    STAFF_MANAGE = "staff:manage"
    """Say who works here and in which role."""


RESIDENT = frozenset(
    {
        Permission.OWN_ASK,
        Permission.OWN_CASES,
        Permission.OWN_CLAIMS,
        Permission.OWN_FILL,
        Permission.OWN_MANAGE,
        Permission.OWN_PAY,
        Permission.OWN_SWITCH,
    }
)
CASE_WORKER = frozenset(
    {
        Permission.CASE_DECIDE,
        Permission.CASE_READ,
        Permission.CASE_TAKE,
        Permission.CLAIM_CHANGE,
        Permission.CONTACT_WRITE,
        Permission.DEBIT_RELEASE,
        Permission.FIGURES_OWN,
        Permission.FIGURES_READ,
        Permission.FILE_GIVE,
        Permission.FILE_TAKE,
        Permission.HOLD_PLACE,
        Permission.PAYMENT_MATCH,
        Permission.PAYMENT_REFUND,
        Permission.PERSON_READ,
        Permission.PLAN_MAKE,
        Permission.PROPOSAL_ANSWER,
    }
)
SENIOR = CASE_WORKER | {Permission.CASE_SIGN}
COUNCIL_READER = frozenset(
    {Permission.FIGURES_COUNCIL, Permission.FIGURES_READ, Permission.RULES_TRY}
)
"""A councillor: sums and counts, nobody's record."""
ROLES = {
    "person": RESIDENT,
    "business": RESIDENT | {Permission.FIRM_BOOKS, Permission.FIRM_MANAGE},
    "case_worker": CASE_WORKER,
    "senior": SENIOR,
    "supervisor": SENIOR
    | COUNCIL_READER
    | {
        Permission.FIGURES_TEAM,
        Permission.FILE_CLOSE,
        Permission.RULES_ADOPT,
        Permission.RULES_CONFIRM,
    },
    "council_reader": COUNCIL_READER,
    "decentral_unit": frozenset({Permission.CLAIM_READ_UNIT, Permission.CLAIM_REGISTER}),
    "administrator": frozenset(
        {Permission.FILE_CLOSE, Permission.PART_CLOSE, Permission.STAFF_MANAGE}
    ),
    "privacy_officer": frozenset({Permission.AUDIT_READ}),
}
"""The rights of each role; the table the pages and the tests share."""
WHOLE = {Permission.FIRM_BOOKS, Permission.FIRM_MANAGE, Permission.OWN_MANAGE}
"""Rights that are about everything someone has: who is limited to some records has none of them."""


@dataclass(frozen=True)
class Helper:
    """Who really sits there when someone acts for another."""

    ref: str
    name: str
    how: str
    """By what leave, a kind of Acting: `firm`, `standing`, `guardian` or `loan`."""
    acting_id: int
    """The leave they act under."""


@dataclass(frozen=True)
class Scope:
    """The only records someone may see, by their references."""

    claims: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Actor:
    """Someone signed in. With a helper: the one whose records they are, and who acts for them."""

    id: int
    ref: str
    name: str
    role: str
    """A key of ROLES."""
    language: str = ""
    unit: str = ""
    helper: Helper | None = None
    rights: frozenset[Permission] | None = None
    """What was left to the helper of the rights of the role; None means all."""
    only: Scope | None = None
    """The records it is limited to; None means all of this person's."""

    @property
    def is_staff(self) -> bool:
        """Whether they work for the municipality."""
        return self.role not in ("person", "business")

    @property
    def signature(self) -> str:
        """How the record names them: with a helper both, who did it and for whom."""
        own = f"{'staff' if self.is_staff else 'resident'}:{self.ref}"
        return f"helper:{self.helper.ref} for {own}" if self.helper else own

    def may(self, permission: Permission) -> bool:
        """Whether they have this right."""
        if permission in WHOLE and self.only is not None:
            return False
        left = self.rights is None or permission in self.rights
        return left and permission in ROLES[self.role]

    def must(self, permission: Permission) -> None:
        """Raise NotAllowed unless they have this right."""
        if not self.may(permission):
            raise NotAllowed

    def sees_claim(self, ref: str) -> bool:
        """Whether a claim of this person is within what they may see."""
        return self.only is None or ref in self.only.claims

    def sees_case(self, ref: str) -> bool:
        """Whether a request of this person is within what they may see."""
        return self.only is None or ref in self.only.cases

    def helped_by(
        self, helper: Helper, rights: Iterable[Permission], only: Scope | None = None
    ) -> "Actor":
        """Return this person with a helper who has these of their rights."""
        left = frozenset(rights) & ROLES[self.role] | {Permission.OWN_SWITCH}
        return replace(self, helper=helper, rights=left, only=only)


def person_actor(person: Person) -> Actor:
    """Return the resident or business as an actor."""
    assert person.id is not None
    return Actor(person.id, person.ref, person.name, person.kind, person.language)


def staff_actor(member: StaffMember) -> Actor:
    """Return the member of staff as an actor."""
    assert member.id is not None
    return Actor(member.id, member.ref, member.name, member.role, unit=member.unit)
