"""Credit notes that are undone: by an invoice that takes them back, since no number is ever taken out of a series."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from services.accounting.domain.chart import ADVANCES, CUSTOMERS, INVOICES, SALES_JOURNAL
from services.accounting.domain.credited import Credited, credited_key
from services.accounting.domain.entering import Entering, Place
from services.accounting.domain.grouping import group_keys, groups_of_case
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.lettering import group_of_entry
from services.accounting.domain.posting import (
    Draft,
    credit_entry_id,
    credit_note_id,
    invoice_id,
    recharge_entry_id,
)
from services.accounting.domain.returning import CreditedReturn, returned
from services.accounting.domain.rules import Rules
from services.accounting.domain.settlement import settlement_key, settlement_of
from shared.contracts.credit_notes import CreditNoteReversed, ReverseCreditNote
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.errors import NotYetError


@dataclass(frozen=True)
class Unreturning:
    """Decides on ReverseCreditNote."""

    rules: Rules

    @property
    def entering(self) -> Entering:
        return Entering(self.rules)

    def needed(self, message: ReverseCreditNote, moment: Moment) -> Iterable[Need]:
        return (
            Key(CreditedReturn, message.case),
            Key(Invoice, credit_note_id(message.case)),
            Key(Invoice, invoice_id(message.case)),
            Key(JournalEntry, credit_entry_id(message.case)),
            *self.entering.needed(_place(message), moment),
        )

    def further(self, message: ReverseCreditNote, known: Known, moment: Moment) -> Iterable[Need]:
        before = known.get(CreditedReturn, message.case)
        of_case = before.of_case if before else ""
        note = known.get(Invoice, credit_note_id(message.case))
        alone = group_of_entry(recharge_entry_id(message.case), CUSTOMERS, note.customer if note else "")
        return (
            settlement_key(of_case),
            credited_key(invoice_id(of_case)),
            *group_keys((*groups_of_case(of_case, (CUSTOMERS, ADVANCES)), alone)),
            *self.entering.further(_place(message), known, moment),
        )

    def reverse(self, message: ReverseCreditNote, known: Known, moment: Moment) -> Decision:
        """Takes the credit note back; before the credit note it leaves a tombstone."""
        before = known.get(CreditedReturn, message.case)
        if before is None:
            kept = CreditedReturn(message.case, moment.tenant, message.ledger, "reversed")
            return Decision(save=(kept,), send=(_told(message, ""),))
        if before.state == "reversed":
            return Decision(send=(_told(message, before.number),))
        note = known.get(Invoice, before.note)
        entry = known.get(JournalEntry, credit_entry_id(message.case))
        if note is None or entry is None:
            raise NotYetError(f"the credit note of {message.case} is being posted")
        return self._take_back(message, before, note, entry, known, moment)

    def _take_back(
        self,
        message: ReverseCreditNote,
        before: CreditedReturn,
        note: Invoice,
        credit: JournalEntry,
        known: Known,
        moment: Moment,
    ) -> Decision:
        place = _place(message)
        numbers, journal = self.entering.series_at(place, known, moment)
        draft = Draft(
            recharge_entry_id(message.case),
            numbers.number,
            numbers.last_on or moment.now.date(),
            f"Facture {numbers.number} annulant l'avoir {note.number}",
            message.case,
            tuple(line.reversed() for line in credit.lines),
            reverses=credit.id,
            settles=before.of_case,
        )
        entered = self.entering.enter(draft, place, journal, known, moment)
        invoice = replace(
            note,
            id=invoice_id(message.case),
            kind="invoice",
            number=numbers.number,
            issued_on=entered.entry.piece_on,
            issued_at=entered.entry.posted_at,
            entry=entered.entry.id,
            credits=note.id,
            credited_number=note.number,
            credited_on=note.issued_on,
            reason=message.reason,
            due_on=entered.entry.piece_on,
        )
        settlement = settlement_of(known, moment.tenant, message.ledger, before.of_case)
        settlement, told = returned(settlement, -note.gross)
        credited = known.get(Credited, note.credits) or Credited(note.credits, moment.tenant)
        kept = replace(before, state="reversed", number=numbers.number)
        return Decision(
            save=(invoice, kept, credited.moved(note, -1), settlement, numbers, journal, *entered.save),
            add=entered.add,
            send=(_told(message, numbers.number), *told),
            effects=entered.effects,
        )


def _place(message: ReverseCreditNote) -> Place:
    """Which case was invoiced is known too late to follow its groups into others."""
    return Place(message.ledger, (INVOICES, SALES_JOURNAL), lone=True)


def _told(message: ReverseCreditNote, number: str) -> CreditNoteReversed:
    return CreditNoteReversed(case=message.case, step=message.step, number=number)
