"""The log of events: which are wanted, and what they look like."""

from marshmallow import fields

from gateway.schemas.answers import Answer, PageAnswer
from gateway.schemas.composed import Items
from gateway.schemas.explained import Choice, Instant, Shape, an_id
from gateway.schemas.paging import Page
from services.notifications.queries.event_names import EVENT_NAMES

_MOST_TYPES = 20


class EventFilter(Shape):
    """Which events are wanted."""

    type = Items(
        Choice(*EVENT_NAMES),
        least=1,
        most=_MOST_TYPES,
        metadata={"description": "Only events of these types; repeat the parameter for several."},
    )
    case = an_id("case", metadata={"description": "Only events of this case."})
    after = an_id(
        "evt",
        metadata={"description": "Only what follows this event in the log: the id of the last one you know."},
    )


class EventList(EventFilter, Page):
    """Which events of the log, in which order."""

    since = Instant(metadata={"description": "From the first event on that was told then or later."})
    order = Choice(
        "newest",
        "oldest",
        load_default="newest",
        metadata={"description": "Which comes first. To read on, ask for `oldest` with `after`."},
    )


class EventData(Answer):
    """What happened. Which fields there are depends on the type; where a case is concerned, its id, number and
    reference are there."""

    case = fields.String()
    number = fields.String(metadata={"description": "The case's readable number."})
    reference = fields.String(metadata={"description": "The front office's own name for it."})
    warehouse = fields.String(metadata={"description": "Where an article runs low, in stock.low."})
    article = fields.String()
    available = fields.Integer(metadata={"description": "Pieces that nobody has been promised."})
    reorder_point = fields.Integer(metadata={"description": "At or below which more is to be ordered."})
    proposed = fields.Integer(metadata={"description": "Pieces to order."})
    waiting = fields.Integer(metadata={"description": "Pieces that cases wait for."})
    type = fields.String(metadata={"description": "The case's type, in case.opened and case.closed."})
    details = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={
            "description": "What a step told, such as the number of an invoice, in events of progress."
        },
    )
    wanted_en = fields.List(
        fields.String(), metadata={"description": "What has to be corrected, and how, in English."}
    )
    wanted_fr = fields.List(fields.String(), metadata={"description": "The same in French."})
    step = fields.String(metadata={"description": "The step that waits, was raised or refused the case."})
    waits_for = fields.String(metadata={"enum": ["stock", "payment", "review"]})
    detail = fields.String()
    reason = fields.String(metadata={"description": "Why the case was raised, refused or cancelled."})
    subscription = fields.String(metadata={"description": "That was switched off, or wrote to an address."})
    channel = fields.String(metadata={"enum": ["webhook", "mail", "chat"]})
    bounce = fields.String(metadata={"description": "Under which a refused address is kept."})
    role = fields.String(metadata={"description": "Of the party whose address was refused."})
    status = fields.String(metadata={"description": "What the mail server answered.", "example": "550 5.1.1"})
    currency = fields.String()
    gross = fields.String(metadata={"description": "What the lines amount to with VAT.", "example": "611.52"})
    opened_at = fields.DateTime()
    closed_at = fields.DateTime()


class Event(Answer):
    """Something that was told of a case, as webhooks carry it and the stream shows it."""

    id = fields.String(
        required=True,
        metadata={
            "description": "The same in webhooks (`webhook-id`), in the log and in the stream.",
            "example": "evt_019cadc69a808ca3e94629edd4b165ed",
        },
    )
    type = fields.String(required=True, metadata={"enum": list(EVENT_NAMES)})
    timestamp = fields.DateTime(required=True)
    client = fields.String(
        required=True,
        metadata={"description": "The client whose case it is; empty for what is about no case."},
    )
    data = fields.Nested(EventData, required=True)


class SentEvent(Answer):
    """What a subscriber is sent: an event, a digest of several (`coulisse.digest`), or a test (`coulisse.ping`)."""

    id = fields.String(required=True, metadata={"description": "Also the webhook-id."})
    type = fields.String(required=True, metadata={"example": "case.closed"})
    timestamp = fields.DateTime(required=True)
    client = fields.String(required=True)
    data = fields.Nested(EventData, required=True)


class EventPage(PageAnswer):
    """A page of the log."""

    items = fields.List(fields.Nested(Event), required=True)
