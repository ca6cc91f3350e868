"""Trials: in a sandbox, customers with these codes pay as the code says."""

from decimal import Decimal

from shared.contracts.sandbox import is_sandbox

CREDIT_EXCEEDED = "TEST-CREDIT-EXCEEDED"
"""Has a credit limit of zero, until another one is set."""

PAYMENT_REFUSED = "TEST-PAYMENT-REFUSED"
"""Gets no credit, and its means of payment is refused: cases wait until a payment is recorded."""

REFUSED_BECAUSE = "the customer's means of payment was refused, as this trial asks for; "


def first_credit_limit(tenant: str, customer: str) -> Decimal | None:
    """Of a customer never heard of; None for the installation's."""
    return Decimal(0) if customer == CREDIT_EXCEEDED and is_sandbox(tenant) else None


def payment_refused(tenant: str, customer: str) -> bool:
    """Whether this customer's payments are refused."""
    return customer == PAYMENT_REFUSED and is_sandbox(tenant)
