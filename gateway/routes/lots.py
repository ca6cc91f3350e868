"""Lots and serial numbers."""

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import Items, listed, paged
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import LOT_RECALL
from gateway.house import here
from gateway.schemas import answers
from gateway.schemas.lots import LotList, LotPage, LotRecall, RecalledLot, TracedShipmentPage, TracedShipments
from services.logistics.queries import lots
from shared.contracts.stocktaking import RecallLot

ROUTES = Endpoints("lots", "Pieces that are told apart: by lot, or each by its serial number.")


@ROUTES.add(
    Route(
        method="GET",
        path="/lots",
        scope=scopes.STOCK_READ,
        summary="List the lots of an article in a warehouse, first out first",
        answer=LotPage,
        query=LotList(),
    )
)
def list_lots(call: Call) -> Response:
    return listed(call, "logistics", lots.lots, "warehouse", "article", place="after", key="key")


@ROUTES.add(
    Route(
        method="POST",
        path="/articles/<id:article>/lots/<id:lot>/recall",
        scope=scopes.STOCK_WRITE,
        summary="Recall a lot: nothing more of it is promised or sent",
        status=202,
        answer=answers.Accepted,
        body=LotRecall(),
        stores=True,
        example=LOT_RECALL,
    )
)
def recall_lot(call: Call) -> Response:
    article, lot, at = call.path["article"], call.path["lot"], now()
    message = RecallLot(article=article, lot=lot, reason=call.body["reason"], actor=call.caller.actor)
    return hand_over(
        call,
        message,
        at=at,
        subject=lot,
        body=received(lot, at),
        location=f"/v1/articles/{article}/lots/{lot}/recall",
    )


@ROUTES.add(
    Route(
        method="GET",
        path="/articles/<id:article>/lots/<id:lot>/recall",
        scope=scopes.STOCK_READ,
        summary="Read why a lot was recalled",
        answer=RecalledLot,
    )
)
def read_recall(call: Call) -> Response:
    path = call.path
    return showing.one(
        lots.recall_of(here().database("logistics"), call.caller.tenant, path["article"], path["lot"])
    )


@ROUTES.add(
    Route(
        method="GET",
        path="/articles/<id:article>/lots/<id:lot>/shipments",
        scope=scopes.SHIPMENTS_READ,
        summary="List the shipments that had pieces of a lot, newest first",
        answer=TracedShipmentPage,
        query=TracedShipments(),
    )
)
def list_lot_shipments(call: Call) -> Response:
    return _shipments(call, lot=call.path["lot"])


@ROUTES.add(
    Route(
        method="GET",
        path="/articles/<id:article>/serials/<id:serial>/shipments",
        scope=scopes.SHIPMENTS_READ,
        summary="List the shipments that had the piece of a serial number, newest first",
        answer=TracedShipmentPage,
        query=TracedShipments(),
    )
)
def list_serial_shipments(call: Call) -> Response:
    return _shipments(call, serial=call.path["serial"])


def _shipments(call: Call, **of: str) -> Response:
    def found(last: str | None, limit: int) -> Items:
        database, tenant = here().database("logistics"), call.caller.tenant
        return lots.shipments_of(database, tenant, call.path["article"], before=last, limit=limit, **of)

    return paged(call, found)
