"""When an invoice is to be paid, and what it says of its seller."""

from dataclasses import replace
from datetime import date, timedelta

from services.accounting.domain.chart import SERVICES
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.rules import Rules
from services.accounting.domain.seller import Seller
from shared.contracts.values import PaymentTerms

DEFAULT_PAYMENT_DAYS = 30
"""Where nobody said otherwise (Code de commerce, article L441-10)."""


def with_terms(invoice: Invoice, terms: PaymentTerms, rules: Rules) -> Invoice:
    """The invoice with the data of its seller as they are now, which it keeps whatever becomes of them."""
    seller = rules.seller(invoice.tenant)
    return replace(
        invoice,
        terms=terms,
        due_on=due_on(invoice.issued_on, terms, seller),
        supplies="services" if rules.sales_account == SERVICES else "goods",
        seller=seller,
    )


def due_on(issued_on: date, terms: PaymentTerms, seller: Seller | None) -> date:
    """At once where it was to be paid before; else after the seller's days, or the law's."""
    if terms == "prepaid":
        return issued_on
    return issued_on + timedelta(days=seller.payment_days if seller else DEFAULT_PAYMENT_DAYS)
