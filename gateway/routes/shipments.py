"""Shipments, and what carriers say of their parcels."""

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import listed
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import PARCEL_EVENT
from gateway.house import here
from gateway.refusing.problems import not_found
from gateway.schemas import answers
from gateway.schemas.commands import ParcelEvent
from gateway.schemas.shipments import Shipment, ShipmentList, ShipmentPage
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
        summary="Read a shipment with its parcels and their events",
        answer=Shipment,
    )
)
def read_shipment(call: Call) -> Response:
    found = shipments.shipment(here().database("logistics"), call.caller.tenant, call.path["shipment"])
    return showing.one(found)


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
