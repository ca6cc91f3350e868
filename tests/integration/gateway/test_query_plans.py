"""No list reads a whole collection, or sorts what it has read, whatever it is filtered by."""

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo import MongoClient, monitoring
from werkzeug.test import TestResponse

from infra.local.stack import LocalStack
from services.logistics.domain.count_list import CountList
from shared.persistence.mapping import to_document
from shared.persistence.mongo import connect
from tests.integration.gateway.conftest import Desk
from tests.integration.gateway.list_routes import ID, LISTINGS, Listing

_READS = ("find",)
"""Whoever makes a list of an aggregation adds it here, and to what the test shows of it."""

_ONLY_FOR_ONE_CALL = ("lsid", "$clusterTime", "$readPreference", "readConcern", "txnNumber", "maxTimeMS")


class Overheard(monitoring.CommandListener):
    """What every client made from now on asks of its database, while `listening`."""

    def __init__(self) -> None:
        self.listening = False
        self.reads: list[tuple[str, dict[str, Any]]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if self.listening and event.command_name in _READS:
            self.reads.append((event.database_name, dict(event.command)))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        pass

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        pass


OVERHEARD = Overheard()


@pytest.fixture(scope="module", autouse=True)
def listen() -> None:
    """Before any gateway of this module is made: clients take the listeners that there are when they are made."""
    monitoring.register(OVERHEARD)


@pytest.fixture
def heard() -> Iterator[list[tuple[str, dict[str, Any]]]]:
    OVERHEARD.reads.clear()
    OVERHEARD.listening = True
    yield OVERHEARD.reads
    OVERHEARD.listening = False


def test_every_list_route_is_in_the_table(desk: Desk) -> None:
    paths = desk.client.get("/v1/openapi.json").get_json()["paths"]
    lists = {path for path, item in paths.items() if any(is_list(operation) for operation in item.values())}

    missing = [path for path in lists if not any(fits(path, listing.address) for listing in LISTINGS)]
    assert missing == []


def is_list(operation: Any) -> bool:
    """By its parameter `limit`; a search has it in its body."""
    given = operation.get("parameters", []) if isinstance(operation, dict) else []
    return any(parameter.get("name") == "limit" for parameter in given)


def fits(path: str, address: str) -> bool:
    return re.fullmatch(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path)), address) is not None


def test_every_filter_is_in_the_table(desk: Desk) -> None:
    paths = desk.client.get("/v1/openapi.json").get_json()["paths"]

    for path, item in paths.items():
        if "get" in item and is_list(item["get"]):
            named = {one["name"] for one in item["get"]["parameters"] if one.get("in") == "query"}
            listed = {
                name for one in LISTINGS if fits(path, one.address) for name in (*one.filters, *one.always)
            }
            assert (path, named - {"limit", "cursor"} - listed) == (path, set())


def chosen(listing: Listing) -> Iterator[dict[str, str]]:
    """No filter, each, every two, and all."""
    names = list(listing.filters)
    for count in {0, 1, 2, len(names)}:
        for some in itertools.combinations(names, count):
            yield listing.always | {name: listing.filters[name] for name in some}


@pytest.mark.parametrize(
    "listing", LISTINGS, ids=[f"{number}{one.address}" for number, one in enumerate(LISTINGS)]
)
def test_every_query_of_a_list_is_served_by_an_index(
    desk: Desk, stack: LocalStack, heard: list[tuple[str, dict[str, Any]]], listing: Listing
) -> None:
    exist(desk, stack)

    with connect(stack.mongodb_admin_url) as mongo:
        for query in chosen(listing):
            heard.clear()
            answer = asked(desk, listing, query)
            assert answer.status_code == 200, answer.text
            refused = {"COLLSCAN"} if listing.few & set(query) else {"COLLSCAN", "SORT"}
            for database, read in list(heard):
                assert (query, read["filter"], stages(mongo, database, read) & refused) == (
                    query,
                    read["filter"],
                    set(),
                )


def exist(desk: Desk, stack: LocalStack) -> None:
    """What an address names must be there, or nothing is asked."""
    with connect(stack.mongodb_admin_url) as mongo:
        mongo["coulisse_gateway"]["requests"].insert_one(
            {"_id": "acme|shop|POST /v1/cases|plan", "case": f"case_{ID}", "tenant": "acme"}
        )
        mongo["coulisse_vault"]["persons"].insert_one(
            {"_id": "pty_1", "tenant": "acme", "subject": f"case_{ID}"}
        )
        mongo["coulisse_logistics"]["count_lists"].insert_one(a_count_list())
        # Plans are other ones while no person at all has several values to be found by.
        mongo["coulisse_vault"]["persons"].insert_one(
            {"_id": "pty_2", "tenant": "globex", "subject": f"case_{ID}", "blind": [b"1", b"2"]}
        )


def a_count_list() -> dict[str, Any]:
    opened_at = datetime(2026, 3, 2, tzinfo=UTC)
    count = CountList(f"cnl_{ID}", "acme", "lyon", "open", False, opened_at, "agent-1")
    return to_document(count, version=1)


def asked(desk: Desk, listing: Listing, query: dict[str, str]) -> TestResponse:
    if listing.body is not None:
        return desk.post(listing.address, listing.body)
    return desk.get(listing.address, query_string=query)


def stripped(command: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in command.items() if name not in _ONLY_FOR_ONE_CALL}


def stages(mongo: MongoClient[dict[str, Any]], database: str, command: dict[str, Any]) -> set[str]:
    """The names of all stages of the winning plan."""
    explained = mongo[database].command(
        {"explain": {k: v for k, v in stripped(command).items() if k != "$db"}, "verbosity": "queryPlanner"}
    )
    return set(_stages(explained))


def _stages(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("stage"), str):
            yield node["stage"]
        for name, inner in node.items():
            if name not in {"rejectedPlans", "command"}:
                yield from _stages(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _stages(inner)
