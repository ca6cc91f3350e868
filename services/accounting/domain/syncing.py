"""What the ERP knows of an entry; kept beside the entry, which itself never changes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from shared.contracts.accounts import NoteSync
from shared.contracts.decision import NOTHING, Decision, Key, Known, Moment, Need


@dataclass(frozen=True, slots=True)
class EntrySync:
    """How sending an entry ended; its id is the entry's.

    erp_reference: the ERP's own number for it; failure: why it was given up, empty when it was sent.
    """

    id: str
    tenant: str
    state: Literal["sent", "given_up"]
    erp_reference: str
    failure: str
    noted_at: datetime


def needed(message: NoteSync, _moment: Moment) -> Iterable[Need]:
    return (Key(EntrySync, message.entry),)


def note(message: NoteSync, known: Known, moment: Moment) -> Decision:
    """Keeps the outcome; a failure that comes after a success is old news."""
    before = known.get(EntrySync, message.entry)
    if before is not None and before.state == "sent":
        return NOTHING
    after = EntrySync(
        message.entry,
        moment.tenant,
        "given_up" if message.failure else "sent",
        message.erp_reference,
        message.failure,
        moment.now,
    )
    if before is not None and replace(before, noted_at=moment.now) == after:
        return NOTHING
    return Decision(save=(after,))
