"""Credit: how much a customer may owe at the same time."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from services.accounting.domain.amount import ZERO
from services.accounting.domain.rules import Rules
from services.accounting.domain.sandbox import first_credit_limit
from shared.contracts.decision import Key, Known


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer's account in one ledger, amounts in the ledger's currency.

    open: what cleared cases hold and invoices leave unpaid; credit_limit: None for the installation's;
    limit_set_at: when that limit was asked for, None when it never was.
    """

    id: str
    tenant: str
    ledger: str
    customer: str
    open: Decimal = ZERO
    credit_limit: Decimal | None = None
    limit_set_at: datetime | None = None

    def limit(self, rules: Rules) -> Decimal:
        return rules.credit_limit if self.credit_limit is None else self.credit_limit

    def beyond(self, amount: Decimal, rules: Rules) -> Decimal:
        """How far the limit would be passed with `amount` more; zero or less when it fits."""
        return self.open + amount - self.limit(rules)

    def moved(self, by: Decimal) -> "Customer":
        return replace(self, open=self.open + by)


def customer_id(tenant: str, ledger: str, customer: str) -> str:
    return f"{tenant}/{ledger}/{customer}"


def customer_key(tenant: str, ledger: str, customer: str) -> Key[Customer]:
    return Key(Customer, customer_id(tenant, ledger, customer))


def customer_of(known: Known, tenant: str, ledger: str, customer: str) -> Customer:
    """The customer's account as it stands, or a new one with nothing open."""
    id = customer_id(tenant, ledger, customer)
    return known.get(Customer, id) or Customer(
        id, tenant, ledger, customer, credit_limit=first_credit_limit(tenant, customer)
    )
