"""The books, as they are read."""

from gateway.schemas import shown
from gateway.schemas.answers import Answer
from gateway.schemas.explained import Choice, Text, an_id, code
from gateway.schemas.since_until import DatedPage


class JournalList(DatedPage):
    """Entries of one ledger: of a journal, a case, on an account, in a period."""

    ledger = code(load_default="main")
    journal = Choice("VE", "AC", "BQ", "OD", "AN")
    account = Text(20, pattern="[0-9A-Za-z]+", wanted="the number of an account")
    case = an_id("case")


class EntryLine(Answer):
    """One amount on one account: debit or credit, the other is zero."""

    account = shown.words(example="411")
    account_name = shown.words(example="Clients")
    party = shown.words("The customer's reference on auxiliary accounts.", null=True)
    debit = shown.amount()
    credit = shown.amount()
    label = shown.words(example="Facture FA-2026-000042")


class EntrySync(Answer):
    """What the ERP knows of the entry. sent: it has it, whether it was pushed or fetched."""

    state = shown.one_of("not_configured", "pending", "sent", "given_up")
    reference = shown.words("The ERP's own.", null=True)
    failure = shown.words("Why pushing was given up.", null=True)


class SyncAttempt(Answer):
    """One try to push the entry."""

    at = shown.instant()
    outcome = shown.words()
    note = shown.words()
    took_ms = shown.whole("Milliseconds.")


class EntrySyncHistory(EntrySync):
    """What the ERP knows of the entry, and every try to tell it."""

    attempts = shown.several(SyncAttempt)
    due_at = shown.instant("The next try.", null=True)


class ListedEntry(Answer):
    """A balanced record, posted once and for all."""

    id = shown.words(example="ent_0198c1a2b3c47d5e8f90123456789abc_sale")
    ledger = shown.words(example="main")
    journal = shown.words(example="VE")
    journal_name = shown.words(example="Ventes")
    number = shown.words("Without gaps per journal and year.", example="VE-2026-000042")
    entered_on = shown.day("In the tenant's legal time zone.")
    piece = shown.words("The invoice, credit note or payment behind it.", example="FA-2026-000042")
    piece_on = shown.day()
    label = shown.words(example="Facture FA-2026-000042")
    case = shown.words(
        "Null where no case stands behind it.", example="case_0198c1a2b3c47d5e8f90123456789abc", null=True
    )
    currency = shown.words(example="EUR")
    posted_at = shown.instant()
    reverses = shown.words("The entry that this one takes back.", null=True)
    by_hand = shown.truth("Whether somebody entered it.")
    lines = shown.several(EntryLine)
    erp = shown.part(EntrySync)


class Entry(ListedEntry):
    """An entry with the story of its way to the ERP."""

    erp = shown.part(EntrySyncHistory)


EntryPage = shown.page_of(ListedEntry)
