"""What one sales order makes five services do: the messages, their sizes, and the documents each leaves behind.

Taken from Coulisse's own decisions on a sales order of five lines without documents (see
`tests/unit/peers/test_work.py`, which compares the two).
"""

from dataclasses import dataclass
from typing import Literal

Service = Literal["intake", "validation", "accounting", "logistics", "notifications"]
SERVICES: tuple[Service, ...] = ("intake", "validation", "accounting", "logistics", "notifications")

SHARED_BY_MANY = 200
"""How many documents there are of each kind that cases share (articles, customers)."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Documents that a message leaves behind.

    size: bytes of each; times: how many of this collection; kept: `fact` is inserted, `case` replaces the case's own
    document, `shared` replaces one that other cases write too.
    """

    collection: str
    size: int
    kept: Literal["fact", "case", "shared"]
    times: int = 1


@dataclass(frozen=True, slots=True)
class Hop:
    """One message: who handles it, the bytes of its body, what it leaves behind and which messages it causes.

    joins: it tells of one of two things done side by side; whichever comes second causes `sends`. `alone` are caused
    in any case.
    """

    message: str
    service: Service
    size: int
    stores: tuple[Stored, ...] = ()
    sends: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    joins: frozenset[str] = frozenset()

    @property
    def documents(self) -> int:
        return sum(stored.times for stored in self.stores)


def _case(size: int, timeline: int) -> tuple[Stored, ...]:
    return (Stored("cases", size, "case"), Stored("timeline", timeline, "fact"))


def _told(event: int) -> tuple[Stored, ...]:
    """What the front office is told of: an event in the log of its organisation."""
    return (Stored("event_logs", 126, "shared"), Stored("events", event, "fact"))


_PAID_AND_RESERVED = frozenset({"stock.reserved", "payment.cleared"})
SENT_AND_INVOICED = frozenset({"invoice.issued", "shipment.dispatched"})
"""A case that has seen both is closed."""

HOPS: tuple[Hop, ...] = (
    Hop(
        "case.submit",
        "intake",
        1222,
        (*_case(1975, 435), Stored("number_series", 69, "shared")),
        ("case.opened", "documents.check"),
    ),
    Hop("case.opened", "notifications", 541, (*_told(451), Stored("case_parties", 141, "fact"))),
    Hop("documents.check", "validation", 1198, (Stored("checks", 547, "case"),), ("documents.checked",)),
    Hop("documents.checked", "intake", 447, _case(2010, 466), ("stock.reserve", "payment.check")),
    Hop(
        "stock.reserve",
        "logistics",
        601,
        (Stored("reservations", 628, "case"), Stored("stock_items", 255, "shared", 5)),
        ("stock.reserved",),
    ),
    Hop(
        "payment.check",
        "accounting",
        487,
        (Stored("settlements", 360, "case"), Stored("customers", 130, "shared")),
        ("payment.cleared",),
    ),
    Hop(
        "stock.reserved",
        "intake",
        401,
        _case(2017, 329),
        ("invoice.issue", "shipment.prepare"),
        joins=_PAID_AND_RESERVED,
    ),
    Hop(
        "payment.cleared",
        "intake",
        403,
        _case(2052, 455),
        ("invoice.issue", "shipment.prepare"),
        joins=_PAID_AND_RESERVED,
    ),
    Hop(
        "invoice.issue",
        "accounting",
        1166,
        (
            Stored("invoices", 1196, "fact"),
            Stored("settlements", 362, "case"),
            Stored("series", 145, "shared", 2),
            Stored("letterings", 480, "case"),
            Stored("books", 98, "shared"),
            Stored("months", 393, "shared"),
            Stored("journal_entries", 710, "fact"),
        ),
        ("invoice.issued",),
    ),
    Hop(
        "shipment.prepare",
        "logistics",
        495,
        (
            Stored("reservations", 627, "case"),
            Stored("shipments", 1037, "fact"),
            Stored("stock_items", 255, "shared", 5),
            Stored("movements", 701, "fact"),
        ),
        ("shipment.dispatched",),
    ),
    Hop(
        "invoice.issued",
        "intake",
        602,
        _case(2059, 485),
        ("case.closed",),
        alone=("case.progressed",),
        joins=SENT_AND_INVOICED,
    ),
    Hop(
        "shipment.dispatched",
        "intake",
        688,
        _case(2068, 466),
        ("case.closed",),
        alone=("case.progressed",),
        joins=SENT_AND_INVOICED,
    ),
    Hop("case.progressed", "notifications", 600, _told(577)),
    Hop("case.closed", "notifications", 560, _told(563)),
)

BY_MESSAGE: dict[str, Hop] = {hop.message: hop for hop in HOPS}
FIRST = HOPS[0]


def handled_by(service: Service) -> tuple[Hop, ...]:
    """The messages of one service."""
    return tuple(hop for hop in HOPS if hop.service == service)


def senders_of(message: str) -> tuple[str, ...]:
    """The services that send it; the door sends the first."""
    senders = {hop.service for hop in HOPS if message in (*hop.sends, *hop.alone)}
    return tuple(sorted(senders)) or ("door",)


MESSAGES_A_CASE = 15
"""`case.progressed` comes twice, all others once."""

DOCUMENTS_A_CASE = sum(hop.documents for hop in HOPS) + BY_MESSAGE["case.progressed"].documents
