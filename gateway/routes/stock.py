"""Stock: levels, goods received, counts."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.csv_lines import Cell
from gateway.answering.csv_pages import PRODUCES, Sheet
from gateway.answering.lists import listed
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import BASKET, COUNT, GOODS, REORDER_RULE
from gateway.house import here
from gateway.ids import new_id
from gateway.schemas import answers
from gateway.schemas.goods import GoodsReceipt, StockCount
from gateway.schemas.paging import Page
from gateway.schemas.queries import StockList
from gateway.schemas.stock import (
    Availability,
    Basket,
    LowPage,
    MovementList,
    MovementPage,
    NewReorderRule,
    StockItem,
    StockPage,
    Valuation,
)
from services.logistics.queries import movements, stock
from shared.contracts.stock import SetReorderRule
from shared.contracts.stocktaking import CountStock, ReceiveGoods
from shared.contracts.values import GoodsLine

ROUTES = Endpoints("stock", "What lies where, what came in, what was counted.")
_OF_MOVEMENT = ("id", "at", "kind", "warehouse", "source", "reference", "actor")


@ROUTES.add(
    Route(
        method="GET",
        path="/stock",
        scope=scopes.STOCK_READ,
        summary="List a warehouse's stock by article",
        answer=StockPage,
        query=StockList(),
    )
)
def list_stock(call: Call) -> Response:
    return listed(call, "logistics", stock.stock_items, "warehouse", place="after", key="article")


@ROUTES.add(
    Route(
        method="GET",
        path="/stock/<id:warehouse>/<id:article>",
        scope=scopes.STOCK_READ,
        summary="Read how much of an article there is",
        answer=StockItem,
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
        path="/stock/availability",
        scope=scopes.STOCK_READ,
        summary="Ask whether a basket could be promised now; nothing is promised by asking",
        answer=Availability,
        body=Basket(),
        example=BASKET,
    )
)
def ask_availability(call: Call) -> Response:
    asked = call.body
    articles = [line["article"] for line in asked["lines"]]
    shelves = stock.stock_of(here().database("logistics"), call.caller.tenant, asked["warehouse"], articles)
    at = now()
    lines = [_looked_up(line, shelves.get(line["article"]), at) for line in asked["lines"]]
    everything = all(line["short"] == 0 for line in lines)
    found = {"warehouse": asked["warehouse"], "available": everything, "as_of": at, "lines": lines}
    return showing.one(found)


def _looked_up(line: dict[str, Any], item: dict[str, Any] | None, at: datetime) -> dict[str, Any]:
    """Who comes now stands behind those who wait, and gets nothing of an article before they are served."""
    waiting = item["waiting"] if item else 0
    free = item["available"] if item and not waiting else 0
    short = max(0, line["quantity"] - free)
    return {
        **line,
        "available": min(free, line["quantity"]),
        "short": short,
        "waiting": waiting,
        "possible_from": None if short else at,
    }


@ROUTES.add(
    Route(
        method="GET",
        path="/stock/movements",
        scope=scopes.STOCK_READ,
        summary="List why quantities on hand changed in a warehouse, newest first",
        answer=MovementPage,
        query=MovementList(),
        produces=PRODUCES,
    )
)
def list_movements(call: Call) -> Response:
    filters = ("warehouse", "article", "kind", "since", "until")
    return listed(call, "logistics", movements.movements, *filters, place="before", sheet=_SHEET)


def _rows(movement: dict[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """One row an article."""
    for line in movement["lines"]:
        yield (*(movement[name] for name in _OF_MOVEMENT), line["article"], line["quantity"])


_SHEET = Sheet("stock-movements", (*_OF_MOVEMENT, "article", "quantity"), _rows)


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
        count=count,
        warehouse=body["warehouse"],
        lines=_lines(body["lines"]),
        actor=call.caller.actor,
        list=body.get("list", ""),
    )
    return hand_over(call, message, at=at, subject=count, body=received(count, at))


def _lines(given: Sequence[dict[str, Any]]) -> tuple[GoodsLine, ...]:
    return tuple(GoodsLine(**{**line, "serials": tuple(line.get("serials", ()))}) for line in given)


@ROUTES.add(
    Route(
        method="GET",
        path="/stock/low",
        scope=scopes.STOCK_READ,
        summary="List what runs low, and how much to order",
        answer=LowPage,
        query=Page(),
    )
)
def list_low(call: Call) -> Response:
    return listed(call, "logistics", stock.low_items, place="after", key="key")


@ROUTES.add(
    Route(
        method="GET",
        path="/stock/valuation",
        scope=scopes.STOCK_READ,
        summary="Read what the stock is worth, by warehouse",
        answer=Valuation,
    )
)
def read_valuation(call: Call) -> Response:
    items = stock.valuation(here().database("logistics"), call.caller.tenant)
    value = sum((Decimal(item["value"]) for item in items), Decimal("0.00"))
    return showing.one({"value": str(value), "items": items})


@ROUTES.add(
    Route(
        method="PUT",
        path="/stock/<id:warehouse>/<id:article>/reorder-rule",
        scope=scopes.STOCK_WRITE,
        summary="Say when to order more of an article, and how much",
        status=202,
        answer=answers.Accepted,
        body=NewReorderRule(),
        stores=True,
        example=REORDER_RULE,
    )
)
def set_reorder_rule(call: Call) -> Response:
    path, at = call.path, now()
    message = SetReorderRule(
        warehouse=path["warehouse"], article=path["article"], actor=call.caller.actor, **call.body
    )
    location = f"/v1/stock/{path['warehouse']}/{path['article']}"
    return hand_over(
        call,
        message,
        at=at,
        subject=path["article"],
        body=received(path["article"], at),
        location=location,
    )
