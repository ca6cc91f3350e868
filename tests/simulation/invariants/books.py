"""The books: numbers without gaps, every movement of money once, credit as the open cases hold it."""

from collections import Counter
from decimal import Decimal

from services.accounting.domain.customer import Customer
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.payment import Payment
from services.accounting.domain.series import Series
from services.accounting.domain.settlement import Settlement
from tests.simulation.invariants.evidence import Evidence
from tests.simulation.witness import demand

ZERO = Decimal("0.00")


def check_books(evidence: Evidence) -> None:
    invoices: list[Invoice] = evidence.all("accounting", Invoice)
    entries: list[JournalEntry] = evidence.all("accounting", JournalEntry)
    _check_numbers("invoices", [(one.tenant, one.number, one.issued_on) for one in invoices])
    _check_numbers("entries", [(one.tenant, one.number, one.entered_on) for one in entries])
    given = {(one.tenant, one.number) for one in invoices} | {(one.tenant, one.number) for one in entries}
    for series in evidence.all("accounting", Series):
        demand(
            (series.tenant, series.number) in given,
            f"series {series.id} stands at {series.number}, which nothing carries",
        )
    _check_payments(evidence, entries)
    _check_credit(evidence)
    by_id = {entry.id: entry for entry in entries}
    for invoice in invoices:
        demand(invoice.entry in by_id, f"{invoice.number} has no entry")
    for entry in entries:
        if entry.reverses:
            reversed_lines = tuple(line.reversed() for line in by_id[entry.reverses].lines)
            demand(entry.lines == reversed_lines, f"entry {entry.id} does not take back {entry.reverses}")


def _check_numbers(what: str, numbered: list[tuple[str, str, object]]) -> None:
    """Per series: 1, 2, 3 and so on, with dates that never go back."""
    series: dict[str, list[tuple[str, object]]] = {}
    for tenant, number, on in numbered:
        series.setdefault(f"{tenant} {number.rpartition('-')[0]}", []).append((number, on))
    for name, members in series.items():
        members.sort(key=lambda member: member[0])
        counted = [int(number.rpartition("-")[2]) for number, _ in members]
        demand(
            counted == list(range(1, len(counted) + 1)), f"{what}: series {name} has the numbers {counted}"
        )
        dates = [str(on) for _, on in members]
        demand(dates == sorted(dates), f"{what}: dates of series {name} go back: {dates}")


def _check_payments(evidence: Evidence, entries: list[JournalEntry]) -> None:
    payments: list[Payment] = evidence.all("accounting", Payment)
    kept = Counter(payment.payment for payment in payments)
    demand(
        kept.keys() == evidence.payments and all(n == 1 for n in kept.values()),
        "not every payment is kept once",
    )
    posted = {entry.id for entry in entries}
    received: Counter[str] = Counter()
    for payment in payments:
        demand(
            bool(payment.entry) != bool(payment.refused),
            f"payment {payment.id} neither counts nor is refused",
        )
        if payment.entry:
            demand(payment.entry in posted, f"payment {payment.id} has no entry")
            received[payment.case] += int(payment.amount * 100)
    for settlement in evidence.all("accounting", Settlement):
        demand(
            settlement.received * 100 == received[settlement.id],
            f"{settlement.id}: {settlement.received} counted, {received[settlement.id]} cents came",
        )


def _check_credit(evidence: Evidence) -> None:
    held: dict[str, Decimal] = {}
    settlements: list[Settlement] = evidence.all("accounting", Settlement)
    for one in settlements:
        held[one.account] = held.get(one.account, ZERO) + one.held
    customers = {customer.id: customer for customer in evidence.all("accounting", Customer)}
    for account, amount in held.items():
        open_ = customers[account].open if account in customers else ZERO
        demand(open_ == amount, f"customer {account}: {open_} open, its cases hold {amount}")
    for one in settlements:
        demand(
            one.state != "unpaid" or one.missing > 0 or one.currency != "EUR",
            f"paid and still waiting: {one}",
        )
        if one.state == "over_limit":
            customer = customers.get(one.account)
            free = evidence.credit_limit - (customer.open if customer else ZERO)
            demand(one.missing - one.held > free, f"{free} of credit is free and {one} waits")
