"""Which tables hold something about a person, how each is reached, and what of it is not told."""

from collections.abc import Iterator
from dataclasses import dataclass

import portal.cases.contacts.models
import portal.cases.letterbox.models
import portal.cases.matters.models
import portal.cases.review_models
import portal.cases.rulings.models
import portal.cases.second_look.models
import portal.cases.work.models
import portal.ledger.tables
import portal.people.addresses
import portal.people.deliveries
import portal.people.evidence.models
import portal.people.mobiles
import portal.people.trail.models
import portal.people.typed
import portal.people.vault  # noqa: F401  (the models fill the metadata)

INSIDE = frozenset({"id", "key", "once", "version", "posted", "position"})
"""Columns that only keep the database in order and say nothing about anyone."""
SECRETS = frozenset(
    {
        "account_digest",
        "code_digest",
        "digest",
        "identity_digest",
        "other_digest",
        "checkout_url",
        "provider_key",
        "seal",
        "sealed",
        "stored",
    }
)
"""Columns that open something, or are worked out from a number that is not kept."""


@dataclass(frozen=True)
class Part:
    """The rows of one table that belong to a row above them; at the top, to the person."""

    name: str
    """Its key in the document."""
    table: str
    own: str
    """The column by which a row is found."""
    above: str = "id"
    """The column of the row above that holds the same."""
    parts: tuple["Part", ...] = ()
    without: frozenset[str] = frozenset()
    """Columns of its own that are not told."""
    is_one: bool = False
    """There is one at most, so no list."""
    alone: bool = False
    """Where several people owe a claim it is not told: it may be about another of them."""


def _of(above: str, *names: str) -> tuple[Part, ...]:
    """Parts named as their table, found by this column."""
    return tuple(Part(name, name, above) for name in names)


# Whoever paid may be someone else: whose account it was is told to nobody but its holder.
_BANK_LINE = Part(
    "bank",
    "bank_line",
    "id",
    "bank_line_id",
    is_one=True,
    without=frozenset({"counterparty_account", "counterparty_name", "text"}),
)
_REFUND = Part(
    "refund",
    "refund",
    "claim_id",
    without=frozenset({"payee_account", "payee_name"}),
    alone=True,
)
_HAND_OVER = Part(
    "hand_over",
    "hand_over",
    "claim_id",
    parts=_of("hand_over_id", "hand_over_event", "collector_line"),
    alone=True,
)
_CLAIM = Part(
    "claim",
    "claim",
    "id",
    "claim_id",
    is_one=True,
    parts=(
        *_of("claim_id", "claim_correction", "claim_credit", "claim_branch", "claim_return"),
        Part("hold", "hold", "claim_id", alone=True),
        *_of("claim_id", "interruption", "on_its_way", "postponement", "proposal"),
        *_of("claim_id", "reminder", "time_bar_base"),
        Part("ledger_entry", "ledger_entry", "claim_id", parts=(_BANK_LINE,), alone=True),
        _REFUND,
        Part("enforcement_step", "enforcement_step", "claim_id", alone=True),
        Part("claim_document", "claim_document", "claim_id", alone=True),
        Part("registration", "registration", "claim_id", alone=True),
        _HAND_OVER,
    ),
)
_LETTER = Part(
    "letters",
    "letter",
    "person_id",
    parts=(
        *_of("letter_id", "letter_look"),
        Part("letter_code", "letter_code", "letter_id", is_one=True),
        Part("letter_opened", "letter_opened", "letter_id", is_one=True),
    ),
)
_MESSAGE = Part(
    "messages",
    "outgoing",
    "person_id",
    parts=(
        *_of("outgoing_id", "delivery", "post_batch_item"),
        Part("message_seen", "message_seen", "outgoing_id", is_one=True),
        Part("digital_delivery", "digital_delivery", "outgoing_id", is_one=True),
    ),
)
_PLAN = Part(
    "plans", "plan", "person_id", parts=_of("plan_id", "plan_claim", "instalment", "plan_change")
)
_WITHHOLDING = Part(
    "withholdings",
    "withholding",
    "person_id",
    parts=_of("withholding_id", "withholding_amount", "withholding_claim"),
)
_ONLINE = Part(
    "online_payments", "online_payment", "person_id", parts=_of("payment_id", "online_return")
)
_COLLECTION = Part(
    "collection",
    "collection",
    "mandate_id",
    parts=_of("collection_id", "collection_part", "debit_return"),
)
_DECISION = Part(
    "decision",
    "decision",
    "case_id",
    parts=(
        Part("departure", "departure", "decision_id", is_one=True),
        Part("second_look", "second_look", "decision_id", parts=_of("look_id", "second_opinion")),
    ),
)
_OUTCOME = Part(
    "matter_outcome",
    "matter_outcome",
    "case_id",
    parts=_of("outcome_id", "objection_decider"),
)
_CASE = Part(
    "requests",
    "case",
    "person_id",
    parts=(
        *_of("case_id", "answer", "case_claim", "case_event", "clock_stop", "hearing"),
        *_of("case_id", "hearing_end", "message", "receipt", "warning_shown"),
        Part("weighing", "weighing", "case_id", parts=_of("weighing_id", "weighed_area")),
        _DECISION,
        _OUTCOME,
    ),
)
_ACTING = (
    *_of("acting_id", "acting_event", "acting_scope", "helper_look", "helper_visit"),
    Part("loan", "loan", "acting_id", is_one=True),
)


def _own(**tables: str) -> tuple[Part, ...]:
    """Parts of the person themselves, each under its name."""
    return tuple(Part(name, table, "person_id") for name, table in tables.items())


PERSON = Part(
    "person",
    "person",
    "id",
    is_one=True,
    parts=(
        *_own(facts="known_fact"),
        Part("number", "sealed_number", "person_id", is_one=True),
        Part("claims", "liability", "person_id", parts=(_CLAIM,)),
        _PLAN,
        *_own(incoming="incoming", holds="hold", proposals="proposal"),
        _ONLINE,
        Part("mandates", "mandate", "person_id", parts=(_COLLECTION,)),
        _WITHHOLDING,
        _CASE,
        *_own(looks="look", opened="access_reason"),
        *_own(contacts="contact"),
        *_own(reviews="review", signals="signal", typed="typed_form"),
        _LETTER,
        _MESSAGE,
        *_own(mail_addresses="mail_address", mobile_numbers="mobile_number"),
        *_own(staff_reminders="work_reminder", digital_boxes="digital_box", files="evidence"),
        Part("helped_by", "acting", "principal_id", parts=_ACTING),
        Part("helps", "acting", "helper_id", parts=_of("acting_id", "acting_event")),
        Part("asked_to_act", "acting_ask", "asker_id"),
        *_own(branches="branch", keys="api_token", invitations="firm_invitation"),
        *_own(confirmations="balance_confirmation", sign_ins="sign_in"),
    ),
)
LEFT_OUT = {
    "facts_deleted": "that facts of a request went after their time; the request says so itself",
    "sign_in_proof": "that somebody proved anew who they are; goes with their sign-in",
    "acting_now": "for whom a sign-in acts at this moment; the leave itself is told",
    "closed_file": "to which members of staff the file is closed; tells of their own lives",
    "bulk_item": "that a request was one of many in a single act of staff; the act itself is told",
    "debit_settlement": "which line of the bank paid which collection; both are told",
    "news_copy": "which message was also sent to a helper; the helper's address is theirs",
    "prepared_decision": "a decision that waits for its second signature; once signed it is told",
    "phone_number": "the digest of a number that opens nothing after some minutes",
}
"""Tables from which a person can be found and that are not told, each with the reason."""


def all_parts(part: Part = PERSON) -> Iterator[Part]:
    """Return a part and all parts under it."""
    yield part
    for under in part.parts:
        yield from all_parts(under)
