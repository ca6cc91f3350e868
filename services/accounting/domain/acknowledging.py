"""AcknowledgeEntries: an ERP that pulls has fetched journal entries and booked them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.accounting.domain.journal_entry import JournalEntry
from services.accounting.domain.syncing import EntrySync, to_be_pulled
from shared.contracts.accounts import AcknowledgeEntries
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need, done
from shared.contracts.values import ErpReference

Result = Literal["acknowledged", "already_acknowledged", "other_reference", "unknown"]


@dataclass(frozen=True, slots=True)
class AcknowledgedItem:
    """reference: what the ERP said; known_reference: what it had said before, empty when nothing."""

    id: str
    reference: str
    result: Result
    known_reference: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What became of one list of acknowledgements, kept for whoever asks a while later."""

    id: str
    tenant: str
    at: datetime
    items: tuple[AcknowledgedItem, ...]


def needed(message: AcknowledgeEntries, _moment: Moment) -> Iterable[Need]:
    return (
        Key(Acknowledgement, message.acknowledgement),
        *(Key(EntrySync, item.id, named=True) for item in message.items),
        *(Key(JournalEntry, item.id, named=True) for item in message.items),
    )


def acknowledge(message: AcknowledgeEntries, known: Known, moment: Moment) -> Decision:
    """Each entry is taken for synced under its reference, once; said again it stays so, and another reference
    for it is not taken. An entry that was also to be pushed is not pushed any more."""
    if known.get(Acknowledgement, message.acknowledgement) is not None:
        return NOTHING
    items, synced, withdrawn = [], [], []
    for item in message.items:
        entry = known.get(JournalEntry, item.id)
        judged = _judged(item, entry, known.get(EntrySync, item.id))
        items.append(judged)
        if judged.result == "acknowledged" and entry is not None:
            before = known.get(EntrySync, item.id) or to_be_pulled(entry)
            synced.append(before.acknowledged(item.reference, moment.now))
            withdrawn += [entry.id] if entry.for_erp else []
    kept = Acknowledgement(message.acknowledgement, moment.tenant, moment.now, tuple(items))
    return Decision(save=(kept, *synced), withdraw=tuple(withdrawn), answer=done(**counted(items)))


def counted(items: Iterable[AcknowledgedItem]) -> dict[str, str]:
    """How many items had which result."""
    return {result: str(count) for result, count in Counter(item.result for item in items).items()}


def _judged(item: ErpReference, entry: JournalEntry | None, sync: EntrySync | None) -> AcknowledgedItem:
    if entry is None:
        return AcknowledgedItem(item.id, item.reference, "unknown")
    if sync is None or sync.state != "sent":
        return AcknowledgedItem(item.id, item.reference, "acknowledged")
    if sync.erp_reference == item.reference:
        return AcknowledgedItem(item.id, item.reference, "already_acknowledged", sync.erp_reference)
    return AcknowledgedItem(item.id, item.reference, "other_reference", sync.erp_reference)
