"""Warehouses, and the rule by which one of them is chosen."""

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import WAREHOUSE, WAREHOUSE_RULE
from gateway.house import here
from gateway.schemas import answers
from gateway.schemas.warehouses import Warehouse, WarehouseDefinition, WarehouseRule, Warehouses
from services.logistics.queries import warehouses
from shared.contracts.warehouses import DefineWarehouse, SetWarehouseRule

ROUTES = Endpoints("warehouses", "Where goods lie, and which warehouse a case is given to.")


@ROUTES.add(
    Route(
        method="GET",
        path="/warehouses",
        scope=scopes.STOCK_READ,
        summary="Read all warehouses and the rule of choice",
        answer=Warehouses,
    )
)
def list_warehouses(call: Call) -> Response:
    return showing.one(warehouses.warehouses(here().database("logistics"), call.caller.tenant))


@ROUTES.add(
    Route(
        method="GET",
        path="/warehouses/<id:warehouse>",
        scope=scopes.STOCK_READ,
        summary="Read a warehouse",
        answer=Warehouse,
    )
)
def read_warehouse(call: Call) -> Response:
    database = here().database("logistics")
    return showing.one(warehouses.warehouse(database, call.caller.tenant, call.path["warehouse"]))


@ROUTES.add(
    Route(
        method="PUT",
        path="/warehouses/<id:warehouse>",
        scope=scopes.WAREHOUSES_WRITE,
        summary="Define a warehouse; the latest definition counts",
        status=202,
        answer=answers.Accepted,
        body=WarehouseDefinition(),
        stores=True,
        example=WAREHOUSE,
    )
)
def define_warehouse(call: Call) -> Response:
    code, at = call.path["warehouse"], now()
    message = DefineWarehouse(warehouse=code, actor=call.caller.actor, **call.body)
    return hand_over(
        call, message, at=at, subject=code, body=received(code, at), location=f"/v1/warehouses/{code}"
    )


@ROUTES.add(
    Route(
        method="PUT",
        path="/warehouse-rule",
        scope=scopes.WAREHOUSES_WRITE,
        summary="Say by what rule a warehouse is chosen",
        status=202,
        answer=answers.Accepted,
        body=WarehouseRule(),
        stores=True,
        example=WAREHOUSE_RULE,
    )
)
def set_warehouse_rule(call: Call) -> Response:
    rule, at = call.body["rule"], now()
    message = SetWarehouseRule(rule=rule, actor=call.caller.actor)
    return hand_over(call, message, at=at, subject=rule, body=received(rule, at), location="/v1/warehouses")
