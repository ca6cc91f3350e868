"""Stock: levels, goods received, counts."""

from collections.abc import Sequence
from typing import Any

from flask import Response

from gateway import cursors, scopes, showing
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import COUNT, GOODS
from gateway.handing_over import hand_over, now, received
from gateway.house import here
from gateway.ids import new_id
from gateway.schemas import answers
from gateway.schemas.commands import GoodsReceipt, StockCount
from gateway.schemas.queries import StockList
from services.logistics.queries import stock
from shared.contracts.stock import CountStock, ReceiveGoods
from shared.contracts.values import StockLine

ROUTES = Endpoints("stock", "What lies where, what came in, what was counted.")


@ROUTES.add(
    Route(
        method="GET",
        path="/stock",
        scope=scopes.STOCK_READ,
        summary="List a warehouse's stock by article",
        answer=answers.AnyPage,
        query=StockList(),
    )
)
def list_stock(call: Call) -> Response:
    query = call.query
    found = stock.stock_items(
        here().database("logistics"),
        call.caller.tenant,
        query["warehouse"],
        after=cursors.place(query.get("cursor")) or "",
        limit=query["limit"] + 1,
    )
    return showing.page(call, found, key="article")


@ROUTES.add(
    Route(
        method="GET",
        path="/stock/<id:warehouse>/<id:article>",
        scope=scopes.STOCK_READ,
        summary="Read how much of an article there is",
        answer=answers.AnyItem,
    )
)
def read_stock(call: Call) -> Response:
    path = call.path
    found = stock.stock_item(
        here().database("logistics"), call.caller.tenant, path["warehouse"], path["article"]
    )
    return showing.one(found)


@ROUTES.add(
    Route(
        method="POST",
        path="/goods-receipts",
        scope=scopes.STOCK_WRITE,
        summary="Record goods that came in",
        status=202,
        answer=answers.Accepted,
        body=GoodsReceipt(),
        stores=True,
        example=GOODS,
    )
)
def receive_goods(call: Call) -> Response:
    body, at, receipt = call.body, now(), new_id("rcp")
    message = ReceiveGoods(
        receipt=receipt,
        warehouse=body["warehouse"],
        lines=_lines(body["lines"]),
        reference=body["reference"],
        actor=call.caller.actor,
    )
    return hand_over(call, message, at=at, subject=receipt, body=received(receipt, at))


@ROUTES.add(
    Route(
        method="POST",
        path="/stock-counts",
        scope=scopes.STOCK_WRITE,
        summary="Record what was counted on the shelf",
        status=202,
        answer=answers.Accepted,
        body=StockCount(),
        stores=True,
        example=COUNT,
    )
)
def count_stock(call: Call) -> Response:
    body, at, count = call.body, now(), new_id("cnt")
    message = CountStock(
        count=count, warehouse=body["warehouse"], lines=_lines(body["lines"]), actor=call.caller.actor
    )
    return hand_over(call, message, at=at, subject=count, body=received(count, at))


def _lines(given: Sequence[dict[str, Any]]) -> tuple[StockLine, ...]:
    return tuple(StockLine(article=line["article"], quantity=line["quantity"]) for line in given)
