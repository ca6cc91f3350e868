"""Posting: an entry gets its number and date, and goes on its way to the ERP."""

from dataclasses import dataclass
from datetime import date

from services.accounting.domain.journal_entry import EntryLine, JournalEntry
from services.accounting.domain.rules import Rules
from services.accounting.domain.series import Series
from services.accounting.domain.syncing import EntrySync, to_be_pulled
from shared.contracts.decision import Effect, Moment, derived_id


@dataclass(frozen=True, slots=True)
class SendEntry:
    """Effect: the ERP is to know this entry. The effect's id is the entry's."""

    entry: JournalEntry


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry without number; ids follow from the case and the payment, so that nothing is posted twice. The last
    three: as in JournalEntry."""

    id: str
    piece: str
    piece_on: date
    label: str
    case: str
    lines: tuple[EntryLine, ...]
    reverses: str = ""
    settles: str = ""
    due_on: date | None = None
    by: str = ""


def post(draft: Draft, series: Series, rules: Rules, moment: Moment) -> JournalEntry:
    """The entry under the number and date that the journal's series has just given.

    Raises UnbalancedEntryError.
    """
    if series.last_on is None:
        raise ValueError(f"series {series.id} has given no number yet")
    return JournalEntry(
        draft.id,
        moment.tenant,
        series.ledger,
        series.name,
        series.number,
        series.last_on,
        draft.piece,
        draft.piece_on,
        draft.label,
        draft.case,
        rules.currency,
        draft.lines,
        moment.now,
        rules.sends_to_erp(moment.tenant),
        draft.reverses,
        draft.settles,
        draft.due_on,
        draft.by,
    )


def sending(entry: JournalEntry, rules: Rules) -> tuple[Effect, ...]:
    """What has to be done outside once the entry is posted."""
    if not entry.for_erp:
        return ()
    return (Effect(entry.id, rules.erp, SendEntry(entry), entry.posted_at),)


def awaiting_pull(entry: JournalEntry, rules: Rules) -> tuple[EntrySync, ...]:
    """The mark of an entry that an ERP is to fetch."""
    return (to_be_pulled(entry),) if rules.pulled_by_erp(entry.tenant) else ()


def _hex_of(case: str) -> str:
    return case.removeprefix("case_")


def sale_entry_id(case: str) -> str:
    return f"ent_{_hex_of(case)}_sale"


def credit_entry_id(case: str) -> str:
    return f"ent_{_hex_of(case)}_credit"


def payment_entry_id(case: str, payment: str) -> str:
    return f"ent_{_hex_of(case)}_payment_{payment.removeprefix('pay_')}"


def recharge_entry_id(case: str) -> str:
    """Of the invoice that takes a credit note back."""
    return f"ent_{_hex_of(case)}_recharge"


def purchase_entry_id(case: str) -> str:
    return f"ent_{_hex_of(case)}_purchase"


def unpurchase_entry_id(case: str) -> str:
    return f"ent_{_hex_of(case)}_unpurchase"


def stock_entry_id(movement: str) -> str:
    """Of what a movement of goods changed of the stock's value."""
    return f"ent_{derived_id(movement, 'stock')}_stock"


def reversal_entry_id(entry: str) -> str:
    """Of what takes an entry back that was posted by hand."""
    return f"{entry}_reversal"


def entry_ids_of(case: str) -> tuple[str, str]:
    """All entries of a case lie from the first id up to, but without, the second one."""
    return f"ent_{_hex_of(case)}_", f"ent_{_hex_of(case)}`"


def invoice_id(case: str) -> str:
    return f"inv_{_hex_of(case)}"


def credit_note_id(case: str) -> str:
    return f"crn_{_hex_of(case)}"
