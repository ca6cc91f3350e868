"""Issuing invoices: one per case, numbered, and posted in the same decision."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from services.accounting.domain.amount import ZERO
from services.accounting.domain.chart import ADVANCES, CUSTOMERS, INVOICES, SALES_JOURNAL
from services.accounting.domain.customer import customer_id
from services.accounting.domain.entering import Entered, Entering, Place
from services.accounting.domain.grouping import groups_of_case
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry, UnbalancedEntryError
from services.accounting.domain.payment_terms import due_on, with_terms
from services.accounting.domain.posting import Draft, invoice_id, sale_entry_id
from services.accounting.domain.pricing import Price, Unpriceable, price
from services.accounting.domain.rules import Rules
from services.accounting.domain.sale import sale_lines
from services.accounting.domain.series import Series
from services.accounting.domain.settlement import Settlement, settlement_key, settlement_of
from shared.contracts.accounts import AdjustCredit, InvoiceCredited, InvoiceRefused, IssueInvoice
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.message import Message


@dataclass(frozen=True)
class Invoicing:
    """Decides on IssueInvoice."""

    rules: Rules

    @property
    def entering(self) -> Entering:
        return Entering(self.rules)

    def needed(self, message: IssueInvoice, moment: Moment) -> Iterable[Need]:
        return (
            settlement_key(message.case),
            Key(Invoice, invoice_id(message.case)),
            *self.entering.needed(_place(message), moment),
        )

    def further(self, message: IssueInvoice, known: Known, moment: Moment) -> Iterable[Need]:
        return self.entering.further(_place(message), known, moment)

    def issue(self, message: IssueInvoice, known: Known, moment: Moment) -> Decision:
        """Numbers and posts the invoice of the case, once; unusable lines are refused with the reason."""
        settlement = settlement_of(known, moment.tenant, message.ledger, message.case)
        issued = known.get(Invoice, invoice_id(message.case))
        if issued is not None:
            return Decision(send=(issued.tell_issued(message.step),))
        if settlement.credited:
            return Decision(send=(InvoiceCredited(case=message.case, step=message.step, number=""),))
        if message.currency != self.rules.currency:
            return _refused(message, f"{message.currency}: the ledger is kept in {self.rules.currency}")
        priced = price(message.lines, self.rules.vat_rates)
        if isinstance(priced, Unpriceable):
            return _refused(message, priced.reason)
        try:
            return self._post(message, priced, settlement, known, moment)
        except UnbalancedEntryError as unbalanced:
            return _refused(message, str(unbalanced))

    def _post(
        self, message: IssueInvoice, priced: Price, settlement: Settlement, known: Known, moment: Moment
    ) -> Decision:
        numbers, journal = self.entering.series_at(_place(message), known, moment)
        prepaid = min(settlement.received, priced.gross)
        entered = self._entered(message, priced, prepaid, (numbers, journal), known, moment)
        invoice = _invoice(message, priced, prepaid, numbers, entered.entry)
        invoice = with_terms(invoice, message.terms, self.rules)
        settlement, told = _owing(settlement, message, priced.gross)
        return Decision(
            save=(invoice, settlement, numbers, journal, *entered.save),
            add=entered.add,
            send=(invoice.tell_issued(message.step), *told),
            effects=entered.effects,
        )

    def _entered(
        self,
        message: IssueInvoice,
        priced: Price,
        prepaid: Decimal,
        series: tuple[Series, Series],
        known: Known,
        moment: Moment,
    ) -> Entered:
        numbers, journal = series
        on: date = numbers.last_on or moment.now.date()
        draft = Draft(
            sale_entry_id(message.case),
            numbers.number,
            on,
            f"Facture {numbers.number}",
            message.case,
            sale_lines(priced, prepaid, numbers.number, message.customer, self.rules.sales_account),
            due_on=due_on(on, message.terms, self.rules.seller(moment.tenant)),
        )
        return self.entering.enter(draft, _place(message), journal, known, moment)


def _place(message: IssueInvoice) -> Place:
    return Place(
        message.ledger, (INVOICES, SALES_JOURNAL), groups_of_case(message.case, (CUSTOMERS, ADVANCES))
    )


def _refused(message: IssueInvoice, reason: str) -> Decision:
    return Decision(send=(InvoiceRefused(case=message.case, step=message.step, reason=reason),))


def _invoice(
    message: IssueInvoice,
    priced: Price,
    prepaid: Decimal,
    numbers: Series,
    entry: JournalEntry,
) -> Invoice:
    return Invoice(
        id=invoice_id(message.case),
        tenant=entry.tenant,
        ledger=message.ledger,
        kind="invoice",
        number=numbers.number,
        issued_on=entry.piece_on,
        case=message.case,
        case_number=message.case_number,
        reference=message.reference,
        customer=message.customer,
        buyer=message.buyer.ref if message.buyer else "",
        recipient=message.recipient.ref if message.recipient else "",
        currency=message.currency,
        lines=message.lines,
        vat=priced.vat_amounts(),
        net=priced.net,
        gross=priced.gross,
        prepaid=prepaid,
        entry=entry.id,
        issued_at=entry.posted_at,
    )


def _owing(
    before: Settlement, message: IssueInvoice, gross: Decimal
) -> tuple[Settlement, tuple[Message, ...]]:
    """From now on the customer owes the invoice, whatever was checked before: the open amount follows."""
    customer, account, terms = before.customer, before.account, before.terms
    if not account and message.customer:
        customer, terms = message.customer, message.terms
        account = customer_id(before.tenant, before.ledger, customer)
    on_account = message.terms == "on_account" and message.customer and before.state != "released"
    due = max(gross - before.received, ZERO)
    held = due if on_account else min(before.held, due)
    after = replace(
        before,
        customer=customer,
        account=account,
        terms=terms,
        currency=message.currency,
        gross=gross,
        invoiced=gross,
        held=held,
    )
    if held == before.held:
        return after, ()
    moved = AdjustCredit(ledger=after.ledger, customer=customer, case=after.id, by=held - before.held)
    return after, (moved,)
