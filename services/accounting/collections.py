"""What accounting keeps. Ids follow from the case wherever they can, so that few indexes are needed: each
one is paid for by every write."""

from services.accounting.domain.account import Account
from services.accounting.domain.acknowledging import Acknowledgement
from services.accounting.domain.books import Books
from services.accounting.domain.credited import Credited
from services.accounting.domain.customer import Customer
from services.accounting.domain.grouping import LetterCount
from services.accounting.domain.invoice import Invoice
from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.lettering import Lettering
from services.accounting.domain.month import Month
from services.accounting.domain.payment import Payment
from services.accounting.domain.purchase import Purchase, SupplierNumber
from services.accounting.domain.returning import CreditedReturn
from services.accounting.domain.series import Series
from services.accounting.domain.settlement import Settlement
from services.accounting.domain.syncing import EntrySync
from shared.contracts.decision import Collection, Index

ACKNOWLEDGEMENTS_KEPT_FOR = 30 * 24 * 3600
"""Seconds for which the results of a list of acknowledgements can be read."""

COLLECTIONS = (
    Collection(
        "journal_entries",
        JournalEntry,
        (
            # In the order in which entries became final: the tax office's export, the journal from its end.
            Index(("tenant", "ledger", "posted_at", "id", "entered_on")),
            # By the days that entries are about: one journal or all (there are few, and their lists are merged).
            Index(("tenant", "ledger", "journal", "entered_on", "posted_at", "id")),
            Index(("tenant", "ledger", "lines.account", "entered_on", "posted_at", "id")),
        ),
    ),
    Collection(
        "entry_syncs",
        EntrySync,
        # Pushed entries have no posted_at here and cost this index nothing.
        (Index(("tenant", "ledger", "state", "posted_at", "id"), where={"posted_at": {"$type": "date"}}),),
    ),
    Collection(
        "acknowledgements", Acknowledgement, (Index(("at",), expire_after=ACKNOWLEDGEMENTS_KEPT_FOR),)
    ),
    Collection("series", Series),
    # Found by their ids, which are tenant, ledger and, for months, the month.
    Collection("books", Books),
    Collection("months", Month),
    Collection("accounts", Account),
    Collection("letter_counts", LetterCount),
    Collection(
        "letterings",
        Lettering,
        (
            # What is open, the oldest first; whole balances of a customer or supplier are read off the index.
            Index(("tenant", "ledger", "account", "party", "due_on", "id", "balance"), where={"open": True}),
            Index(("tenant", "ledger", "account", "party", "id"), where={"settled": True}),
        ),
    ),
    Collection("purchases", Purchase, (Index(("tenant", "ledger", "-posted_at", "-id", "supplier")),)),
    Collection("supplier_numbers", SupplierNumber),
    Collection("credited_invoices", Credited),
    Collection("credited_returns", CreditedReturn),
    Collection(
        "invoices",
        Invoice,
        (
            Index(("tenant", "kind", "-issued_at", "-id", "issued_on")),
            Index(("tenant", "customer", "-issued_at", "-id")),
            Index(("tenant", "number")),
        ),
    ),
    Collection("payments", Payment, (Index(("tenant", "-recorded_at", "-id")), Index(("tenant", "payment")))),
    Collection(
        "settlements",
        Settlement,
        (Index(("account", "state", "rank", "asked_at", "id"), where={"state": "over_limit"}),),
    ),
    # Found and listed by their ids, which begin with tenant and ledger.
    Collection("customers", Customer),
)
