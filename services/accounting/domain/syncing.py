"""What the ERP knows of an entry; kept beside the entry, which itself never changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.accounting.domain.journal_entry import JournalEntry
from shared.contracts.accounts import NoteSync
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need
from shared.contracts.quick import replace


@dataclass(frozen=True, slots=True)
class EntrySync:
    """What the ERP knows of an entry; the id is the entry's.

    state: pending (an ERP that pulls has not acknowledged it), sent (it has the entry, pushed or pulled) or given_up.
    erp_reference: the ERP's own number for it; failure: why pushing was given up, empty otherwise; ledger, posted_at:
    the entry's, for those that are pulled; empty and None for those that are pushed.
    """

    id: str
    tenant: str
    state: Literal["pending", "sent", "given_up"]
    erp_reference: str
    failure: str
    noted_at: datetime
    ledger: str = ""
    posted_at: datetime | None = None

    def acknowledged(self, reference: str, now: datetime) -> "EntrySync":
        """The ERP has the entry under this reference of its own."""
        return replace(self, state="sent", erp_reference=reference, failure="", noted_at=now)


def to_be_pulled(entry: JournalEntry) -> EntrySync:
    """An entry that waits for an ERP to fetch it."""
    return EntrySync(
        entry.id, entry.tenant, "pending", "", "", entry.posted_at, entry.ledger, entry.posted_at
    )


def needed(message: NoteSync, _moment: Moment) -> Iterable[Need]:
    return (Key(EntrySync, message.entry),)


def note(message: NoteSync, known: Known, moment: Moment) -> Decision:
    """Keeps the outcome; a failure that comes after a success is old news."""
    before = known.get(EntrySync, message.entry)
    if before is not None and before.state == "sent":
        return NOTHING
    blank = before or EntrySync(message.entry, moment.tenant, "given_up", "", "", moment.now)
    after = replace(
        blank,
        state="given_up" if message.failure else "sent",
        erp_reference=message.erp_reference,
        failure=message.failure,
        noted_at=moment.now,
    )
    if before is not None and replace(before, noted_at=moment.now) == after:
        return NOTHING
    return Decision(save=(after,))
