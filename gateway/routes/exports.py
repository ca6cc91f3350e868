"""What an ERP that cannot be called fetches by itself, and how it says that it has it."""

from collections.abc import Set

from flask import Response
from marshmallow import Schema

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import listed
from gateway.endpoints import Call, Endpoints, Route
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
from shared.contracts.stock import AcknowledgeMovements
from shared.contracts.values import ErpReference

ROUTES = Endpoints(
    "exports",
    "For an ERP that nobody can call: it fetches what it does not have, and acknowledges it with its own references. "
    "Begin without a cursor each time; what was acknowledged is not listed any more.",
)
_ENTRIES = "/exports/journal-entries"
_CHANGES = "/exports/stock-changes"


def _fetching(export: str, summary: str, answer: type[Schema], query: Page) -> Route:
    return Route(
        method="GET", path=export, scope=scopes.EXPORTS_SYNC, summary=summary, answer=answer, query=query
    )


def _acknowledging(export: str, summary: str) -> Route:
    return Route(
        method="POST",
        path=f"{export}/acknowledgements",
        scope=scopes.EXPORTS_SYNC,
        summary=summary,
        status=202,
        answer=AcceptedAcknowledgement,
        body=Acknowledgements(),
        stores=True,
        example=ACKNOWLEDGEMENTS,
    )


def _reading(export: str) -> Route:
    return Route(
        method="GET",
        path=f"{export}/acknowledgements/<id:acknowledgement>",
        scope=scopes.EXPORTS_SYNC,
        summary="Read what became of acknowledgements, item by item",
        answer=Acknowledgement,
    )


@ROUTES.add(
    _fetching(
        _ENTRIES,
        "Fetch the journal entries that the ERP has not acknowledged, oldest first",
        EntryPage,
        EntryExport(),
    )
)
def export_entries(call: Call) -> Response:
    return listed(call, "accounting", entries.pulled_entries, "state", "ledger", place="after")


@ROUTES.add(
    _acknowledging(_ENTRIES, "Say under which references the ERP has booked journal entries; safe to repeat")
)
def acknowledge_entries(call: Call) -> Response:
    known = entries.known_entries(here().database("accounting"), call.caller.tenant, _ids(call))
    id, items, actor = new_id("ack"), _referenced(call, known), call.caller.actor
    return _acknowledged(call, _ENTRIES, id, AcknowledgeEntries(acknowledgement=id, items=items, actor=actor))


@ROUTES.add(_reading(_ENTRIES))
def read_entry_acknowledgement(call: Call) -> Response:
    house, id = here(), call.path["acknowledgement"]
    return showing.one(entries.acknowledgement(house.database("accounting"), call.caller.tenant, id))


@ROUTES.add(
    _fetching(
        _CHANGES,
        "Fetch the stock changes that the ERP has not acknowledged, oldest first",
        MovementPage,
        StockExport(),
    )
)
def export_stock_changes(call: Call) -> Response:
    return listed(call, "logistics", movements.pulled_movements, "state", place="after")


@ROUTES.add(
    _acknowledging(_CHANGES, "Say under which references the ERP has booked stock changes; safe to repeat")
)
def acknowledge_stock_changes(call: Call) -> Response:
    known = movements.known_movements(here().database("logistics"), call.caller.tenant, _ids(call))
    id, items, actor = new_id("ack"), _referenced(call, known), call.caller.actor
    return _acknowledged(
        call, _CHANGES, id, AcknowledgeMovements(acknowledgement=id, items=items, actor=actor)
    )


@ROUTES.add(_reading(_CHANGES))
def read_stock_acknowledgement(call: Call) -> Response:
    house, id = here(), call.path["acknowledgement"]
    return showing.one(movements.acknowledgement(house.database("logistics"), call.caller.tenant, id))


def _ids(call: Call) -> list[str]:
    return [item["id"] for item in call.body["items"]]


def _referenced(call: Call, known: Set[str]) -> tuple[ErpReference, ...]:
    """Nothing of the list is taken when one id is nobody's: it was not read from this export."""
    if faults := [_unknown(place) for place, id in enumerate(_ids(call)) if id not in known]:
        raise invalid(*faults)
    return tuple(ErpReference(id=item["id"], reference=item["reference"]) for item in call.body["items"])


def _acknowledged(call: Call, export: str, id: str, message: Message) -> Response:
    at = now()
    return hand_over(
        call, message, at=at, subject=id, body=received(id, at), location=f"/v1{export}/acknowledgements/{id}"
    )


def _unknown(place: int) -> Fault:
    return Fault(
        "unknown_id",
        "There is nothing with this id here, or it is not yours.",
        "Send the id that the export gave. Nothing of this list was taken.",
        f"/items/{place}/id",
    )
