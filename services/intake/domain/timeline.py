"""The story of a case: what happened when, by whom. Entries are only ever added and carry no personal
data."""

from dataclasses import dataclass, field
from datetime import datetime

from shared.contracts.values import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that happened. what: a stable code such as `step_done`; step: empty when it is about the
    whole case; details: plain values such as an invoice number."""

    what: str
    step: str = ""
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """The facts that one message led to; they share their instant, their author and their cause.

    One record for all facts of a message, since a write for each would cost more than the decision. seq
    counts from 1 within the case; message: id of the message behind it."""

    id: str
    tenant: str
    case: str
    seq: int
    at: datetime
    who: Actor
    message: str
    facts: tuple[Fact, ...]


def entry_id(case: str, seq: int) -> str:
    """Sorts as the story goes, so that the collection's own key is the index of the timeline."""
    return f"{case}:{seq:06d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The front office was told of this payment or parcel event: a repeat is not told again."""

    id: str
    tenant: str
