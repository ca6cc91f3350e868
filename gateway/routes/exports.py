"""What an ERP that cannot be called fetches by itself, and how it says that it has it."""

from collections.abc import Set
from typing import Any

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import cursors, showing
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
from gateway.schemas.stock import MovementPage
from services.accounting.queries import exports as entries
from services.logistics.queries import movements
from shared.contracts.accounts import AcknowledgeEntries
from shared.contracts.stock import AcknowledgeMovements
from shared.contracts.values import ErpReference

ROUTES = Endpoints(
    "exports",
    "For an ERP that nobody can call: it fetches what it does not have, and acknowledges it with its own references. "
    "Begin without a cursor each time; what was acknowledged is not listed any more.",
)
_ENTRIES = "/exports/journal-entries"
_CHANGES = "/exports/stock-changes"


@ROUTES.add(
    Route(
        method="GET",
        path=_ENTRIES,
        scope=scopes.EXPORTS_SYNC,
        summary="Fetch the journal entries that the ERP has not acknowledged, oldest first",
        answer=EntryPage,
        query=EntryExport(),
    )
)
def export_entries(call: Call) -> Response:
    query = call.query
    found = entries.pulled_entries(
        here().database("accounting"),
        call.caller.tenant,
        state=query["state"],
        ledger=query["ledger"],
        after=cursors.place(query.get("cursor")),
        limit=query["limit"] + 1,
    )
    return showing.page(call, found)


@ROUTES.add(
    Route(
        method="POST",
        path=f"{_ENTRIES}/acknowledgements",
        scope=scopes.EXPORTS_SYNC,
        summary="Say under which references the ERP has booked journal entries; safe to repeat",
        status=202,
        answer=AcceptedAcknowledgement,
        body=Acknowledgements(),
        stores=True,
        example=ACKNOWLEDGEMENTS,
    )
)
def acknowledge_entries(call: Call) -> Response:
    items = call.body["items"]
    ids = [item["id"] for item in items]
    _check(ids, entries.known_entries(here().database("accounting"), call.caller.tenant, ids))
    id = new_id("ack")
    message = AcknowledgeEntries(acknowledgement=id, items=_references(items), actor=call.caller.actor)
    return _handed_over(call, message, id, _ENTRIES)


@ROUTES.add(
    Route(
        method="GET",
        path=f"{_ENTRIES}/acknowledgements/<id:acknowledgement>",
        scope=scopes.EXPORTS_SYNC,
        summary="Read what became of acknowledgements, item by item",
        answer=Acknowledgement,
    )
)
def read_entry_acknowledgement(call: Call) -> Response:
    return showing.one(
        entries.acknowledgement(
            here().database("accounting"), call.caller.tenant, call.path["acknowledgement"]
        )
    )


@ROUTES.add(
    Route(
        method="GET",
        path=_CHANGES,
        scope=scopes.EXPORTS_SYNC,
        summary="Fetch the stock changes that the ERP has not acknowledged, oldest first",
        answer=MovementPage,
        query=StockExport(),
    )
)
def export_stock_changes(call: Call) -> Response:
    query = call.query
    found = movements.pulled_movements(
        here().database("logistics"),
        call.caller.tenant,
        state=query["state"],
        after=cursors.place(query.get("cursor")),
        limit=query["limit"] + 1,
    )
    return showing.page(call, found)


@ROUTES.add(
    Route(
        method="POST",
        path=f"{_CHANGES}/acknowledgements",
        scope=scopes.EXPORTS_SYNC,
        summary="Say under which references the ERP has booked stock changes; safe to repeat",
        status=202,
        answer=AcceptedAcknowledgement,
        body=Acknowledgements(),
        stores=True,
        example=ACKNOWLEDGEMENTS,
    )
)
def acknowledge_stock_changes(call: Call) -> Response:
    items = call.body["items"]
    ids = [item["id"] for item in items]
    _check(ids, movements.known_movements(here().database("logistics"), call.caller.tenant, ids))
    id = new_id("ack")
    message = AcknowledgeMovements(acknowledgement=id, items=_references(items), actor=call.caller.actor)
    return _handed_over(call, message, id, _CHANGES)


@ROUTES.add(
    Route(
        method="GET",
        path=f"{_CHANGES}/acknowledgements/<id:acknowledgement>",
        scope=scopes.EXPORTS_SYNC,
        summary="Read what became of acknowledgements, item by item",
        answer=Acknowledgement,
    )
)
def read_stock_acknowledgement(call: Call) -> Response:
    return showing.one(
        movements.acknowledgement(
            here().database("logistics"), call.caller.tenant, call.path["acknowledgement"]
        )
    )


def _check(ids: list[str], known: Set[str]) -> None:
    """Nothing of the list is taken when one id is nobody's: it was not read from this export."""
    faults = [
        Fault(
            "unknown_id",
            "There is nothing with this id here, or it is not yours.",
            "Send the id that the export gave. Nothing of this list was taken.",
            f"/items/{place}/id",
        )
        for place, id in enumerate(ids)
        if id not in known
    ]
    if faults:
        raise invalid(*faults)


def _references(items: list[dict[str, Any]]) -> tuple[ErpReference, ...]:
    return tuple(ErpReference(id=item["id"], reference=item["reference"]) for item in items)


def _handed_over(
    call: Call, message: AcknowledgeEntries | AcknowledgeMovements, id: str, export: str
) -> Response:
    at = now()
    location = f"/v1{export}/acknowledgements/{id}"
    return hand_over(call, message, at=at, subject=id, body=received(id, at), location=location)
