"""What was told of a case, kept as an event of its organisation's log whether or not anybody subscribed."""

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.decision import derived_id
from shared.contracts.quick import replace

BEGINNING = "evt_" + "0" * 32
"""The place before the first event of every log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of the log. id: also the `webhook-id` of everything that is sent about it.

    number: 1, 2, 3 ... within the organisation, without gaps, in the order of the commits; at: never earlier than that
    of the event before; type: the name for clients, such as `case.closed`; client: whose case it is; body: the JSON
    text that webhooks carry.
    """

    id: str
    tenant: str
    number: int
    at: datetime
    type: str
    case: str
    client: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLog:
    """Where an organisation's log stands. id: the organisation.

    Each new event changes it, so that of two transactions that number events only one can commit: whoever has read
    number n has n - 1 as well.
    """

    id: str
    tenant: str
    last: int = 0
    last_id: str = BEGINNING
    last_at: datetime | None = None

    def instant(self, now: datetime) -> datetime:
        """When the next event is told: clocks of two processes may differ, the log's does not run backwards."""
        return now if self.last_at is None else max(now, self.last_at)

    def with_next(self, event: Event) -> "EventLog":
        return replace(self, last=event.number, last_id=event.id, last_at=event.at)


def event_id(message_id: str, at: datetime) -> str:
    """Ordered by time (the first 12 digits are milliseconds since 1970); the same for the same cause and instant."""
    milliseconds = int(at.timestamp() * 1000)
    return f"evt_{milliseconds:012x}{derived_id(message_id, 'event')[12:]}"
