"""Payments: money that came in for a case."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from shared.contracts.accounts import PaymentReceived


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment as it was recorded, in its own currency.

    payment: the id made at the door; refused: why it does not count for the case, empty when it does;
    entry: the journal entry behind it, empty when there is none; reference: free text of the payer's bank.
    """

    id: str
    tenant: str
    ledger: str
    case: str
    payment: str
    amount: Decimal
    currency: str
    received_on: date
    recorded_at: datetime
    reference: str = ""
    refused: str = ""
    entry: str = ""

    def tell_received(self) -> PaymentReceived:
        return PaymentReceived(
            case=self.case, payment=self.payment, amount=self.amount, currency=self.currency
        )


def payment_id(case: str, payment: str) -> str:
    """Begins with the case, so that a case's payments lie side by side."""
    return f"{case}/{payment}"
