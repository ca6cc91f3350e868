"""Trials: in a sandbox, articles with these codes are on the shelf without ever having come in, and what their
parcels go through follows from the code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from shared.contracts.sandbox import is_sandbox
from shared.contracts.shipments import ParcelStatus

PLENTY = 1_000_000
"""Pieces in every warehouse."""

IN_STOCK = "TEST-IN-STOCK"
OUT_OF_STOCK = "TEST-OUT-OF-STOCK"
"""An article like any other that nobody has received: nothing is on hand until goods come in."""

DELAYED = "TEST-PARCEL-DELAYED"
LOST = "TEST-PARCEL-LOST"
RETURNED = "TEST-PARCEL-RETURNED"


@dataclass(frozen=True, slots=True)
class Stage:
    """What a carrier would say, and how long after the shipment."""

    after: timedelta
    status: ParcelStatus
    place: str


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_BEGINNING = (Stage(2 * _HOUR, "in_transit", "Lyon"),)
_END = (Stage(45 * _HOUR, "out_for_delivery", "Paris"), Stage(2 * _DAY, "delivered", "Paris"))
_DELAY = timedelta(days=3)

ROUTES: dict[str, tuple[Stage, ...]] = {
    IN_STOCK: _BEGINNING + _END,
    DELAYED: (
        *_BEGINNING,
        Stage(_DAY, "delayed", "Lyon"),
        *(Stage(stage.after + _DELAY, stage.status, stage.place) for stage in _END),
    ),
    LOST: (*_BEGINNING, Stage(_DAY, "delayed", "Lyon"), Stage(7 * _DAY, "lost", "")),
    RETURNED: (*_BEGINNING, Stage(2 * _DAY, "returned", "Lyon")),
}
"""By article. Of several in a shipment, the worst luck counts."""

_WORST_FIRST = (LOST, RETURNED, DELAYED)


def on_shelf(tenant: str, article: str) -> int:
    """Pieces of an article of which no movement is known."""
    return PLENTY if article in ROUTES and is_sandbox(tenant) else 0


def route_of(articles: Iterable[str]) -> str:
    """Which of ROUTES a shipment of these articles takes."""
    sent = set(articles)
    return next((article for article in _WORST_FIRST if article in sent), IN_STOCK)
