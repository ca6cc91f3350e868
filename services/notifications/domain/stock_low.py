"""StockLow: an article runs low. No client's case is concerned: it stands in the organisation's log of events."""

from collections.abc import Iterable

from services.notifications.domain.event import Event, EventLog, event_id
from services.notifications.domain.payload import body, event_name
from shared.contracts.decision import Decision, Key, Known, Moment, Need
from shared.contracts.stock import StockLow


def needed(_message: StockLow, moment: Moment) -> Iterable[Need]:
    return (Key(EventLog, moment.tenant),)


def keep(message: StockLow, known: Known, moment: Moment) -> Decision:
    """Put it into the log, from where the stream and whoever reads the log have it."""
    log = known.get(EventLog, moment.tenant) or EventLog(id=moment.tenant, tenant=moment.tenant)
    at = log.instant(moment.now)
    id = event_id(moment.message_id, at)
    event = Event(
        id=id,
        tenant=moment.tenant,
        number=log.last + 1,
        at=at,
        type=event_name(message),
        case="",
        client="",
        body=body(message, id, at),
    )
    return Decision(save=(log.with_next(event),), add=(event,))
