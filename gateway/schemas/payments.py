"""Payments, as they are read."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import an_id
from gateway.schemas.since_until import TimedPage


class PaymentList(TimedPage):
    """By case, and by when they were recorded."""

    case = an_id("case")


class CasePayment(Answer):
    """Money that came in for a case."""

    payment = shown.words(example="pay_0198c1a2b3c47d5e8f90123456789abc")
    amount = shown.amount()
    currency = shown.words(example="EUR")
    received_on = shown.day()
    recorded_at = shown.instant()
    reference = shown.words(example="VIR 417")
    counted = shown.truth("Whether it counts for the case.")
    refused = shown.words("Why it does not count.", null=True)
    entry = shown.words("The journal entry behind it.", null=True)


class Payment(CasePayment):
    """A payment with what it was made for."""

    id = shown.words(example="pay_0198c1a2b3c47d5e8f90123456789abc")
    case = shown.words(example="case_0198c1a2b3c47d5e8f90123456789abc")
    ledger = shown.words(example="main")


class Settlement(Answer):
    """What a case has to pay, has paid, and holds of its customer's credit."""

    case = shown.words(example="case_0198c1a2b3c47d5e8f90123456789abc")
    ledger = shown.words(example="main")
    state = shown.one_of("unchecked", "unpaid", "over_limit", "cleared", "released")
    terms = shown.one_of("prepaid", "on_account")
    currency = shown.words(null=True, example="EUR")
    customer = shown.words(null=True)
    gross = shown.amount()
    received = shown.amount()
    missing = shown.amount()
    overpaid = shown.amount()
    held = shown.amount("Of the customer's credit.")
    invoiced = shown.amount()
    payments = shown.several(CasePayment, "Oldest first, at most 200.")


PaymentPage = shown.page_of(Payment)
