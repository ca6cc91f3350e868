"""Full counts of warehouses."""

from typing import Any

from flask import Response

from gateway.accepting.handing_over import hand_over, now, received
from gateway.access import scopes
from gateway.answering import showing
from gateway.answering.lists import Items, listed, paged
from gateway.endpoints import Call, Endpoints, Route
from gateway.examples import COUNT_LIST
from gateway.house import here
from gateway.ids import new_id
from gateway.refusing.problems import not_found
from gateway.schemas import answers
from gateway.schemas.paging import Page
from gateway.schemas.warehouses import CountList, CountListPage, NewCountList, ToCountPage
from services.logistics.queries import count_lists
from shared.contracts.stocktaking import CloseCountList, OpenCountList

ROUTES = Endpoints("counts", "Full counts of a warehouse: what is to be counted, and what came of it.")


@ROUTES.add(
    Route(
        method="POST",
        path="/stock-count-lists",
        scope=scopes.STOCK_WRITE,
        summary="Begin a full count of a warehouse",
        status=202,
        answer=answers.Accepted,
        body=NewCountList(),
        stores=True,
        example=COUNT_LIST,
    )
)
def open_count_list(call: Call) -> Response:
    at, list = now(), new_id("cnl")
    message = OpenCountList(
        list=list,
        warehouse=call.body["warehouse"],
        frozen=call.body["frozen"],
        actor=call.caller.actor,
    )
    return hand_over(
        call,
        message,
        at=at,
        subject=list,
        body=received(list, at),
        location=f"/v1/stock-count-lists/{list}",
    )


@ROUTES.add(
    Route(
        method="GET",
        path="/stock-count-lists",
        scope=scopes.STOCK_READ,
        summary="List full counts, newest first",
        answer=CountListPage,
        query=Page(),
    )
)
def list_count_lists(call: Call) -> Response:
    return listed(call, "logistics", count_lists.count_lists, place="before")


@ROUTES.add(
    Route(
        method="GET",
        path="/stock-count-lists/<id:list>",
        scope=scopes.STOCK_READ,
        summary="Read a full count",
        answer=CountList,
    )
)
def read_count_list(call: Call) -> Response:
    return showing.one(_list(call))


@ROUTES.add(
    Route(
        method="GET",
        path="/stock-count-lists/<id:list>/lines",
        scope=scopes.STOCK_READ,
        summary="List the articles to count, and which of them are counted",
        answer=ToCountPage,
        query=Page(),
    )
)
def list_to_count(call: Call) -> Response:
    count = _list(call)

    def found(last: str | None, limit: int) -> Items:
        database, tenant = here().database("logistics"), call.caller.tenant
        return count_lists.to_count(
            database, tenant, count["warehouse"], count["id"], after=last or "", limit=limit
        )

    return paged(call, found, key="article")


@ROUTES.add(
    Route(
        method="POST",
        path="/stock-count-lists/<id:list>/close",
        scope=scopes.STOCK_WRITE,
        summary="End a full count; what was not counted stays as the books have it",
        status=202,
        answer=answers.Accepted,
        stores=True,
    )
)
def close_count_list(call: Call) -> Response:
    count, at = _list(call), now()
    message = CloseCountList(list=count["id"], warehouse=count["warehouse"], actor=call.caller.actor)
    return hand_over(
        call,
        message,
        at=at,
        subject=count["id"],
        body=received(count["id"], at),
        location=f"/v1/stock-count-lists/{count['id']}",
    )


def _list(call: Call) -> dict[str, Any]:
    found = count_lists.count_list(here().database("logistics"), call.caller.tenant, call.path["list"])
    if found is None:
        raise not_found()
    return found
