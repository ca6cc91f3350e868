"""Credit notes for cases that end early: what is left of an invoice is taken back, under a number of their own."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from services.accounting.domain.amount import ZERO
from services.accounting.domain.chart import ADVANCES, CREDIT_NOTES, CUSTOMERS, SALES_JOURNAL
from services.accounting.domain.credit_note import credit_note
from services.accounting.domain.credited import Credited, credited_key, left_of, totals_of
from services.accounting.domain.entering import Entering, Place
from services.accounting.domain.grouping import groups_of_case
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.posting import (
    Draft,
    credit_entry_id,
    credit_note_id,
    invoice_id,
    sale_entry_id,
)
from services.accounting.domain.rules import Rules
from services.accounting.domain.sale import credit_lines, sales_account_of
from services.accounting.domain.settlement import Settlement, settlement_key, settlement_of
from shared.contracts.accounts import AdjustCredit, CreditInvoice, InvoiceCredited
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.errors import NotYetError
from shared.contracts.message import Message


@dataclass(frozen=True)
class Crediting:
    """Decides on CreditInvoice."""

    rules: Rules

    @property
    def entering(self) -> Entering:
        return Entering(self.rules)

    def needed(self, message: CreditInvoice, moment: Moment) -> Iterable[Need]:
        return (
            settlement_key(message.case),
            Key(Invoice, invoice_id(message.case)),
            Key(Invoice, credit_note_id(message.case)),
            Key(JournalEntry, sale_entry_id(message.case)),
            credited_key(invoice_id(message.case)),
            *self.entering.needed(_place(message), moment),
        )

    def further(self, message: CreditInvoice, known: Known, moment: Moment) -> Iterable[Need]:
        return self.entering.further(_place(message), known, moment)

    def credit(self, message: CreditInvoice, known: Known, moment: Moment) -> Decision:
        """Takes the case's invoice back; before the invoice it leaves a tombstone and credits nothing."""
        note = known.get(Invoice, credit_note_id(message.case))
        if note is not None:
            return Decision(send=(note.tell_credited(message.step),))
        settlement = settlement_of(known, moment.tenant, message.ledger, message.case)
        nothing = InvoiceCredited(case=message.case, step=message.step, number="")
        if settlement.credited:
            return Decision(send=(nothing,))
        if settlement.invoiced in (ZERO, settlement.returned):
            return Decision(save=(replace(settlement, credited=True),), send=(nothing,))
        return self._take_back(message, settlement, known, moment)

    def _take_back(
        self, message: CreditInvoice, settlement: Settlement, known: Known, moment: Moment
    ) -> Decision:
        invoice = known.get(Invoice, invoice_id(message.case))
        sale = known.get(JournalEntry, sale_entry_id(message.case))
        if invoice is None or sale is None:
            raise NotYetError(f"the invoice of {message.case} is being posted")
        credited = known.get(Credited, invoice.id) or Credited(invoice.id, moment.tenant)
        place = _place(message)
        numbers, journal = self.entering.series_at(place, known, moment)
        lines = left_of(invoice, credited)
        totals = totals_of(lines, invoice, credited)
        label = f"Avoir {numbers.number} sur facture {invoice.number}"
        if credited.notes:
            back = min(invoice.prepaid, invoice.gross - credited.gross)
            booked = credit_lines(totals, back, label, invoice.customer, sales_account_of(invoice))
        else:
            booked = tuple(line.reversed() for line in sale.lines)
        on = numbers.last_on or sale.entered_on
        draft = Draft(credit_entry_id(message.case), numbers.number, on, label, sale.case, booked, sale.id)
        entered = self.entering.enter(draft, place, journal, known, moment)
        note = credit_note(invoice, credit_note_id(message.case), numbers, entered.entry, message.reason)
        note = replace(note, lines=lines)
        if credited.notes:
            note = note.amounting_to(totals)
        freed = replace(settlement, credited=True, held=ZERO)
        return Decision(
            save=(note, freed, numbers, journal, *entered.save),
            add=entered.add,
            send=(note.tell_credited(message.step), *_credit_freed(settlement)),
            effects=entered.effects,
        )


def _place(message: CreditInvoice) -> Place:
    return Place(
        message.ledger, (CREDIT_NOTES, SALES_JOURNAL), groups_of_case(message.case, (CUSTOMERS, ADVANCES))
    )


def _credit_freed(settlement: Settlement) -> tuple[Message, ...]:
    if not settlement.held:
        return ()
    return (
        AdjustCredit(
            ledger=settlement.ledger, customer=settlement.customer, case=settlement.id, by=-settlement.held
        ),
    )
