"""Shipments, and what carriers say of their parcels."""

from typing import Any

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import listed
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import PARCEL_EVENT
from gateway.house import here
from gateway.printing.party_on_paper import party_on_paper
from gateway.refusing.problems import not_found
from gateway.schemas import answers
from gateway.schemas.commands import ParcelEvent
from gateway.schemas.shipments import Shipment, ShipmentList, ShipmentPage
from services.intake.queries import cases
from services.logistics.queries import shipments
from shared.contracts.shipments import RecordParcelEvent

ROUTES = Endpoints("shipments", "Shipments with their parcels.")


@ROUTES.add(
    Route(
        method="GET",
        path="/shipments",
        scope=scopes.SHIPMENTS_READ,
        summary="List shipments by when they left, newest first, or the one of a case",
        answer=ShipmentPage,
        query=ShipmentList(),
    )
)
def list_shipments(call: Call) -> Response:
    return listed(call, "logistics", shipments.shipments, "case", "state", "since", "until", place="before")


@ROUTES.add(
    Route(
        method="GET",
        path="/shipments/<id:shipment>",
        scope=scopes.SHIPMENTS_READ,
        summary="Read a shipment with where it goes, its parcels and their events",
        answer=Shipment,
    )
)
def read_shipment(call: Call) -> Response:
    found = shipments.shipment(here().database("logistics"), call.caller.tenant, call.path["shipment"])
    if found is None:
        raise not_found()
    return showing.one(found | {"delivered_to": _delivered_to(call.caller.tenant, found["case"])})


def _delivered_to(tenant: str, case: str) -> dict[str, Any] | None:
    """Name and address of the case's recipient, or else of its buyer; a case that is being shipped keeps both."""
    house = here()
    found = cases.case(house.database("intake"), tenant, case)
    refs = {party["role"]: party["ref"] for party in reversed(found["parties"])} if found else {}
    party = party_on_paper(house, tenant, refs.get("recipient") or refs.get("buyer"))
    return None if party is None else {"name": party["name"], "address": party["address"]}


@ROUTES.add(
    Route(
        method="POST",
        path="/shipments/<id:shipment>/parcel-events",
        scope=scopes.SHIPMENTS_WRITE,
        summary="Record what a carrier says of a parcel",
        status=202,
        answer=answers.Accepted,
        body=ParcelEvent(),
        stores=True,
        example=PARCEL_EVENT,
    )
)
def record_parcel_event(call: Call) -> Response:
    shipment, body, at = call.path["shipment"], call.body, now()
    if shipments.shipment(here().database("logistics"), call.caller.tenant, shipment) is None:
        raise not_found()
    message = RecordParcelEvent(
        shipment=shipment,
        tracking=body["tracking"],
        carrier_event=body["carrier_event"],
        status=body["status"],
        at=body["at"],
        place=body["place"],
    )
    return hand_over(
        call,
        message,
        at=at,
        subject=shipment,
        body=received(shipment, at),
        location=f"/v1/shipments/{shipment}",
    )
