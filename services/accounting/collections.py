"""What accounting keeps. Ids follow from the case wherever they can, so that few indexes are needed: each
one is paid for by every write."""

from services.accounting.domain.customer import Customer
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.payment import Payment
from services.accounting.domain.series import Series
from services.accounting.domain.settlement import Settlement
from services.accounting.domain.syncing import EntrySync
from shared.contracts.decision import Collection, Index

COLLECTIONS = (
    Collection("journal_entries", JournalEntry, (Index(("tenant", "ledger", "-posted_at", "-id")),)),
    Collection("entry_syncs", EntrySync),
    Collection("series", Series),
    Collection("invoices", Invoice),
    Collection("payments", Payment),
    Collection(
        "settlements",
        Settlement,
        (Index(("account", "state", "rank", "asked_at", "id"), where={"state": "over_limit"}),),
    ),
    Collection("customers", Customer),
)
