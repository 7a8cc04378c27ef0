"""Every working there is, by name. A municipality lists the ones it has in its data."""

from portal.rules.workings.after_paying import LoanPaid, RemissionAfterPaying
from portal.rules.workings.cash_flow import CashFlow
from portal.rules.workings.collection_floor import CollectionFloor
from portal.rules.workings.grossing_up import GrossingUp
from portal.rules.workings.hand_over import HandOver
from portal.rules.workings.late_interest import LateInterest
from portal.rules.workings.methods import Methods
from portal.rules.workings.other_rules import OtherScheme
from portal.rules.workings.recovery import Recovery, SharedCause
from portal.rules.workings.reminder_fee import ReminderFee
from portal.rules.workings.remission_gate import RemissionGate
from portal.rules.workings.repayable_benefit import RepayableBenefit
from portal.rules.workings.review_dates import InterimReview, PaymentTerm
from portal.rules.workings.settling import DebtArrangement, HalfPayment
from portal.rules.workings.time_bar import TimeBar
from portal.rules.workings.working import Working

WORKINGS: dict[str, type[Working]] = {
    "recovery": Recovery,
    "shared_cause": SharedCause,
    "grossing_up": GrossingUp,
    "half_payment": HalfPayment,
    "debt_arrangement": DebtArrangement,
    "remission_gate": RemissionGate,
    "remission_after_paying": RemissionAfterPaying,
    "loan_after_36": LoanPaid,
    "payment_term": PaymentTerm,
    "interim_review": InterimReview,
    "other_scheme": OtherScheme,
    "collection_floor": CollectionFloor,
    "methods": Methods,
    "repayable_benefit": RepayableBenefit,
    "reminder_fee": ReminderFee,
    "interest": LateInterest,
    "hand_over": HandOver,
    "time_bar": TimeBar,
    "cash_flow": CashFlow,
}
