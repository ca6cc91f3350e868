"""What an ERP that cannot be called fetches by itself, and how it says that it has it."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Any

from flask import Response
from marshmallow import Schema
from pymongo.database import Database

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import Query, listed
from gateway.endpoints import Call, Endpoints, Route, View
from gateway.examples import ACKNOWLEDGEMENTS
from gateway.house import here
from gateway.ids import new_id
from gateway.refusing.problems import Fault, invalid
from gateway.schemas.exports import (
    AcceptedAcknowledgement,
    Acknowledgement,
    Acknowledgements,
    EntryExport,
    StockExport,
)
from gateway.schemas.journal import EntryPage
from gateway.schemas.paging import Page
from gateway.schemas.stock import MovementPage
from services.accounting.queries import exports as entries
from services.logistics.queries import movements
from shared.contracts.accounts import AcknowledgeEntries
from shared.contracts.message import Message
from shared.contracts.values import ErpReference
from shared.contracts.warehouses import AcknowledgeMovements

ROUTES = Endpoints(
    "exports",
    "For an ERP that nobody can call: it fetches what it does not have, and acknowledges it with its own references. "
    "Begin without a cursor each time; what was acknowledged is not listed any more.",
)


@dataclass(frozen=True)
class _Export:
    """One kind of thing that an ERP fetches. known: which of some ids it has had to give; fetched: `pulled`, with the
    filters that its list takes; acknowledging: the command, of an id, items and who says so."""

    path: str
    what: str
    service: str
    page: type[Schema]
    query: Page
    pulled: Query
    filters: tuple[str, ...]
    known: Callable[[Database[dict[str, Any]], str, list[str]], Set[str]]
    acknowledgement: Callable[[Database[dict[str, Any]], str, str], dict[str, Any] | None]
    acknowledging: Callable[..., Message]

    def offered(self, kind: str, kinds: str) -> None:
        """Declare its routes; kind, kinds: what they are called in the names of operations."""
        _named(self.fetch, f"export_{kinds}", self._fetching())
        _named(self.acknowledge, f"acknowledge_{kinds}", self._acknowledging())
        _named(self.read, f"read_{kind}_acknowledgement", self._reading())

    def fetch(self, call: Call) -> Response:
        """Oldest first; what was acknowledged is not listed any more unless asked for."""
        return listed(call, self.service, self.pulled, "state", *self.filters, place="after")

    def acknowledge(self, call: Call) -> Response:
        """Hand over what the ERP says."""
        known = self.known(here().database(self.service), call.caller.tenant, _ids(call))
        id, items, at = new_id("ack"), _referenced(call, known), now()
        message = self.acknowledging(acknowledgement=id, items=items, actor=call.caller.actor)
        location = f"/v1{self.path}/acknowledgements/{id}"
        return hand_over(call, message, at=at, subject=id, body=received(id, at), location=location)

    def read(self, call: Call) -> Response:
        """The results, item by item."""
        database, id = here().database(self.service), call.path["acknowledgement"]
        return showing.one(self.acknowledgement(database, call.caller.tenant, id))

    def _fetching(self) -> Route:
        return Route(
            method="GET",
            path=self.path,
            scope=scopes.EXPORTS_SYNC,
            summary=f"Fetch the {self.what} that the ERP has not acknowledged, oldest first",
            answer=self.page,
            query=self.query,
        )

    def _acknowledging(self) -> Route:
        return Route(
            method="POST",
            path=f"{self.path}/acknowledgements",
            scope=scopes.EXPORTS_SYNC,
            summary=f"Say under which references the ERP has booked {self.what}; safe to repeat",
            status=202,
            answer=AcceptedAcknowledgement,
            body=Acknowledgements(),
            stores=True,
            example=ACKNOWLEDGEMENTS,
        )

    def _reading(self) -> Route:
        return Route(
            method="GET",
            path=f"{self.path}/acknowledgements/<id:acknowledgement>",
            scope=scopes.EXPORTS_SYNC,
            summary="Read what became of acknowledgements, item by item",
            answer=Acknowledgement,
        )


def _named(view: View, name: str, route: Route) -> None:
    def answer(call: Call) -> Response:
        return view(call)

    answer.__name__, answer.__doc__ = name, view.__doc__
    ROUTES.add(route)(answer)


def _ids(call: Call) -> list[str]:
    return [item["id"] for item in call.body["items"]]


def _referenced(call: Call, known: Set[str]) -> tuple[ErpReference, ...]:
    """Nothing of the list is taken when one id is nobody's: it was not read from this export."""
    if faults := [_unknown(place) for place, id in enumerate(_ids(call)) if id not in known]:
        raise invalid(*faults)
    return tuple(ErpReference(id=item["id"], reference=item["reference"]) for item in call.body["items"])


def _unknown(place: int) -> Fault:
    return Fault(
        "unknown_id",
        "There is nothing with this id here, or it is not yours.",
        "Send the id that the export gave. Nothing of this list was taken.",
        f"/items/{place}/id",
    )


_Export(
    path="/exports/journal-entries",
    what="journal entries",
    service="accounting",
    page=EntryPage,
    query=EntryExport(),
    pulled=entries.pulled_entries,
    filters=("ledger",),
    known=entries.known_entries,
    acknowledgement=entries.acknowledgement,
    acknowledging=AcknowledgeEntries,
).offered("entry", "entries")
_Export(
    path="/exports/stock-changes",
    what="stock changes",
    service="logistics",
    page=MovementPage,
    query=StockExport(),
    pulled=movements.pulled_movements,
    filters=(),
    known=movements.known_movements,
    acknowledgement=movements.acknowledgement,
    acknowledging=AcknowledgeMovements,
).offered("stock", "stock_changes")
