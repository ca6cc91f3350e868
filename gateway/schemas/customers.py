"""Customers: what they may owe, and what they owe."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Amount, Shape, code
from gateway.schemas.paging import Page


class CustomerTerms(Shape):
    """What a customer may owe at the same time."""

    credit_limit = Amount(
        required=True,
        allow_none=True,
        metadata={"description": "In the ledger's currency; null for the installation's limit."},
    )
    ledger = code(load_default="main")


class InLedger(Shape):
    """In which ledger."""

    ledger = code(load_default="main")


class CustomerList(Page):
    """Customers of one ledger."""

    ledger = code(load_default="main")


class ListedCustomer(Answer):
    """A customer's account in one ledger, amounts in its currency."""

    customer = shown.words(example="C-1042")
    ledger = shown.words(example="main")
    open = shown.amount("What its cleared cases hold and its invoices leave unpaid.")
    credit_limit = shown.amount("Null where the installation's limit counts.", null=True)


class WaitingCase(Answer):
    """A case that waits until its customer's open amount falls, or the limit rises."""

    case = shown.words(example="case_0198c1a2b3c47d5e8f90123456789abc")
    missing = shown.amount()
    urgent = shown.truth()
    asked_at = shown.instant()


class Customer(ListedCustomer):
    """A customer's balance. Nobody has to be made known first: who was never heard of has nothing open."""

    available = shown.amount(
        "What can still be given on account; null where the limit is not known here.", null=True
    )
    waiting = shown.several(WaitingCase, "In the order in which they are cleared, at most 200.")


CustomerPage = shown.page_of(ListedCustomer)
